import { describe, expect, test } from 'vitest';
import { RecentLatency, SAMPLE_EVERY, WINDOW, type Buckets } from './recent-latency.ts';

/** Counts that are in a bucket, as a histogram has them: each with all below it. */
function buckets(counts: readonly (readonly [upTo: number, count: number])[]): Buckets {
  let sum = 0;
  return counts.map(([upTo, count]) => [upTo, (sum += count)] as const);
}

const NOTHING = buckets([
  [50, 0],
  [100, 0],
  [Infinity, 0],
]);

describe('the latency of the last minute', () => {
  test('is not known before anything was measured', () => {
    const latency = new RecentLatency();
    expect(latency.get()).toBeUndefined();
    latency.add(0, NOTHING);
    expect(latency.get()).toBeUndefined();
    latency.add(SAMPLE_EVERY, NOTHING);
    expect(latency.get()).toBeUndefined();
  });

  test('is spread evenly inside of a bucket', () => {
    const latency = new RecentLatency();
    latency.add(0, NOTHING);
    latency.add(
      SAMPLE_EVERY,
      buckets([
        [50, 50],
        [100, 50],
        [Infinity, 0],
      ]),
    );
    expect(latency.get()).toEqual({ p50: 50, p95: 95, samples: 100 });
  });

  test('counts what is beyond all bounds as the last of them', () => {
    const latency = new RecentLatency();
    latency.add(0, NOTHING);
    latency.add(
      SAMPLE_EVERY,
      buckets([
        [50, 0],
        [100, 1],
        [Infinity, 9],
      ]),
    );
    expect(latency.get()).toMatchObject({ p95: 100, samples: 10 });
  });

  test('forgets what is older, and keeps no more samples than the minute has', () => {
    const latency = new RecentLatency();
    const slow = buckets([
      [50, 0],
      [100, 1_000],
      [Infinity, 0],
    ]);
    latency.add(0, NOTHING);
    latency.add(1, slow);
    const fast = buckets([
      [50, 10],
      [100, 1_000],
      [Infinity, 0],
    ]);
    latency.add(WINDOW / 2, fast);
    expect(latency.get()?.p50).toBeGreaterThan(50);
    latency.add(WINDOW + 2, fast);
    expect(latency.get()).toMatchObject({ samples: 10 });
    expect(latency.get()?.p95).toBeLessThanOrEqual(50);
    latency.add(3 * WINDOW, fast);
    expect(latency.get()).toBeUndefined();
  });
});

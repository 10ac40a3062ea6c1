import { describe, expect, it } from 'vitest';
import { madeCapacity } from '../report/testing/capacity.ts';
import { madePeer } from '../report/testing/peer.ts';
import { madeSoak } from '../report/testing/soak.ts';
import { madeStartup } from '../report/testing/startup.ts';
import { comparableCapacity } from './capacity.ts';
import type { Comparable } from './comparable.ts';
import { compareResults, type Comparison } from './comparison.ts';
import { comparablePeer } from './peer.ts';
import { comparableSoak } from './soak.ts';
import { comparableStartup } from './startup.ts';
import { describeComparison } from './text.ts';

function compare(base: Comparable, next: Comparable, tolerance = 0.15): Comparison {
  return compareResults(base, next, { tolerance, seed: 1 });
}

function verdictsOf({ figures }: Comparison): Record<string, string> {
  return Object.fromEntries(figures.map(({ name, label, verdict }) => [`${name} ${label}`.trim(), verdict]));
}

describe('comparing startup results', () => {
  const made = (options: Parameters<typeof madeStartup>[0]): Comparable => comparableStartup(madeStartup(options));

  it('decides by the whole of each case; phases inform', () => {
    const slower = compare(made({ seed: 1 }), made({ seed: 2, scale: 1.5 }));
    expect(slower.regressions).toBe(3);
    expect(verdictsOf(slower)).toMatchObject({
      ...{ 'session, whole p50': 'regression', 'cold, whole p95': 'too-few', 'join -> dtls p50': 'informative' },
    });
    expect(compare(made({ seed: 1 }), made({ seed: 2 })).regressions).toBe(0);
  });

  it('decides by eight repetitions, not by six', () => {
    const few = (repetitions: number, scale: number): Comparable => made({ repetitions, scale });
    expect(compare(few(8, 1), few(8, 2)).regressions).toBe(3);
    expect(() => compare(few(6, 1), few(6, 2))).toThrow(
      expect.objectContaining({ code: 'bad-configuration' }) as Error,
    );
  });

  it('counts repetitions without a picture', () => {
    const lossy = compare(made({ repetitions: 80 }), made({ repetitions: 80, missed: 20 }));
    expect(lossy.losses.map(({ regression }) => regression)).toEqual([true, true, true]);
    expect(describeComparison(lossy, 0.15)).toContain('without a picture: 0 of 80 -> 20 of 80  REGRESSION');
  });

  it('says which case only one of them has', () => {
    const whole = madeStartup();
    const some = comparableStartup({ ...whole, cases: whole.cases.slice(0, 2) });
    expect(compare(comparableStartup(whole), some).warnings).toContain('only in base: cold, whole');
  });
});

describe('comparing peer results', () => {
  const made = (options: Parameters<typeof madePeer>[0]): Comparable => comparablePeer(madePeer(options));

  it('decides by the ratios', () => {
    expect(verdictsOf(compare(made({ seed: 1 }), made({ seed: 2, lead: 2 })))).toEqual({
      'decoded, ours / peer p50': 'regression',
      'decoded, ours / peer p95': 'regression',
      'presented, ours / peer p50': 'regression',
      'presented, ours / peer p95': 'regression',
    });
    expect(compare(made({ seed: 1 }), made({ seed: 2 })).regressions).toBe(0);
  });

  it('refuses a result whose ratios mean nothing', () => {
    expect(() => made({ doubts: ['not the same picture'] })).toThrow(
      expect.objectContaining({ code: 'bad-configuration' }) as Error,
    );
  });

  it('says that few pairs know little', () => {
    expect(compare(made({ pairs: 2 }), made({ pairs: 5 })).warnings).toEqual([
      'a result of few pairs: the intervals know little of how far pairs differ',
    ]);
  });
});

describe('comparing capacity results', () => {
  const made = (options: Parameters<typeof madeCapacity>[0]): Comparable => comparableCapacity(madeCapacity(options));

  it('decides by what a session and a viewer take, not by how many held', () => {
    expect(compare(made({}), made({ held: 1 })).regressions).toBe(0);
    const dearer = compare(made({}), made({ cost: 1.3, viewerCores: 0.02 }));
    expect(verdictsOf(dearer)).toEqual({
      'synthetic 1280x720 at 30: CPU a frame': 'regression',
      'synthetic 1280x720 at 30: memory a session': 'regression',
      'synthetic 1280x720 at 30: one more viewer at 10 Mbit/s, stream process': 'regression',
      'synthetic 1280x720 at 30: CPU of a session': 'informative',
    });
  });

  it('says where nothing but the tolerance decides, and gives the fitted slope an interval', () => {
    const text = describeComparison(compare(made({}), made({})), 0.15);
    expect(text).toMatch(/CPU a frame .* tolerance only/u);
    expect(text).toMatch(/stream process .* 0\.\d\d \.\. 1\.\d\d +noise/u);
    expect(text).toContain('the tolerance alone decides');
  });

  it('finds nothing to decide by in different cases', () => {
    expect(() => compare(made({}), made({ scene: 'heavy' }))).toThrow(
      expect.objectContaining({ code: 'bad-configuration' }) as Error,
    );
  });
});

describe('comparing soaks', () => {
  const made = (options: Parameters<typeof madeSoak>[0]): Comparable => comparableSoak(madeSoak(options));

  it('decides by the level of latency and memory', () => {
    const worse = compare(made({ seed: 1 }), made({ seed: 2, scale: 1.5 }));
    expect(Object.values(verdictsOf(worse))).toEqual(Array.from({ length: 6 }, () => 'regression'));
    expect(compare(made({ seed: 1 }), made({ seed: 2 })).regressions).toBe(0);
  });

  it('counts lost frames', () => {
    expect(compare(made({}), made({ lost: 20 })).losses).toMatchObject([
      { name: 'inputs missed', regression: false },
      { name: 'frames lost', regression: true },
    ]);
  });

  it('of a minute decides by memory only', () => {
    const short = verdictsOf(compare(made({ windows: 6 }), made({ windows: 6, scale: 2 })));
    expect(short).toMatchObject({ 'p50 of a window, middle': 'too-few', 'memory of scene': 'regression' });
  });
});

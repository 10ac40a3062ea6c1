import { describe, expect, it } from 'vitest';
import { DelayBased, type Arrival } from './delay-based.ts';

const INTERVAL = 10;

describe('the delay-based estimate', () => {
  it('grows while delays stay', () => {
    const estimate = new DelayBased(1e6, 5_000);
    feed(estimate, { from: 0, packets: 500, growth: 0 });
    expect(estimate.rate).toBeGreaterThan(1.3e6);
    expect(estimate.usage).toBe('normal');
  });

  it('falls to 85 % of what arrives while they grow', () => {
    const estimate = new DelayBased(1e6, 5_000);
    feed(estimate, { from: 0, packets: 100, growth: 3 });
    expect(estimate.rate).toBeLessThan(0.86e6);
    expect(estimate.rate).toBeGreaterThan(0.8e6);
  });

  it('halves where overuse shows before anybody knows what arrives', () => {
    const estimate = new DelayBased(1e6, 5_000);
    feed(estimate, { from: 0, packets: 40, growth: 5, acked: undefined });
    expect(estimate.rate).toBeLessThan(0.51e6);
  });

  it('takes what a probe found, unless the path is overused', () => {
    const estimate = new DelayBased(1e6, 5_000);
    feed(estimate, { from: 0, packets: 50, growth: 0 });
    expect(estimate.update([arrival(50, 0)], 1e6, 4e6, 500)).toEqual({ probed: true, recovered: false });
    expect(estimate.rate).toBe(4e6);
    feed(estimate, { from: 60, packets: 60, growth: 3 });
    expect(estimate.usage).toBe('over');
    expect(estimate.update([arrival(121, 183)], 1e6, 4e6, 1_400).probed).toBe(false);
  });

  it('says when the queue of an overuse has drained', () => {
    const estimate = new DelayBased(1e6, 5_000);
    feed(estimate, { from: 0, packets: 60, growth: 3 });
    const draining = feed(estimate, { from: 60, packets: 60, growth: -3, late: 180 });
    const drained = feed(estimate, { from: 120, packets: 60, growth: 0 });
    expect([...draining, ...drained].filter(({ recovered }) => recovered)).toHaveLength(1);
  });

  it('takes delays from before a silence for those of another path', () => {
    const estimate = new DelayBased(1e6, 5_000);
    feed(estimate, { from: 0, packets: 100, growth: 0 });
    feed(estimate, { from: 400, packets: 100, growth: 0, late: 500 });
    expect(estimate.usage).toBe('normal');
  });
});

interface Feed {
  readonly from: number;
  readonly packets: number;
  /** How much later each arrives than the one before, against their spacing. */
  readonly growth: number;
  readonly late?: number;
  readonly acked?: number | undefined;
}

function feed(
  estimate: DelayBased,
  { from, packets, growth, late = 0, ...rest }: Feed,
): ReturnType<DelayBased['update']>[] {
  const acked = 'acked' in rest ? rest.acked : 1e6;
  return Array.from({ length: packets }, (_, index) => {
    const delay = late + index * growth;
    return estimate.update([arrival(from + index, delay)], acked, undefined, (from + index) * INTERVAL + delay);
  });
}

function arrival(index: number, delay: number): Arrival {
  return { bytes: 1_250, sentAt: index * INTERVAL, receivedAt: 10_000 + index * INTERVAL + delay };
}

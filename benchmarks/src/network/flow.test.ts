import { describe, expect, it } from 'vitest';
import { Flow } from './flow.ts';

describe('a flow', () => {
  const flow = new Flow(Array.from({ length: 100 }, (_, index) => ({ at: index * 10, bytes: index < 50 ? 125 : 250 })));

  it('knows what came between two moments, the first included', () => {
    expect(flow.bits(0, 1_000)).toBe(50 * 1_000 + 50 * 2_000);
    expect(flow.bits(10, 20)).toBe(1_000);
    expect(flow.bits(10, 20.1)).toBe(2_000);
    expect(flow.bits(-50, 0)).toBe(0);
    expect(new Flow([]).bits(0, 1)).toBe(0);
  });

  it('finds when its rate is enough', () => {
    const found = flow.until((rateOf) => rateOf(100) >= 190_000, 100, 0, 1_000)!;
    expect(found).toBeGreaterThan(480);
    expect(found).toBeLessThan(520);
    expect(flow.until((rateOf) => rateOf(100) >= 190_000, 100, 600, 1_000)).toBe(0);
    expect(flow.until((rateOf) => rateOf(100) >= 300_000, 100, 0, 1_000)).toBeUndefined();
    expect(flow.until((rateOf) => rateOf(100) < 1, 100, 0, 1_000)).toBeUndefined();
  });
});

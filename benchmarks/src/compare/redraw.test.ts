import { describe, expect, it } from 'vitest';
import { distribution } from '../stats/distribution.ts';
import { seededRandom } from '../stats/random.ts';
import type { Redraw } from './bootstrap.ts';
import { redrawnFit, redrawnPercentiles, redrawnRatios } from './redraw.ts';

function draws(redraw: Redraw, count = 500): number[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, () => redraw(random)[0]!);
}

describe('a measurement drawn again', () => {
  it('gives nothing but what was measured', () => {
    const samples = [1, 2, 3, 5, 8];
    expect(draws(redrawnPercentiles([samples], [0.5], 1)).every((value) => samples.includes(value))).toBe(true);
  });

  it('of pairs is the middle of their ratios, and of two the worse', () => {
    const pair = (ours: number, peer: number) => ({ ours: [ours, ours], peer: [peer, peer] });
    const ratios = new Set(draws(redrawnRatios([pair(10, 50), pair(20, 50)], [0.5])));
    expect([...ratios].sort((a, b) => a - b)).toEqual([0.2, 0.4]);
    // The worse of two: 0.2 only where the first pair was drawn twice, one time in four.
    const better = draws(redrawnRatios([pair(10, 50), pair(20, 50)], [0.5])).filter((ratio) => ratio === 0.2).length;
    expect(better / 500).toBeGreaterThan(0.18);
    expect(better / 500).toBeLessThan(0.32);
  });

  it('of a fit lies around it, wider the fewer points it had', () => {
    const spreadOf = (freedom: number): number => {
      const { p50, p95, p99 } = distribution(draws(redrawnFit(10, 1, freedom), 4_000));
      expect(p50).toBeCloseTo(10, 0);
      expect(p95 - p50).toBeGreaterThan(1.4);
      return p99 - p50;
    };
    expect(spreadOf(2)).toBeGreaterThan(1.5 * spreadOf(50));
  });
});

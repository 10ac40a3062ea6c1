import { describe, expect, it } from 'vitest';
import { fitLine } from './line.ts';
import { pointsOnLine } from './testing/points.ts';

describe('a line through points', () => {
  it('is found exactly where there is no noise', () => {
    const line = fitLine(pointsOnLine(10, -3, 0));
    expect(line?.slope).toBeCloseTo(-3);
    expect(line?.intercept).toBeCloseTo(100);
    expect(line?.standardError).toBeCloseTo(0);
  });

  it('has the standard error of the textbook', () => {
    // By hand: slope 0.6, residuals -0.2, 0.2, 0.6, -1, 0.4; sum of squares 1.6; spread of x 10.
    const ys = [2, 3, 4, 3, 5];
    const line = fitLine(ys.map((y, index) => ({ x: index + 1, y })));
    expect(line?.slope).toBeCloseTo(0.6);
    expect(line?.standardError).toBeCloseTo(Math.sqrt(1.6 / 3 / 10));
  });

  it('lies within two standard errors of the truth nineteen times of twenty', () => {
    const within = Array.from({ length: 400 }, (_, seed) => {
      const { slope, standardError } = fitLine(pointsOnLine(40, 5, 2, seed))!;
      return Math.abs(slope - 5) < 2 * standardError;
    });
    const share = within.filter(Boolean).length / within.length;
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(0.98);
  });

  it('does not exist where nothing tells slope from noise', () => {
    expect(fitLine([])).toBeUndefined();
    expect(fitLine(pointsOnLine(2, 1, 0))).toBeUndefined();
    expect(fitLine([1, 2, 3].map((y) => ({ x: 7, y })))).toBeUndefined();
  });
});

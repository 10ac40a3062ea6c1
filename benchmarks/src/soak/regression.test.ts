import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { driftOf, ENOUGH_POINTS } from './drift.ts';
import { fitLine, type Point } from './regression.ts';

/** `count` points of a line with noise of +-`noise` around it. */
function points(count: number, slope: number, noise: number, seed = 1): Point[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const x = index / count;
    return { x, y: 100 + slope * x + (random() * 2 - 1) * noise };
  });
}

describe('a line through points', () => {
  it('is found exactly where there is no noise', () => {
    const line = fitLine(points(10, -3, 0));
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
      const { slope, standardError } = fitLine(points(40, 5, 2, seed))!;
      return Math.abs(slope - 5) < 2 * standardError;
    });
    const share = within.filter(Boolean).length / within.length;
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(0.98);
  });

  it('does not exist where nothing tells slope from noise', () => {
    expect(fitLine([])).toBeUndefined();
    expect(fitLine(points(2, 1, 0))).toBeUndefined();
    expect(fitLine([1, 2, 3].map((y) => ({ x: 7, y })))).toBeUndefined();
  });
});

describe('the verdict on a drift', () => {
  const limit = (): number => 1;

  it.each([
    ['steady', 0, 0.5],
    ['steady', -20, 0.5],
    ['grows', 5, 0.5],
    ['unclear', 1, 0.5],
    ['unclear', 0, 50],
  ] as const)('is %s for a slope of %d in noise of %d', (verdict, slope, noise) => {
    expect(driftOf(points(50, slope, noise), limit)).toMatchObject({ verdict, limit: 1 });
  });

  it('is not given for a short run', () => {
    expect(driftOf(points(ENOUGH_POINTS - 1, 50, 0.1), limit)).toMatchObject({ verdict: 'unclear' });
    expect(driftOf(points(ENOUGH_POINTS, 50, 0.1), limit)).toMatchObject({ verdict: 'grows' });
  });

  it('may depend on where the line begins', () => {
    expect(driftOf(points(50, 4, 0.1), (start) => start * 0.05)?.limit).toBeCloseTo(5, 1);
  });
});

import { describe, expect, it } from 'vitest';
import { pointsOnLine } from '../stats/testing/points.ts';
import { driftOf, ENOUGH_POINTS } from './drift.ts';

describe('the verdict on a drift', () => {
  const limit = (): number => 1;

  it.each([
    ['steady', 0, 0.5],
    ['steady', -20, 0.5],
    ['grows', 5, 0.5],
    ['unclear', 1, 0.5],
    ['unclear', 0, 50],
  ] as const)('is %s for a slope of %d in noise of %d', (verdict, slope, noise) => {
    expect(driftOf(pointsOnLine(50, slope, noise), limit)).toMatchObject({ verdict, limit: 1 });
  });

  it('is not given for a short run', () => {
    expect(driftOf(pointsOnLine(ENOUGH_POINTS - 1, 50, 0.1), limit)).toMatchObject({ verdict: 'unclear' });
    expect(driftOf(pointsOnLine(ENOUGH_POINTS, 50, 0.1), limit)).toMatchObject({ verdict: 'grows' });
  });

  it('may depend on where the line begins', () => {
    expect(driftOf(pointsOnLine(50, 4, 0.1), (start) => start * 0.05)?.limit).toBeCloseTo(5, 1);
  });
});

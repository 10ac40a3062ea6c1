import { describe, expect, test } from 'vitest';
import { coarseSeconds, timeUntil } from './slot-rate.ts';

describe('the time that a place in the line takes', () => {
  test('is not known before two slots became free', () => {
    expect(timeUntil(1, [], 0)).toBeUndefined();
    expect(timeUntil(1, [0], 1_000)).toBeUndefined();
  });

  test('is the mean time between them, for each place', () => {
    const freed = [0, 10_000, 20_000];
    expect(timeUntil(1, freed, 20_000)).toBe(10_000);
    expect(timeUntil(3, freed, 20_000)).toBe(30_000);
  });

  test('grows while no slot becomes free, and is unknown again after half an hour', () => {
    const freed = [0, 10_000];
    expect(timeUntil(1, freed, 60_000)).toBe(60_000);
    expect(timeUntil(1, freed, 1_800_001)).toBeUndefined();
  });

  test.each([
    [0, 5],
    [4_900, 5],
    [5_001, 10],
    [59_000, 60],
    [61_000, 90],
    [601_000, 660],
  ])('of %d ms is said as %d s', (time, seconds) => {
    expect(coarseSeconds(time)).toBe(seconds);
  });
});

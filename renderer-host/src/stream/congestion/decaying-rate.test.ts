import { expect, test } from 'vitest';
import { DecayingRate } from './decaying-rate.ts';

test('a decaying rate settles at what goes on, and forgets what ended', () => {
  const rate = new DecayingRate(300);
  expect(rate.at(0)).toBe(0);
  for (let now = 1; now <= 3_000; now++) rate.add(125, now);
  expect(rate.at(3_000) / 1e6).toBeCloseTo(1, 1);
  expect(rate.at(3_300) / 1e6).toBeCloseTo(0.37, 1);
  expect(rate.at(6_000) / 1e6).toBeCloseTo(0, 2);
});

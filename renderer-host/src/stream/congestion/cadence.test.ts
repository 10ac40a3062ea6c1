import { expect, test } from 'vitest';
import { Cadence } from './cadence.ts';

test('a cadence is learned from its gaps, of which a silence counts only so long', () => {
  const cadence = new Cadence(250);
  expect(cadence.heardAt).toBeUndefined();
  for (let now = 0; now <= 5_000; now += 50) cadence.heard(now);
  expect(cadence.every).toBeCloseTo(50, 0);
  cadence.heard(60_000);
  expect(cadence.every).toBeCloseTo(70, 0);
  expect(cadence.heardAt).toBe(60_000);
});

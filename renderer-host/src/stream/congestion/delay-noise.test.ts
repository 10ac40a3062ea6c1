import { describe, expect, test } from 'vitest';
import { DelayNoise } from './delay-noise.ts';

function noiseOf(delays: readonly number[]): number {
  const noise = new DelayNoise();
  for (const delay of delays) noise.add(delay);
  return noise.value;
}

describe('the noise of delays', () => {
  test('is what goes back and forth', () => {
    expect(noiseOf(Array.from({ length: 200 }, (_, index) => (index % 2) * 6))).toBeCloseTo(6, 0);
  });

  test('is not what a queue does, which rises and falls for longer', () => {
    const delays = Array.from({ length: 200 }, (_, index) => Math.abs((index % 40) - 20) * 10);
    expect(noiseOf(delays)).toBeLessThan(1);
  });

  test('is nothing before there is anything to compare', () => {
    expect(noiseOf([])).toBe(0);
    expect(noiseOf([1_000])).toBe(0);
  });
});

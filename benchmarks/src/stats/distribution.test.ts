import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distribution, median, percentile } from './distribution.ts';
import { spread } from './spread.ts';

describe('a distribution', () => {
  it('has the percentiles of the nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(distribution(samples)).toEqual({ count: 100, min: 1, p50: 50, p95: 95, p99: 99, max: 100, mean: 50.5 });
  });

  it('of one sample is that sample', () => {
    expect(distribution([3])).toEqual({ count: 1, min: 3, p50: 3, p95: 3, p99: 3, max: 3, mean: 3 });
  });

  it('of no samples does not exist', () => {
    expect(() => distribution([])).toThrow(RangeError);
    expect(() => median([])).toThrow(RangeError);
  });

  it('sorts numbers as numbers', () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it('reports only what was measured, in order', () => {
    const samples = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(samples, (values) => {
        const { min, p50, p95, p99, max } = distribution(values);
        const reported = [min, p50, p95, p99, max];
        expect(reported.every((value) => values.includes(value))).toBe(true);
        expect(reported.toSorted((a, b) => a - b)).toEqual(reported);
      }),
    );
  });
});

describe('a percentile', () => {
  it('is the smallest sample that the fraction is not above', () => {
    expect([0, 0.25, 0.26, 0.5, 1].map((fraction) => percentile([1, 2, 3, 4], fraction))).toEqual([1, 1, 2, 2, 4]);
  });
});

describe('the spread of repetitions', () => {
  it('says how far they lie apart, also as a share of the middle one', () => {
    expect(spread([12, 10, 9])).toEqual({ lowest: 9, middle: 10, highest: 12, relative: 0.3 });
  });

  it('of one repetition is nothing', () => {
    expect(spread([5])).toMatchObject({ relative: 0 });
    expect(spread([0, 0])).toMatchObject({ relative: 0 });
  });
});

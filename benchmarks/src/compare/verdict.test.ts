import { describe, expect, it } from 'vitest';
import { isEnough, losesMore, verdictOf } from './verdict.ts';

describe('a ratio is', () => {
  it.each([
    ['noise where the interval holds 1, however large it is', 2, { low: 0.9, high: 3 }, 'within-noise'],
    ['noise where the interval ends at 1', 1.5, { low: 1, high: 2 }, 'within-noise'],
    ['a regression beyond noise and tolerance', 1.2, { low: 1.1, high: 1.3 }, 'regression'],
    ['tolerated where it is sure but small', 1.1, { low: 1.05, high: 1.14 }, 'within-tolerance'],
    ['tolerated exactly at the tolerance', 1.15, { low: 1.1, high: 1.2 }, 'within-tolerance'],
    ['an improvement beyond both', 0.8, { low: 0.7, high: 0.9 }, 'improvement'],
    ['tolerated where it is a small improvement', 0.9, { low: 0.85, high: 0.95 }, 'within-tolerance'],
  ] as const)('%s', (_name, ratio, interval, verdict) => {
    expect(verdictOf(ratio, interval, 0.15)).toBe(verdict);
  });
});

it('a percentile needs ten samples beyond it', () => {
  expect([
    isEnough(20, 0.5),
    isEnough(199, 0.95),
    isEnough(200, 0.95),
    isEnough(999, 0.99),
    isEnough(1_000, 0.99),
  ]).toEqual([true, false, true, false, true]);
});

describe('losing inputs', () => {
  it('counts where it is more than chance and more than 1 %', () => {
    expect(losesMore({ missed: 0, of: 300 }, { missed: 30, of: 300 })).toBe(true);
    expect(losesMore({ missed: 0, of: 300 }, { missed: 4, of: 300 })).toBe(false);
    expect(losesMore({ missed: 0, of: 60_000 }, { missed: 300, of: 60_000 })).toBe(false);
  });

  it('does not count where it got better or there is none', () => {
    expect(losesMore({ missed: 30, of: 300 }, { missed: 0, of: 300 })).toBe(false);
    expect(losesMore({ missed: 0, of: 300 }, { missed: 0, of: 300 })).toBe(false);
  });
});

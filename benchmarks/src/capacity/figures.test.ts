import { describe, expect, it } from 'vitest';
import { madeCapacity } from '../report/testing/capacity.ts';
import { costOfViewer } from './figures.ts';

describe('what one more viewer costs', () => {
  const { viewers } = madeCapacity({ viewerCores: 0.004 }).cases[0]!;

  it('is the slope over the viewers, and in proportion at 10 Mbit/s', () => {
    const cost = costOfViewer(viewers)!;
    expect(cost.cores).toBeCloseTo(0.004, 3);
    expect(cost.coresPer10Mbit / cost.cores).toBeCloseTo(5);
    // The made process is as large with any number of them.
    expect(cost.residentBytes).toBeCloseTo(0);
  });

  it('is not known from two steps', () => {
    expect(costOfViewer(viewers.slice(0, 2))).toBeUndefined();
    expect(costOfViewer([])).toBeUndefined();
  });
});

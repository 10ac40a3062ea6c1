import { describe, expect, it } from 'vitest';
import { growthOf } from './growth.ts';

const looks = (values: readonly number[]) => values.map((count, index) => ({ cycles: index * 10, values: { count } }));

describe('growth over cycles', () => {
  it('is none where a count goes up and comes back', () => {
    expect(growthOf(looks([5, 9, 7, 8, 5, 6]))).toMatchObject([{ name: 'count', before: 5, after: 5, perCycle: 0 }]);
  });

  it('is told for each cycle where it never does', () => {
    expect(growthOf(looks([10, 20, 30, 40, 50, 60]))).toEqual([{ name: 'count', before: 10, after: 40, perCycle: 1 }]);
  });

  it('may be less than nothing', () => {
    expect(growthOf(looks([9, 8, 3, 2]))[0]).toMatchObject({ before: 8, after: 2 });
  });
});

import { describe, expect, it } from 'vitest';
import { findFreezes } from './freezes.ts';

/** Times of presentation from the distances between them. */
function times(...gaps: readonly number[]): number[] {
  let time = 1_000;
  return [time, ...gaps.map((gap) => (time += gap))];
}
const steady = (count: number, gap: number): number[] => Array.from({ length: count }, () => gap);

describe('freezes', () => {
  it('are none in a steady stream, nor where there are no frames', () => {
    expect(findFreezes(times(...steady(100, 33)))).toEqual([]);
    expect(findFreezes([])).toEqual([]);
    expect(findFreezes([5])).toEqual([]);
  });

  it('begin beyond d + 150 ms at usual rates', () => {
    expect(findFreezes(times(...steady(40, 33), 183, ...steady(5, 33)))).toEqual([]);
    expect(findFreezes(times(...steady(40, 33), 184, ...steady(5, 33)))).toEqual([
      { at: 1_000 + 40 * 33, duration: 184 },
    ]);
  });

  it('begin beyond 3 d where frames are rare', () => {
    expect(findFreezes(times(...steady(40, 200), 600))).toEqual([]);
    expect(findFreezes(times(...steady(40, 200), 601))).toHaveLength(1);
  });

  it('are held against the last thirty distances only', () => {
    const slowThenFast = [...steady(40, 500), ...steady(30, 16)];
    expect(findFreezes(times(...slowThenFast, 200))).toHaveLength(1);
    expect(findFreezes(times(...steady(40, 500), ...steady(3, 16), 200))).toEqual([]);
  });
});

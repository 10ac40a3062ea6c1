import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Seats, type SeatChange } from './seats.ts';

const open = (view: number, viewer: number): SeatChange => ({ type: 'open', view, viewer });
const watch = (view: number, viewer: number): SeatChange => ({ type: 'watch', view, viewer });
const close = (view: number): SeatChange => ({ type: 'close', view });

describe('Seats', () => {
  it('gives each viewer a view while there are some', () => {
    const seats = new Seats(2);
    expect(seats.join(7)).toEqual([open(1, 7), watch(1, 7)]);
    expect(seats.join(9)).toEqual([open(2, 9), watch(2, 9)]);
    expect([seats.viewOf(7), seats.viewOf(9)]).toEqual([1, 2]);
  });

  it('shows the newest view to who finds none left', () => {
    const seats = new Seats(2);
    for (const viewer of [1, 2]) seats.join(viewer);
    expect(seats.join(3)).toEqual([watch(2, 3)]);
    expect(seats.viewOf(3)).toBeUndefined();
  });

  it('gives a free place to who waited longest, before the old view ends', () => {
    const seats = new Seats(1);
    for (const viewer of [1, 2, 3]) seats.join(viewer);
    expect(seats.leave(1)).toEqual([open(2, 2), watch(2, 2), watch(2, 3), close(1)]);
    expect(seats.leave(2)).toEqual([open(3, 3), watch(3, 3), close(2)]);
    expect(seats.leave(3)).toEqual([close(3)]);
  });

  it('leaves who looks on at another view where it is', () => {
    const seats = new Seats(2);
    for (const viewer of [1, 2, 3, 4]) seats.join(viewer);
    expect(seats.leave(1)).toEqual([open(3, 3), watch(3, 3), close(1)]);
    expect(seats.leave(2)).toEqual([open(4, 4), watch(4, 4), close(2)]);
  });

  it('changes nothing for who is there already, or was not', () => {
    const seats = new Seats(1);
    seats.join(1);
    seats.join(2);
    expect([seats.join(1), seats.join(2), seats.leave(5)]).toEqual([[], [], []]);
    expect(seats.leave(2)).toEqual([]);
    expect(seats.leave(1)).toEqual([close(1)]);
  });

  it('shows everybody a view that is open, has no more than it may, and leaves none empty, whoever comes and goes', () => {
    const step = fc.record({ viewer: fc.integer({ min: 1, max: 8 }), joins: fc.boolean() });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), (most, steps) => {
        const seats = new Seats(most);
        const owners = new Map<number, number>();
        const watching = new Map<number, number>();
        for (const { viewer, joins } of steps) {
          if (!joins) watching.delete(viewer);
          for (const change of joins ? seats.join(viewer) : seats.leave(viewer)) {
            if (change.type === 'open') owners.set(change.view, change.viewer);
            else if (change.type === 'watch') watching.set(change.viewer, change.view);
            else owners.delete(change.view);
          }
          expect(owners.size).toBe(Math.min(most, watching.size));
          for (const view of watching.values()) expect(owners.has(view)).toBe(true);
          for (const [view, owner] of owners) expect(watching.get(owner)).toBe(view);
        }
      }),
    );
  });
});

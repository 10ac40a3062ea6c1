import { POSITION_MAX } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSamePlace, rectangleOf, wireBox } from './wire-box.ts';

describe('a box on the wire', () => {
  it('is cut to the picture', () => {
    expect(wireBox({ left: -1, top: 0.5, right: 0.5, bottom: 3 })).toEqual([0, 32_768, 32_768, 32_767]);
    expect(wireBox(rectangleOf({ x: 0, y: 0, width: 1, height: 1 }))).toEqual([0, 0, POSITION_MAX, POSITION_MAX]);
  });

  it('is empty for what is off the picture or nowhere', () => {
    expect(wireBox({ left: 1.1, top: 0, right: 1.5, bottom: 1 })).toEqual([]);
    expect(wireBox({ left: 0, top: -2, right: 1, bottom: -1 })).toEqual([]);
    expect(wireBox(undefined)).toEqual([]);
  });

  it('is a box whatever a scene says, or none', () => {
    const any = fc.double();
    fc.assert(
      fc.property(any, any, any, any, (x, y, width, height) => {
        const box = wireBox(rectangleOf({ x, y, width, height }));
        expect(box.every((value) => Number.isInteger(value) && value >= 0 && value <= POSITION_MAX)).toBe(true);
      }),
    );
  });

  it('is the same where nobody could see a difference', () => {
    expect(isSamePlace([100, 100, 500, 500], [110, 95, 520, 490])).toBe(true);
    expect(isSamePlace([100, 100, 500, 500], [100, 100, 500, 600])).toBe(false);
    expect(isSamePlace([], [100, 100, 500, 500])).toBe(false);
    expect(isSamePlace([], [])).toBe(true);
  });
});

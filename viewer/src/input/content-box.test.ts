import { describe, expect, it } from 'vitest';
import { containedBox, toPosition } from './content-box.ts';

describe('the picture in its element', () => {
  it('fills an element of the same shape', () => {
    expect(containedBox({ left: 10, top: 20, width: 640, height: 360 }, 1280, 720)).toEqual({
      left: 10,
      top: 20,
      width: 640,
      height: 360,
    });
  });

  it('has bars left and right in a wide element', () => {
    expect(containedBox({ left: 0, top: 0, width: 1000, height: 300 }, 400, 300)).toEqual({
      left: 300,
      top: 0,
      width: 400,
      height: 300,
    });
  });

  it('has bars above and below in a tall element', () => {
    expect(containedBox({ left: 5, top: 5, width: 320, height: 640 }, 1280, 720)).toEqual({
      left: 5,
      top: 235,
      width: 320,
      height: 180,
    });
  });

  it('is the whole element while no picture is there', () => {
    const box = { left: 1, top: 2, width: 3, height: 4 };
    expect(containedBox(box, 0, 0)).toBe(box);
  });
});

describe('a position in the picture', () => {
  it('runs from 0 at one edge to 65535 at the other', () => {
    expect([100, 300, 500].map((x) => toPosition(x, 100, 400))).toEqual([0, 32_768, 65_535]);
  });

  it('stays at the edge over the bars and outside', () => {
    expect(toPosition(-50, 100, 400)).toBe(0);
    expect(toPosition(9_999, 100, 400)).toBe(65_535);
  });

  it('goes on outside for a pointer that drags, so far as the protocol carries it', () => {
    expect([-300, 900].map((x) => toPosition(x, 100, 400, 4))).toEqual([-65_535, 2 * 65_535]);
    expect([-1e9, 1e9].map((x) => toPosition(x, 100, 400, 4))).toEqual([-4 * 65_535, 5 * 65_535]);
  });

  it('is 0 in an element without size', () => {
    expect(toPosition(10, 0, 0)).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fittedBox, toPosition, type Box } from './content-box.ts';

const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, width, height });
const FITS = ['contain', 'cover', 'fill', 'none', 'scale-down'] as const;
const size = (width: number, height: number) => ({ width, height });

describe('the picture in its element', () => {
  it.each([
    ['fills an element of the same shape', box(10, 20, 640, 360), size(1280, 720), box(10, 20, 640, 360)],
    ['has bars left and right in a wide one', box(0, 0, 1000, 300), size(400, 300), box(300, 0, 400, 300)],
    ['has bars above and below in a tall one', box(5, 5, 320, 640), size(1280, 720), box(5, 235, 320, 180)],
  ])('%s', (_what, element, picture, place) => {
    expect(fittedBox(element, picture)).toEqual(place);
  });

  it.each([
    ['contain', box(0, 50, 200, 100)],
    ['cover', box(-100, 0, 400, 200)],
    ['fill', box(0, 0, 200, 200)],
    ['none', box(-200, -50, 600, 300)],
    ['scale-down', box(0, 50, 200, 100)],
  ] as const)('lies as object-fit: %s would have it', (fit, place) => {
    expect(fittedBox(box(0, 0, 200, 200), size(600, 300), fit)).toEqual(place);
  });

  it('is not made larger by scale-down', () => {
    expect(fittedBox(box(0, 0, 200, 200), size(100, 50), 'scale-down')).toEqual(box(50, 75, 100, 50));
  });

  it('is put where it is to lie, the part that is too large as well', () => {
    expect(fittedBox(box(0, 0, 200, 200), size(600, 300), 'contain', [0, 1])).toEqual(box(0, 100, 200, 100));
    expect(fittedBox(box(0, 0, 200, 200), size(600, 300), 'cover', [1, 0])).toEqual(box(-200, 0, 400, 200));
  });

  it('is the whole element while no picture is there', () => {
    const element = box(1, 2, 3, 4);
    expect(fittedBox(element, size(0, 0))).toBe(element);
  });

  it('keeps its shape but for fill, touches two edges of the element or is as large as it is by itself', () => {
    const side = fc.integer({ min: 1, max: 8_192 });
    const align = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    const property = fc.property(side, side, side, side, fc.constantFrom(...FITS), align, (w, h, pw, ph, fit, at) => {
      const place = fittedBox(box(0, 0, w, h), size(pw, ph), fit, at);
      if (fit !== 'fill') expect(place.width * ph).toBeCloseTo(place.height * pw, 3);
      const [across, down] = [place.width / w, place.height / h];
      if (fit === 'contain') expect(Math.max(across, down)).toBeCloseTo(1);
      if (fit === 'cover') expect(Math.min(across, down)).toBeCloseTo(1);
      if (fit === 'scale-down') expect(Math.max(across, down, place.width / pw)).toBeLessThan(1 + 1e-9);
      // The point of the picture that is aligned is on the point of the element that it is aligned with.
      expect(place.left + place.width * at[0]).toBeCloseTo(w * at[0], 6);
      expect(place.top + place.height * at[1]).toBeCloseTo(h * at[1], 6);
    });
    fc.assert(property);
  });
});

describe('a position in the picture', () => {
  it('runs from 0 at one edge to 65535 at the other', () => {
    expect([0, 0.5, 1].map((fraction) => toPosition(fraction))).toEqual([0, 32_768, 65_535]);
  });

  it('stays at the edge over the bars and outside', () => {
    expect([-0.4, 25].map((fraction) => toPosition(fraction))).toEqual([0, 65_535]);
  });

  it('goes on outside for a pointer that drags, so far as the protocol carries it', () => {
    expect([-1, 2].map((fraction) => toPosition(fraction, 4))).toEqual([-65_535, 2 * 65_535]);
    expect([-1e9, 1e9].map((fraction) => toPosition(fraction, 4))).toEqual([-4 * 65_535, 5 * 65_535]);
  });

  it('is 0 in an element without size', () => {
    expect([Number.NaN, -0].map((fraction) => Object.is(toPosition(fraction), 0))).toEqual([true, true]);
  });
});

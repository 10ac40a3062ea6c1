import type { Resize } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './dom/canvas.ts';
import { pictureSides } from '../encode/h264-options.ts';
import { encodedSize, fitSize } from './picture-size.ts';

const SOFTWARE = pictureSides('libx264');
const HARDWARE = pictureSides('h264_nvenc');

function wanted(width: number, height: number, devicePixelRatio = 1): Resize {
  return { type: 'resize', width, height, devicePixelRatio };
}

/** Pixels of the canvas and of the picture that a viewer gets. */
function given(resize: Resize, maxPixels: number, sides = SOFTWARE) {
  const canvas = new HeadlessCanvas(fitSize(resize, maxPixels, sides));
  return { canvas, picture: encodedSize(canvas) };
}

const anyResize = fc.record({
  type: fc.constant('resize' as const),
  width: fc.integer({ min: 1, max: 8_192 }),
  height: fc.integer({ min: 1, max: 8_192 }),
  devicePixelRatio: fc.double({ min: 0.1, max: 16, noNaN: true }),
});
const anyMaxPixels = fc.constantFrom(320 * 180, 640 * 360, 1920 * 1080, 8192 * 8192);

describe('the canvas that a viewer gets', () => {
  it('has the pixels of its screen where the host can hold them', () => {
    expect(fitSize(wanted(1280, 720, 2), 1920 * 1080, SOFTWARE)).toEqual({ width: 640, height: 360, pixelRatio: 2 });
  });

  it('keeps its CSS size and has fewer pixels where the host cannot', () => {
    const size = fitSize(wanted(2560, 1440, 2), 640 * 360, SOFTWARE);
    expect(size).toMatchObject({ width: 1280, height: 720 });
    expect(size.pixelRatio).toBeCloseTo(0.5, 5);
  });

  it('never has more pixels than its screen', () => {
    expect(fitSize(wanted(400, 300, 1), 1920 * 1080, SOFTWARE).pixelRatio).toBe(1);
  });

  it('keeps the shape of the element', () => {
    const { picture } = given(wanted(1000, 3000), 320 * 180);
    expect(picture.height / picture.width).toBeCloseTo(3, 1);
  });

  it('can be encoded for every size that a viewer may ask for', () => {
    fc.assert(
      fc.property(anyResize, anyMaxPixels, fc.constantFrom(SOFTWARE, HARDWARE), (resize, maxPixels, sides) => {
        const { canvas, picture } = given(resize, maxPixels, sides);
        for (const side of ['width', 'height'] as const) {
          expect(picture[side] % 2).toBe(0);
          expect(picture[side]).toBeGreaterThanOrEqual(sides.least);
          expect(picture[side]).toBeLessThanOrEqual(sides.most);
          expect(canvas[side] - picture[side]).toBeLessThanOrEqual(1);
          expect(canvas[side] - picture[side]).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('has no more pixels than allowed, but for a sliver that would be too thin to encode', () => {
    fc.assert(
      fc.property(anyResize, anyMaxPixels, (resize, maxPixels) => {
        const { canvas } = given(resize, maxPixels);
        const thin = Math.min(canvas.width, canvas.height) <= 17;
        expect(thin || canvas.width * canvas.height <= maxPixels).toBe(true);
      }),
    );
  });
});

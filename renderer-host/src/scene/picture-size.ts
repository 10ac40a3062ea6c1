/** From the size that a viewer would like to the canvas it gets, and to the picture that is encoded. */
import type { Resize } from '@remote-view/protocol';
import type { SceneSize } from './sdk/index.ts';

/** Pixels each way that a canvas has at least where the host can hold them; what a viewer asks for may be a sliver. */
const SMALLEST_CANVAS = 32;
/** Pixels each way that an encoder takes at least. */
const SMALLEST_PICTURE = 16;

/** The canvas for a wanted size: its CSS size, with as many pixels as allowed. */
export function fitSize(wanted: Resize, maxPixels: number): SceneSize {
  const width = Math.max(SMALLEST_CANVAS, wanted.width);
  const height = Math.max(SMALLEST_CANVAS, wanted.height);
  const affordable = Math.min(1, Math.sqrt(maxPixels / (width * height)));
  // One more than needed: the canvas rounds down, and x / y * y may be less than x.
  const scale = Math.max(affordable, (SMALLEST_PICTURE + 1) / Math.min(width, height));
  const { devicePixelRatio } = wanted;
  return { width: width / devicePixelRatio, height: height / devicePixelRatio, pixelRatio: devicePixelRatio * scale };
}

/** The part of a canvas that is encoded: 4:2:0 has no odd sizes. */
export function encodedSize({ width, height }: { readonly width: number; readonly height: number }): {
  width: number;
  height: number;
} {
  return { width: width & ~1, height: height & ~1 };
}

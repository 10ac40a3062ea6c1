/** From the size that a viewer would like to the canvas it gets, and to the picture that is encoded. */
import type { Resize } from '@remote-view/protocol';
import type { PictureSides } from '../encode/h264-options.ts';
import type { SceneSize } from './sdk/index.ts';

/** Pixels each way that a canvas has at least where the host can hold them; what a viewer asks for may be a sliver. */
const SMALLEST_CANVAS = 32;

/** The canvas for a wanted size: its CSS size, with as many pixels as allowed. Slivers are widened to what can be encoded. */
export function fitSize(wanted: Resize, maxPixels: number, sides: PictureSides): SceneSize {
  const width = clamp(wanted.width, sides);
  const height = clamp(wanted.height, sides);
  const affordable = Math.min(1, Math.sqrt(maxPixels / (width * height)));
  // One more than needed: the canvas rounds down, and x / y * y may be less than x.
  const scale = Math.max(affordable, (sides.least + 1) / Math.min(width, height));
  const { devicePixelRatio } = wanted;
  return { width: width / devicePixelRatio, height: height / devicePixelRatio, pixelRatio: devicePixelRatio * scale };
}

function clamp(side: number, { least, most }: PictureSides): number {
  return Math.min(most, Math.max(SMALLEST_CANVAS, least + 1, side));
}

/** The part of a canvas that is encoded: 4:2:0 has no odd sizes. */
export function encodedSize({ width, height }: { readonly width: number; readonly height: number }): {
  width: number;
  height: number;
} {
  return { width: width & ~1, height: height & ~1 };
}

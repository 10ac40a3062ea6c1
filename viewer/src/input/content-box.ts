/**
 * Where the picture really is. It is fitted into the element as CSS `object-fit` and `object-position` say, so there may
 * be bars beside it, or a part of it lies outside; a pointer over a bar belongs to the edge of the picture, unless it drags.
 */
import { POSITION_MAX } from '@remote-view/protocol';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The words of CSS `object-fit` (CSS Images 3, section 5.5). */
export type Fit = 'contain' | 'cover' | 'fill' | 'none' | 'scale-down';

/** Which point of the picture lies on the same point of the element, as fractions: CSS `object-position` in percent. */
export type Alignment = readonly [x: number, y: number];
export const CENTRED: Alignment = [0.5, 0.5];

/**
 * The place that a picture takes in `box`, or beyond it. Without a size of either, the box itself.
 * @param box in the pixels that the picture has: device pixels
 */
export function fittedBox(box: Box, picture: Size, fit: Fit = 'contain', [x, y]: Alignment = CENTRED): Box {
  if (!(picture.width > 0 && picture.height > 0 && box.width > 0 && box.height > 0)) return box;
  const across = box.width / picture.width;
  const down = box.height / picture.height;
  const scale = { contain: Math.min(across, down), cover: Math.max(across, down), none: 1 };
  const both = fit === 'scale-down' ? Math.min(1, scale.contain) : scale[fit === 'fill' ? 'none' : fit];
  const width = fit === 'fill' ? box.width : picture.width * both;
  const height = fit === 'fill' ? box.height : picture.height * both;
  return { left: box.left + (box.width - width) * x, top: box.top + (box.height - height) * y, width, height };
}

/**
 * A fraction of the picture's side as it travels, 0..65535.
 * @param beyond how many pictures it may lie outside: a drag goes on there
 */
export function toPosition(fraction: number, beyond = 0): number {
  // Never -0, which is no integer in MessagePack, and never NaN.
  return Math.round(Math.min(1 + beyond, Math.max(-beyond, fraction)) * POSITION_MAX) || 0;
}

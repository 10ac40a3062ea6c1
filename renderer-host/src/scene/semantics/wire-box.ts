/** Rectangles as they travel: cut to the picture, in integers. */
import { POSITION_MAX, type SemanticBox } from '@remote-view/protocol';
import type { PictureBox } from '../sdk/semantics.ts';
import type { Rectangle } from './project-bounds.ts';

/** What differs by less is the same place: half a pixel of a picture that is 1,000 wide. */
const SAME = POSITION_MAX / 2_000;

/** @returns an empty one for what is off the picture */
export function wireBox(rectangle: Rectangle | undefined): SemanticBox {
  if (rectangle === undefined) return [];
  const left = toInteger(rectangle.left);
  const top = toInteger(rectangle.top);
  const width = toInteger(rectangle.right) - left;
  const height = toInteger(rectangle.bottom) - top;
  return width > 0 && height > 0 ? [left, top, width, height] : [];
}

export function rectangleOf({ x, y, width, height }: PictureBox): Rectangle {
  return { left: x, top: y, right: x + width, bottom: y + height };
}

export function isSamePlace(one: SemanticBox, other: SemanticBox): boolean {
  return one.length === other.length && one.every((value, index) => Math.abs(value - other[index]!) < SAME);
}

function toInteger(fraction: number): number {
  // What is not a number is nowhere, and nowhere is no width.
  return Math.round(Math.max(0, Math.min(1, fraction || 0)) * POSITION_MAX);
}

/**
 * Where the picture really is. The video is fitted into the element with `object-fit: contain`, so there are bars at
 * two of its sides wherever the shapes differ; a pointer over a bar belongs to the edge of the picture, unless it drags.
 */
import { POSITION_MAX } from '@remote-view/protocol';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of `box` that a picture fills when it is contained in it and centred.
 * @param box any unit; the result is in the same
 */
export function containedBox(box: Box, pictureWidth: number, pictureHeight: number): Box {
  if (!(pictureWidth > 0 && pictureHeight > 0 && box.width > 0 && box.height > 0)) return box;
  const scale = Math.min(box.width / pictureWidth, box.height / pictureHeight);
  const width = pictureWidth * scale;
  const height = pictureHeight * scale;
  return {
    left: box.left + (box.width - width) / 2,
    top: box.top + (box.height - height) / 2,
    width,
    height,
  };
}

/**
 * A coordinate as a fraction of the picture, 0..65535.
 * @param beyond how many pictures it may lie outside: a drag goes on there
 */
export function toPosition(client: number, start: number, size: number, beyond = 0): number {
  if (!(size > 0)) return 0;
  const fraction = (client - start) / size;
  // Never -0, which is no integer in MessagePack.
  return Math.round(Math.min(1 + beyond, Math.max(-beyond, fraction)) * POSITION_MAX) || 0;
}

/** Writes what was compared to look at: the host's picture, Chromium's, and their difference made visible. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ComparedPicture } from './measure.ts';
import type { PicturePlan } from './plan.ts';

const LOUDER = 8;

export async function keepPicture(
  folder: string,
  { name, host, chromium }: ComparedPicture,
  { width, height }: PicturePlan,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const loud = host.map((value, at) => Math.abs(value - chromium[at]!) * LOUDER);
  const sides = [host, chromium, loud].map((picture, index) => ({
    input: rgbOf(picture),
    raw: { width, height, channels: 3 as const },
    left: index * width,
    top: 0,
  }));
  await sharp({ create: { width: width * 3, height, channels: 3, background: 'black' } })
    .composite(sides)
    .png()
    .toFile(join(folder, `${name}.png`));
}

function rgbOf(bgra: Uint8Array): Buffer {
  const rgb = Buffer.alloc((bgra.length / 4) * 3);
  for (let from = 0, to = 0; from < bgra.length; from += 4, to += 3) {
    rgb[to] = bgra[from + 2]!;
    rgb[to + 1] = bgra[from + 1]!;
    rgb[to + 2] = bgra[from]!;
  }
  return rgb;
}

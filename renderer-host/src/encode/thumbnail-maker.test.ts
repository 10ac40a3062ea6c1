import { afterEach, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { drawPicture, movingPicture, referenceI420, testPicture } from './testing/pictures.ts';
import { MAX_THUMBNAIL_BYTES, ThumbnailMaker, thumbnailSize } from './thumbnail-maker.ts';
import type { Picture } from './video-encoder.ts';

const makers: ThumbnailMaker[] = [];
afterEach(() => {
  for (const maker of makers.splice(0)) maker.close();
});

function thumbnailMaker(): ThumbnailMaker {
  const maker = new ThumbnailMaker();
  makers.push(maker);
  return maker;
}

/** Colours in the middles of `columns` bands, as another decoder than ours sees them. */
async function seen(jpeg: Uint8Array | undefined, columns: number): Promise<readonly (readonly number[])[]> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return Array.from({ length: columns }, (_, column) => {
    const x = Math.floor(((column + 0.5) * info.width) / columns);
    const offset = (Math.floor(info.height / 2) * info.width + x) * info.channels;
    return [...data.subarray(offset, offset + 3)];
  });
}

const BARS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
] as const;
const bars = drawPicture(640, 360, (x) => BARS[Math.floor(x / 128)]!);

describe('a thumbnail', () => {
  it.each<[string, Picture]>([
    ['BGRA', bars],
    ['I420', { ...bars, format: 'i420', bytes: referenceI420(bars) }],
  ])('of a picture in %s is a small JPEG with its colours', async (_, picture) => {
    const jpeg = thumbnailMaker().make(picture);
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 });
    const colours = await seen(jpeg, BARS.length);
    for (const [index, bar] of BARS.entries()) {
      for (const [channel, value] of bar.entries()) {
        expect(Math.abs(colours[index]![channel]! - value), `bar ${index}`).toBeLessThan(12);
      }
    }
  });

  it('fits into a message, whatever the picture is', () => {
    const maker = thumbnailMaker();
    const noise = drawPicture(320, 320, (x, y) => {
      const value = Math.imul(x * 7_919 + y * 104_729 + 1, 2_654_435_761) >>> 8;
      return [value & 255, (value >> 8) & 255, (value >> 16) & 255];
    });
    for (const picture of [noise, testPicture(1_280, 720), movingPicture(640, 360, 1)]) {
      expect(maker.make(picture)?.length).toBeLessThanOrEqual(MAX_THUMBNAIL_BYTES);
    }
  });

  it('is of the picture that it is asked for, also of another size and behind a pause', async () => {
    const maker = thumbnailMaker();
    const grey = (value: number, width: number): Picture => drawPicture(width, 90, () => [value, value, value]);
    for (const [value, width] of [
      [40, 160],
      [200, 160],
      [120, 162],
    ] as const) {
      const [colour] = await seen(maker.make(grey(value, width)), 1);
      expect(Math.abs(colour![0]! - value)).toBeLessThan(4);
    }
    maker.close();
    maker.close();
    const [colour] = await seen(maker.make(grey(80, 160)), 1);
    expect(Math.abs(colour![0]! - 80)).toBeLessThan(4);
  });

  it.each([
    [1_920, 1_080, 320, 180],
    [1_080, 1_920, 180, 320],
    [200, 100, 200, 100],
    [4_096, 16, 320, 2],
    [1_000, 562, 320, 178],
  ])('of %dx%d is %dx%d', (width, height, smallWidth, smallHeight) => {
    expect(thumbnailSize(width, height)).toEqual({ width: smallWidth, height: smallHeight });
  });
});

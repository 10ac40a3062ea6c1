import type { RemoteViewError } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { externalPixels } from '../../gpu/external-image.ts';
import { HeadlessImageBitmap, imageBitmaps } from './image-bitmap.ts';

/** Two columns and three rows; each pixel's red is its number. */
const SOURCE = {
  width: 2,
  height: 3,
  data: Uint8ClampedArray.from({ length: 24 }, (_, index) => (index % 4 === 0 ? index / 4 + 1 : 255)),
};

function setUp() {
  const failures: RemoteViewError[] = [];
  const failed = () => (error: RemoteViewError) => {
    failures.push(error);
    return error;
  };
  const create = imageBitmaps({ failed, source: () => ({ name: 'a blob', failed: failed() }) });
  const reds = (bitmap: HeadlessImageBitmap): number[] =>
    [...externalPixels(bitmap)!.data].filter((_, index) => index % 4 === 0);
  return { create, reds, failures };
}

describe('createImageBitmap', () => {
  it('takes pixels, and turns them where it is asked to', async () => {
    const { create, reds } = setUp();
    expect(reds(await create(SOURCE))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(reds(await create(SOURCE, { imageOrientation: 'flipY' }))).toEqual([5, 6, 3, 4, 1, 2]);
    const bitmap = await create(await create(SOURCE));
    expect([bitmap.width, bitmap.height]).toEqual([2, 3]);
  });

  it.each([
    ['a corner', [1, 1, 1, 2], [4, 6]],
    ['to the left and up of a point', [2, 3, -1, -2], [4, 6]],
    ['over the edge, where it is transparent', [1, 2, 2, 2], [6, 0, 0, 0]],
    ['beside the image', [5, 5, 1, 1], [0]],
    ['before the image', [-3, 0, 2, 1], [0, 0]],
  ])('takes a part: %s', async (_what, part, expected) => {
    const { create, reds } = setUp();
    expect(reds(await create(SOURCE, ...part))).toEqual(expected);
  });

  it.each([
    ['an empty part', [SOURCE, 0, 0, 0, 1]],
    ['a part that would take memory for nothing', [SOURCE, 0, 0, 60_000, 60_000]],
    ['a foreign object', [{ width: 1, height: 1 }]],
    ['text', ['a.png']],
    ['nothing', [null]],
    ['pixels that are too few', [{ ...SOURCE, width: 5 }]],
  ])('refuses %s, and somebody is told', async (_what, [source, ...rest]) => {
    const { create, failures } = setUp();
    await expect(create(source, ...(rest as number[]))).rejects.toMatchObject({ code: 'asset-failed' });
    expect(failures).toHaveLength(1);
  });

  it('makes bitmaps that can be closed, and is the only one to make them', async () => {
    const bitmap = await setUp().create(SOURCE);
    bitmap.close();
    expect([bitmap.width, bitmap.height, externalPixels(bitmap)]).toEqual([0, 0, undefined]);
    expect(() => new (HeadlessImageBitmap as unknown as new () => unknown)()).toThrow(TypeError);
  });
});

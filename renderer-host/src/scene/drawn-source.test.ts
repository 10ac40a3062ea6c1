import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './dom/canvas.ts';
import { DrawnSource } from './drawn-source.ts';
import { defineSource, type SourceFormat, type SourcePicture } from './sdk/index.ts';

const FRAME = { time: 0, delta: 0, frame: 0 };

/** A source that draws by `draw`, on a canvas of 16 x 8. */
async function source(draw: (picture: SourcePicture) => boolean, format?: SourceFormat) {
  const canvas = new HeadlessCanvas({ width: 16, height: 8, pixelRatio: 1 });
  const definition = defineSource({ ...(format === undefined ? {} : { format }), setup: () => ({ draw }) });
  const drawn = new DrawnSource(definition, canvas);
  await drawn.setUp({} as never);
  return { canvas, drawn };
}

describe('a source that draws by itself', () => {
  it.each([
    ['bgra', 16 * 8 * 4],
    ['i420', 16 * 8 * 1.5],
  ] as const)('gets a white picture of its format, %s', async (format, bytes) => {
    const { drawn } = await source(({ pixels }) => {
      const area = 16 * 8;
      const expected = format === 'bgra' ? new Set([255]) : new Set([235]);
      expect(pixels).toHaveLength(bytes);
      expect(new Set(pixels.subarray(0, area))).toEqual(expected);
      expect(new Set(pixels.subarray(area))).toEqual(format === 'bgra' ? new Set([255]) : new Set([128]));
      return true;
    }, format);
    expect(drawn.format).toBe(format);
    expect(drawn.advance(FRAME)).toBe(true);
  });

  it('draws BGRA unless it says otherwise', async () => {
    expect((await source(() => false)).drawn.format).toBe('bgra');
  });

  it('has no picture before it drew one, and none of the old size after a resize', async () => {
    let draws = false;
    const { canvas, drawn } = await source(() => draws, 'i420');
    expect([drawn.advance(FRAME), drawn.picture]).toEqual([false, undefined]);
    draws = true;
    drawn.advance(FRAME);
    expect(drawn.picture).toMatchObject({ width: 16, height: 8 });
    canvas.setSize({ width: 32, height: 8, pixelRatio: 1 });
    drawn.resize();
    expect(drawn.picture).toBeUndefined();
    drawn.advance(FRAME);
    expect(drawn.picture?.pixels).toHaveLength(32 * 8 * 1.5);
  });

  it('is copied to the start of where the encoder reads it, and keeps what it drew', async () => {
    const { drawn } = await source(({ pixels }) => pixels.fill(7, 0, 3).length > 0, 'i420');
    drawn.advance(FRAME);
    const slot = new Uint8Array(16 * 8 * 4);
    expect(await drawn.read(() => slot)).toBe(true);
    expect([...slot.subarray(0, 4)]).toEqual([7, 7, 7, 235]);
    expect(slot.subarray(16 * 8 * 1.5).every((byte) => byte === 0)).toBe(true);
    expect(await drawn.read(() => undefined)).toBe(false);
  });
});

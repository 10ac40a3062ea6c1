/** Images as browsers decode them. */
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, resizeImage } from './image-decoder.ts';
import { expectNear } from './testing/drawn-square.ts';
import { png, QUADRANTS, quadrantPixels } from './testing/files.ts';

const SIZE = 32;

function picture(alpha = 255): Sharp {
  return sharp(quadrantPixels(SIZE, alpha), { raw: { width: SIZE, height: SIZE, channels: 4 } });
}

/** The pixel in the middle of each quadrant, as `0xrrggbb`, and the alpha of the first. */
async function seen(file: Uint8Array, profile: 'convert' | 'ignore' = 'convert') {
  const { width, height, data } = await decodeImage(file, 'a file', profile);
  expect(data.length).toBe(width * height * 4);
  const at = (x: number, y: number): number => (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
  const places = [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
  const colours = places.map((place) => (data[place]! << 16) | (data[place + 1]! << 8) | data[place + 2]!);
  return { width, height, colours, alpha: data[places[0]! + 3] };
}

describe('an image', () => {
  it.each<readonly [name: string, file: () => Promise<Uint8Array>, tolerance: number]>([
    ['PNG', () => picture().png().toBuffer(), 0],
    ['interlaced PNG', () => picture().png({ progressive: true }).toBuffer(), 0],
    ['PNG with a palette', () => picture().png({ palette: true }).toBuffer(), 0],
    ['lossless WebP', () => picture().webp({ lossless: true }).toBuffer(), 0],
    ['lossy WebP', () => picture().webp({ quality: 90 }).toBuffer(), 6],
    ['lossless AVIF', () => picture().avif({ lossless: true }).toBuffer(), 1],
    ['AVIF', () => picture().avif({ quality: 80 }).toBuffer(), 6],
    ['GIF', () => picture().gif().toBuffer(), 0],
    ['JPEG', () => picture().jpeg({ quality: 95 }).toBuffer(), 4],
    ['progressive JPEG', () => picture().jpeg({ quality: 95, progressive: true }).toBuffer(), 4],
  ])('%s has its colours in their places, opaque', async (_name, file, tolerance) => {
    const { width, height, colours, alpha } = await seen(await file());
    expect([width, height, alpha]).toEqual([SIZE, SIZE, 255]);
    expectNear(colours, QUADRANTS, tolerance);
  });

  it.each<readonly [name: string, file: () => Promise<Uint8Array>, tolerance: number]>([
    ['PNG', () => picture(64).png().toBuffer(), 0],
    ['lossless WebP', () => picture(64).webp({ lossless: true }).toBuffer(), 0],
    ['AVIF', () => picture(64).avif({ quality: 90 }).toBuffer(), 6],
  ])(
    '%s keeps its colours where it is half transparent: alpha is not multiplied into them',
    async (_name, file, tolerance) => {
      const { colours, alpha } = await seen(await file());
      expectNear(colours, QUADRANTS, tolerance);
      expect(Math.abs(alpha! - 64)).toBeLessThanOrEqual(2);
    },
  );

  it('of 16 bits a channel keeps the upper eight', async () => {
    const samples = new Uint16Array(4 * 4 * 3).fill(0x8040);
    const { colours } = await seen(png(4, 4, samples, { channels: 3 }));
    expectNear(colours, [0x808080, 0x808080, 0x808080, 0x808080], 1);
  });

  it('in shades of grey has three equal channels', async () => {
    const { colours, alpha } = await seen(png(4, 4, new Uint8Array(16).fill(0x35), { channels: 1 }));
    expect([colours[0], alpha]).toEqual([0x353535, 255]);
  });

  it.each([
    [1, [0, 1, 2, 3]],
    [2, [1, 0, 3, 2]],
    [3, [3, 2, 1, 0]],
    [4, [2, 3, 0, 1]],
    [5, [0, 2, 1, 3]],
    [6, [2, 0, 3, 1]],
    [7, [3, 1, 2, 0]],
    [8, [1, 3, 0, 2]],
  ])('is turned as EXIF orientation %i says', async (orientation, order) => {
    const wide = picture().resize(SIZE * 2, SIZE, { fit: 'fill', kernel: 'nearest' });
    const { width, height, colours } = await seen(
      await wide.jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer(),
    );
    expect([width, height]).toEqual(orientation > 4 ? [SIZE, SIZE * 2] : [SIZE * 2, SIZE]);
    expectNear(
      colours,
      order.map((quadrant) => QUADRANTS[quadrant]!),
      8,
    );
  });

  it('of printing colours (CMYK) becomes RGB, with its profile and without', async () => {
    const muted = sharp({ create: { width: 16, height: 16, channels: 3, background: '#a06040' } });
    const file = await muted.toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(file).metadata()).space).toBe('cmyk');
    expectNear((await seen(file, 'convert')).colours.slice(0, 1), [0xa06040], 24);
    expectNear((await seen(file, 'ignore')).colours.slice(0, 1), [0xa06040], 48);
  });

  it('with a colour profile becomes sRGB, or keeps its numbers for a loader that wants them as they are', async () => {
    const wide = sharp({ create: { width: 4, height: 4, channels: 3, background: '#40c040' } });
    const file = await wide.withIccProfile('p3').png().toBuffer();
    expectNear((await seen(file, 'convert')).colours.slice(0, 1), [0x40c040], 2);
    const [raw] = (await seen(file, 'ignore')).colours;
    // The same green is less saturated in the numbers of Display P3.
    expect(raw! >> 16).toBeGreaterThan(0x50);
  });

  it('that moves shows its first picture', async () => {
    const frames = Buffer.concat([
      await sharp(quadrantPixels(8), { raw: { width: 8, height: 8, channels: 4 } })
        .raw()
        .toBuffer(),
      Buffer.alloc(8 * 8 * 4, 255),
    ]);
    const moving = sharp(frames, { raw: { width: 8, height: 16, channels: 4, pageHeight: 8 } });
    for (const file of [
      await moving.clone().webp({ lossless: true }).toBuffer(),
      await moving.clone().gif().toBuffer(),
    ]) {
      const { width, height, colours } = await seen(file);
      expect([width, height, colours]).toEqual([8, 8, QUADRANTS]);
    }
  });
});

describe('a file that is no whole image', () => {
  it.each<readonly [name: string, file: () => Promise<Uint8Array>]>([
    ['PNG', () => picture().png().toBuffer()],
    ['JPEG', () => picture().jpeg().toBuffer()],
    ['WebP', () => picture().webp({ lossless: true }).toBuffer()],
    ['AVIF', () => picture().avif().toBuffer()],
    ['GIF', () => picture().gif().toBuffer()],
  ])('breaks off: an error, and no half of a %s', async (_name, file) => {
    const whole = await file();
    for (const part of [0.3, 0.6, 0.9]) {
      await expect(
        decodeImage(whole.subarray(0, Math.floor(whole.length * part)), 'cut', 'convert'),
      ).rejects.toMatchObject({
        code: 'asset-failed',
        message: expect.stringContaining("'cut'"),
      });
    }
  });

  it.each([
    ['nothing', new Uint8Array(), /it is empty; PNG, JPEG, WebP, AVIF and GIF can be/u],
    ['a vector image', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /it is SVG or HTML/u],
    ['a page that says that there is none', Buffer.from('<!doctype html>'), /HTML/u],
  ])('is %s, and the error says so', async (_name, file, message) => {
    await expect(decodeImage(file, 'a file', 'convert')).rejects.toThrow(message);
  });

  it('claims more pixels than a texture has: refused before memory is taken', async () => {
    const bomb = Buffer.from(png(4, 4, new Uint8Array(64)));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    // Its checksum is wrong by now too, so the limit is shown with a picture that is right.
    await expect(decodeImage(bomb, 'bomb', 'convert')).rejects.toMatchObject({ code: 'asset-failed' });
    const large = await sharp({ create: { width: 8_193, height: 8_193, channels: 3, background: 'red' } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    await expect(decodeImage(large, 'large', 'convert')).rejects.toThrow(/pixel limit/u);
  });

  it('is damaged anywhere: pixels or an error of ours, never anything else', async () => {
    const files = await Promise.all([
      picture().png().toBuffer(),
      picture().jpeg().toBuffer(),
      picture().webp().toBuffer(),
      picture().avif().toBuffer(),
      picture().gif().toBuffer(),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.nat({ max: 255 }), async (file, place, byte) => {
        const damaged = Uint8Array.from(file);
        damaged[place % damaged.length] = byte;
        try {
          const { width, height, data } = await decodeImage(damaged, 'damaged', 'convert');
          expect(data.length).toBe(width * height * 4);
        } catch (error) {
          expect(error).toMatchObject({ code: 'asset-failed' });
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('an image that is resized', () => {
  it('fills its new size, with sharp edges where it is asked to', async () => {
    const small = { width: 2, height: 2, data: quadrantPixels(2) };
    const { width, height, data } = await resizeImage(small, { width: 8, height: 4 }, 'pixelated');
    expect([width, height, data.length]).toEqual([8, 4, 128]);
    const at = (x: number, y: number) => [...data.subarray((y * 8 + x) * 4, (y * 8 + x) * 4 + 3)];
    expect([at(3, 1), at(4, 1), at(3, 2), at(4, 2)]).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 0],
    ]);
  });
});

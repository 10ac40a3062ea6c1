import * as av from '../encode/av.ts';
import { describe, expect, it } from 'vitest';
import { allocFrame } from '../encode/av-frame.ts';
import { PixelConverter } from '../encode/pixel-converter.ts';
import { largestDifference, referenceI420, testPicture } from '../encode/testing/pictures.ts';
import type { ReadBackArgument } from './testing/read-jobs.ts';
import { bytesOf, hasSoftwareGpu, runJob, where } from './testing/run-job.ts';

const TIMEOUT_MS = 30_000;
/** Also one whose rows are no whole words of the GPU pass, and one smaller than its workgroup. */
const SIZES = [
  [320, 180],
  [322, 182],
  [16, 16],
  [324, 18],
] as const;

async function readBack(argument: Partial<ReadBackArgument>): Promise<Uint8Array[]> {
  return (await runJob<string[]>('read-back', { sizes: SIZES, margin: 0, ...argument })).map(bytesOf);
}

/** What the encoder's thread makes of BGRA where the host has no GPU. */
function swscaleI420(width: number, height: number): Uint8Array {
  const picture = testPicture(width, height);
  const frame = allocFrame(av.AV_PIX_FMT_YUV420P, width, height);
  const converter = new PixelConverter(picture, frame);
  converter.convert(picture, frame);
  const bytes = new Uint8Array((width * height * 3) / 2);
  let offset = 0;
  for (const [index, rowBytes, rows] of [
    [0, width, height],
    [1, width / 2, height / 2],
    [2, width / 2, height / 2],
  ] as const) {
    for (let row = 0; row < rows; row++, offset += rowBytes) {
      const start = row * frame.linesize[index]!;
      bytes.set(frame.data![index]!.subarray(start, start + rowBytes), offset);
    }
  }
  converter.close();
  frame.free();
  return bytes;
}

describe.skipIf(!hasSoftwareGpu)(`reading frames back (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('as BGRA gives every byte that was drawn, in packed rows, one size after the other', async () => {
    const frames = await readBack({ format: 'bgra' });
    for (const [index, [width, height]] of SIZES.entries()) {
      expect(largestDifference(frames[index]!, testPicture(width, height).bytes)).toBe(0);
    }
  });

  it('as I420 gives the pixels of swscale within 2 of 255, and those of the standard', async () => {
    const frames = await readBack({ format: 'i420' });
    for (const [index, [width, height]] of SIZES.entries()) {
      expect(largestDifference(frames[index]!, swscaleI420(width, height))).toBeLessThanOrEqual(2);
      expect(largestDifference(frames[index]!, referenceI420(testPicture(width, height)))).toBeLessThanOrEqual(1);
    }
  });

  it.each(['bgra', 'i420'] as const)('as %s leaves out the odd row and column of the canvas', async (format) => {
    const [frame] = await readBack({ format, sizes: [[64, 32]], margin: 1 });
    const picture = testPicture(64, 32);
    const expected = format === 'bgra' ? picture.bytes : referenceI420(picture);
    expect(largestDifference(frame!, expected)).toBeLessThanOrEqual(1);
  });

  it('drops what comes while all buffers are in use or nobody wants it, and goes on then', async () => {
    expect(await runJob('read-together')).toEqual({
      together: [true, true, true, false, false],
      unwanted: false,
      after: true,
    });
  });
});

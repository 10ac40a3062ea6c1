import * as av from './av.ts';
import { describe, expect, it } from 'vitest';
import { allocFrame, pointAt } from './av-frame.ts';
import { PixelConverter } from './pixel-converter.ts';
import { drawPicture, largestDifference, referenceI420, testPicture } from './testing/pictures.ts';
import type { Picture } from './video-encoder.ts';

/** Packed I420 of a frame that holds YUV420P or NV12. */
function packed(frame: av.Frame): Uint8Array {
  const { width, height } = frame;
  const [y, chroma, v] = frame.data!;
  const rows = (plane: Uint8Array, stride: number, rowBytes: number, count: number): number[] =>
    Array.from({ length: count }, (_, row) => [...plane.subarray(row * stride, row * stride + rowBytes)]).flat();
  const luma = rows(y!, frame.linesize[0]!, width, height);
  if (frame.format === av.AV_PIX_FMT_NV12) {
    const both = rows(chroma!, frame.linesize[1]!, width, height / 2);
    const every = (offset: number): number[] => both.filter((_, index) => index % 2 === offset);
    return Uint8Array.from([...luma, ...every(0), ...every(1)]);
  }
  const plane = (bytes: Uint8Array, index: number): number[] =>
    rows(bytes, frame.linesize[index]!, width / 2, height / 2);
  return Uint8Array.from([...luma, ...plane(chroma!, 1), ...plane(v!, 2)]);
}

function convert(picture: Picture, format: av.AVPixelFormat): Uint8Array {
  const target = allocFrame(format, picture.width, picture.height);
  const converter = new PixelConverter(picture, target);
  converter.convert(picture, target);
  const bytes = packed(target);
  converter.close();
  target.free();
  return bytes;
}

describe('PixelConverter', () => {
  it.each([
    [320, 180],
    [322, 182],
    [16, 16],
  ])('makes BT.709 limited range of BGRA within 2 of 255, hard edges included, at %dx%d', (width, height) => {
    const picture = testPicture(width, height);
    expect(largestDifference(convert(picture, av.AV_PIX_FMT_YUV420P), referenceI420(picture))).toBeLessThanOrEqual(2);
  });

  it('makes the same of it for encoders that take NV12', () => {
    const picture = testPicture(320, 180);
    expect(largestDifference(convert(picture, av.AV_PIX_FMT_NV12), referenceI420(picture))).toBeLessThanOrEqual(2);
  });

  it('takes black to 16 and white to 235, without chroma', () => {
    const picture = drawPicture(16, 16, (x) => (x < 8 ? [0, 0, 0] : [255, 255, 255]));
    const planes = convert(picture, av.AV_PIX_FMT_YUV420P);
    expect(new Set(planes.subarray(0, 256))).toEqual(new Set([16, 235]));
    expect(new Set(planes.subarray(256))).toEqual(new Set([128]));
  });

  it('turns I420 into NV12 without changing a value', () => {
    const bytes = referenceI420(testPicture(64, 32));
    const picture: Picture = { format: 'i420', width: 64, height: 32, bytes };
    expect(convert(picture, av.AV_PIX_FMT_NV12)).toEqual(bytes);
  });

  it('converts picture after picture', () => {
    const target = allocFrame(av.AV_PIX_FMT_YUV420P, 32, 32);
    const pictures = [0, 100, 200].map((grey) => drawPicture(32, 32, () => [grey, grey, grey]));
    const converter = new PixelConverter(pictures[0]!, target);
    for (const picture of pictures) {
      converter.convert(picture, target);
      expect(largestDifference(packed(target), referenceI420(picture))).toBeLessThanOrEqual(1);
    }
    converter.close();
    target.free();
  });
});

describe('pointing a frame at a picture', () => {
  it.each([
    [64, 32],
    [66, 18],
  ])('shows every value though rows of a frame of its own may be padded, at %dx%d', (width, height) => {
    const bytes = new Uint8Array(new SharedArrayBuffer((width * height * 3) / 2));
    bytes.set(referenceI420(testPicture(width, height)));
    const frame = allocFrame(av.AV_PIX_FMT_YUV420P, width, height);
    pointAt(frame, { format: 'i420', width, height, bytes });
    expect(packed(frame)).toEqual(Uint8Array.from(bytes));
    frame.free();
  });

  it('refuses fewer bytes than the picture has', () => {
    const frame = allocFrame(av.AV_PIX_FMT_YUV420P, 64, 32);
    const bytes = new Uint8Array(64 * 32);
    expect(() => pointAt(frame, { format: 'i420', width: 64, height: 32, bytes })).toThrow(/too small/u);
    frame.free();
  });
});

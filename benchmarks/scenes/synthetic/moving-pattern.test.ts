import type { SourcePicture } from '@remote-view/renderer-host';
import { describe, expect, it } from 'vitest';
import { decodeBarcode } from '../../src/barcode/decode.ts';
import { MovingPattern } from './moving-pattern.ts';

function picture(width: number, height: number): SourcePicture {
  return { width, height, pixels: new Uint8Array(width * height * 4) };
}

function drawn(id: number, time: number): Uint8Array {
  const pattern = new MovingPattern(picture(640, 360));
  pattern.draw(id, time);
  return pattern.picture.pixels;
}

/** The barcode in the green of these pixels. */
function read(pixels: Uint8Array, width: number) {
  return decodeBarcode({ bytes: pixels, offset: 1, stride: width * 4, step: 4 });
}

describe('the synthetic pattern', () => {
  it('shows the id at any time, whatever moves', () => {
    const pattern = new MovingPattern(picture(640, 360));
    for (let frame = 0; frame < 600; frame++) {
      pattern.draw(frame * 109, frame / 60);
      expect(read(pattern.picture.pixels, 640)).toEqual({ id: frame * 109 });
    }
  });

  it('is the same picture at the same time, whatever was drawn before', () => {
    const pattern = new MovingPattern(picture(640, 360));
    for (const time of [0, 0.4, 3, 7.7, 2]) pattern.draw(9, time);
    expect(Buffer.compare(pattern.picture.pixels, drawn(9, 2))).toBe(0);
  });

  it('changes from frame to frame though the id does not', () => {
    expect(Buffer.compare(drawn(1, 1), drawn(1, 1 + 1 / 60))).not.toBe(0);
  });

  it('fits the smallest picture that the benchmark asks for', () => {
    const pattern = new MovingPattern(picture(320, 180));
    for (let frame = 0; frame < 600; frame++) pattern.draw(5, frame / 30);
    expect(read(pattern.picture.pixels, 320)).toEqual({ id: 5 });
  });
});

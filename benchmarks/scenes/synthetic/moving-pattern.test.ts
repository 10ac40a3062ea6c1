import type { SourceFormat, SourcePicture } from '@remote-view/renderer-host';
import { describe, expect, it } from 'vitest';
import { decodeBarcode } from '../../src/barcode/decode.ts';
import { MovingPattern } from './moving-pattern.ts';

function picture(width: number, height: number, format: SourceFormat): SourcePicture {
  return { format, width, height, pixels: new Uint8Array(width * height * (format === 'bgra' ? 4 : 1.5)) };
}

/** The barcode in the luma, or the green, of a picture. */
function read({ format, width, pixels }: SourcePicture) {
  const bgra = format === 'bgra';
  return decodeBarcode({ bytes: pixels, offset: bgra ? 1 : 0, stride: width * (bgra ? 4 : 1), step: bgra ? 4 : 1 });
}

describe.each(['bgra', 'i420'] as const)('the synthetic pattern as %s', (format) => {
  const drawn = (id: number, time: number): Uint8Array => {
    const pattern = new MovingPattern(picture(640, 360, format));
    pattern.draw(id, time);
    return pattern.picture.pixels;
  };

  it('shows the id at any time, whatever moves', () => {
    const pattern = new MovingPattern(picture(640, 360, format));
    for (let frame = 0; frame < 600; frame++) {
      pattern.draw(frame * 109, frame / 60);
      expect(read(pattern.picture)).toEqual({ id: frame * 109 });
    }
  });

  it('is the same picture at the same time, whatever was drawn before', () => {
    const pattern = new MovingPattern(picture(640, 360, format));
    for (const time of [0, 0.4, 3, 7.7, 2]) pattern.draw(9, time);
    expect(Buffer.compare(pattern.picture.pixels, drawn(9, 2))).toBe(0);
  });

  it('changes from frame to frame though the id does not', () => {
    expect(Buffer.compare(drawn(1, 1), drawn(1, 1 + 1 / 60))).not.toBe(0);
  });

  it('fits the smallest picture that the benchmark asks for', () => {
    const pattern = new MovingPattern(picture(320, 180, format));
    for (let frame = 0; frame < 600; frame++) pattern.draw(5, frame / 30);
    expect(read(pattern.picture)).toEqual({ id: 5 });
  });
});

describe('the two formats', () => {
  it('show the same picture', () => {
    const [bgra, i420] = (['bgra', 'i420'] as const).map((format) => {
      const pattern = new MovingPattern(picture(320, 180, format));
      pattern.draw(77, 3);
      return pattern.picture.pixels;
    });
    // Luma of the packed pixels, BT.709 in limited range.
    const different = Array.from({ length: 320 * 180 }, (_, pixel) => {
      const [blue, green, red] = [0, 1, 2].map((channel) => bgra![pixel * 4 + channel]! / 255) as [
        number,
        number,
        number,
      ];
      return Math.abs(16 + 219 * (0.2126 * red + 0.7152 * green + 0.0722 * blue) - i420![pixel]!);
    });
    expect(Math.max(...different)).toBeLessThanOrEqual(0.5 + 1e-9);
  });
});

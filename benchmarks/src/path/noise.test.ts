import type { SourceFormat, SourcePicture } from '@remote-view/renderer-host';
import { describe, expect, it } from 'vitest';
import { NoiseBand } from './noise.ts';

function blank(format: SourceFormat): SourcePicture {
  const [width, height] = [320, 180];
  return { format, width, height, pixels: new Uint8Array(width * height * (format === 'bgra' ? 4 : 1.5)) };
}

function drawn(format: SourceFormat, ...times: readonly number[]): Uint8Array {
  const band = new NoiseBand(blank(format));
  for (const time of times) band.draw(time);
  return band.picture.pixels;
}

describe.each(['bgra', 'i420'] as const)('the noise as %s', (format) => {
  it('is the same picture at the same time, whatever was drawn before', () => {
    expect(Buffer.compare(drawn(format, 0, 0.4, 3, 7.7, 2), drawn(format, 2))).toBe(0);
  });

  it('is another in every frame, in half of the picture', () => {
    const [one, next] = [drawn(format, 1), drawn(format, 1, 1 + 1 / 60)];
    const changed = one.filter((value, index) => value !== next[index]).length / one.length;
    expect(changed).toBeGreaterThan(0.25);
    expect(changed).toBeLessThan(0.55);
  });
});

describe('the noise', () => {
  it('is grey, so that the order of colours makes no difference', () => {
    const pixels = drawn('bgra', 1);
    const coloured = pixels.filter((value, index) => index % 4 < 3 && value !== pixels[index - (index % 4)]);
    expect(coloured).toHaveLength(0);
    expect(
      drawn('i420', 1)
        .subarray(320 * 180)
        .every((value) => value === 128),
    ).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { contrastOf, differenceOf, isSame } from './difference.ts';

function filled(value: number, pixels = 1_000): Uint8Array {
  return new Uint8Array(pixels * 4).fill(value);
}

describe('the difference of two pictures', () => {
  it('is nothing between a picture and itself', () => {
    expect(differenceOf(filled(90), filled(90))).toEqual({ mean: 0, p99: 0, off: 0 });
  });

  it('tells of a small error everywhere by its mean', () => {
    const difference = differenceOf(filled(90), filled(94));
    expect(difference).toEqual({ mean: 4, p99: 4, off: 0 });
    expect(isSame(difference)).toBe(false);
  });

  it('tells of a missing object by the share of pixels, which the mean hides', () => {
    const second = filled(90);
    second.fill(255, 0, 4 * 20);
    const difference = differenceOf(filled(90), second);
    expect(difference.off).toBe(0.02);
    expect(isSame(difference)).toBe(false);
  });

  it('does not look at the fourth value', () => {
    const second = filled(90);
    for (let at = 3; at < second.length; at += 4) second[at] = 0;
    expect(isSame(differenceOf(filled(90), second))).toBe(true);
  });

  it('is not to be had of pictures of different sizes', () => {
    expect(() => differenceOf(filled(1, 10), filled(1, 11))).toThrow(RangeError);
  });
});

describe('the contrast of a picture', () => {
  it('is nothing where there is nothing to be seen', () => {
    expect(contrastOf(filled(0))).toBe(0);
  });

  it('is half the range where half is black and half is white', () => {
    expect(contrastOf(Uint8Array.from([0, 0, 0, 0, 255, 255, 255, 255]))).toBe(127.5);
  });
});

import { describe, expect, it } from 'vitest';
import { i420Layout } from './i420-pass.ts';

describe('the layout of the planes', () => {
  it.each([
    [640, 360, 640],
    [642, 360, 648],
    [16, 16, 16],
    [18, 16, 24],
  ])('of %dx%d has rows of %d bytes, whole words of chroma', (width, height, stride) => {
    const layout = i420Layout(width, height);
    expect(layout).toEqual({ width, height, stride, bytes: stride * height * 1.5 });
    expect((layout.stride / 2) % 4).toBe(0);
    expect(layout.bytes % 4).toBe(0);
  });
});

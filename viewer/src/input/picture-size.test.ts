import { decodeViewerData, encodeViewerData } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { pictureSize, RESIZE_QUIET, ResizeDebounce } from './picture-size.ts';

describe('the picture size', () => {
  it('is the element in device pixels', () => {
    expect(pictureSize(1280, 720, 2)).toEqual({ type: 'resize', width: 1280, height: 720, devicePixelRatio: 2 });
  });

  it.each([
    [16_384, 4_096, 8_192, 2_048],
    [0, 0, 2, 2],
    [100_000, 1, 8_192, 2],
    [641, 361, 642, 362],
    [640.4, 359.6, 640, 360],
  ])('of %d x %d is %d x %d', (width, height, fittedWidth, fittedHeight) => {
    const size = pictureSize(width, height, 40);
    expect(size).toMatchObject({ width: fittedWidth, height: fittedHeight });
    expect(decodeViewerData(encodeViewerData(size), 'events')).toEqual(size);
  });
});

describe('telling the host', () => {
  const small = pictureSize(640, 360, 1);
  const large = pictureSize(1280, 720, 1);

  it('happens at once the first time', () => {
    const resize = new ResizeDebounce();
    resize.changed(small, 1_000);
    expect(resize.take(1_000)).toEqual(small);
    expect(resize.take(5_000)).toBeNull();
  });

  it('waits until the size stands still', () => {
    const resize = new ResizeDebounce();
    resize.changed(small, 0);
    resize.take(0);
    for (let now = 10; now <= 300; now += 10) {
      resize.changed(pictureSize(640 + now, 360, 1), now);
      expect(resize.take(now)).toBeNull();
    }
    expect(resize.dueAt).toBe(300 + RESIZE_QUIET);
    expect(resize.take(300 + RESIZE_QUIET)).toMatchObject({ width: 940 });
  });

  it('is not needed when the size comes back', () => {
    const resize = new ResizeDebounce();
    resize.changed(small, 0);
    resize.take(0);
    resize.changed(large, 10);
    resize.changed(small, 20);
    expect(resize.dueAt).toBeNull();
  });

  it('happens again for a new connection', () => {
    const resize = new ResizeDebounce();
    expect(resize.take(0)).toBeNull();
    resize.changed(small, 0);
    resize.take(0);
    resize.reset();
    expect(resize.take(1)).toEqual(small);
  });
});

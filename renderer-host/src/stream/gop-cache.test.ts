import { describe, expect, it } from 'vitest';
import { GopCache, type CachedFrame } from './gop-cache.ts';

const key: CachedFrame = { keyFrame: true, bytes: 1_000 };
const delta: CachedFrame = { keyFrame: false, bytes: 100 };

function pushed(...frames: readonly CachedFrame[]): GopCache<CachedFrame> {
  const cache = new GopCache<CachedFrame>();
  for (const frame of frames) cache.push(frame);
  return cache;
}

function times(count: number, frame: CachedFrame): CachedFrame[] {
  return Array.from({ length: count }, () => frame);
}

describe('GopCache', () => {
  it('has nothing before the first key frame', () => {
    expect(pushed().frames).toBeUndefined();
    expect(pushed(delta, delta).frames).toBeUndefined();
  });

  it('holds everything since the last key frame, and nothing before it', () => {
    expect(pushed(delta, key, delta, delta).frames).toEqual([key, delta, delta]);
    expect(pushed(key, delta, key).frames).toEqual([key]);
  });

  it('lets go of all when there are too many frames, until the next key frame', () => {
    expect(pushed(key, ...times(44, delta)).frames).toHaveLength(45);
    expect(pushed(key, ...times(45, delta)).frames).toBeUndefined();
    expect(pushed(key, ...times(80, delta), key, delta).frames).toEqual([key, delta]);
  });

  it('lets go of all when they are too large', () => {
    const large: CachedFrame = { keyFrame: false, bytes: 256 * 1_024 };
    expect(pushed(key, large).frames).toHaveLength(2);
    expect(pushed(key, large, large).frames).toBeUndefined();
    expect(pushed({ keyFrame: true, bytes: 600 * 1_024 }).frames).toBeUndefined();
  });

  it('counts the bytes of each run of its own', () => {
    const large: CachedFrame = { keyFrame: true, bytes: 300 * 1_024 };
    expect(pushed(large, large, large).frames).toEqual([large]);
  });

  it('has nothing after the encoder was replaced', () => {
    const cache = pushed(key, delta);
    cache.clear();
    expect(cache.frames).toBeUndefined();
    cache.push(delta);
    expect(cache.frames).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { avcCodec } from './avc-codec.ts';

const SPS = [0x67, 0x42, 0xc0, 0x1f, 0xda];
const SLICE = [0x65, 0x88, 0x84, 0x00];

describe('the codec of an access unit', () => {
  it.each([
    ['with long start codes', [0, 0, 0, 1, ...SPS, 0, 0, 0, 1, ...SLICE]],
    ['with short ones', [0, 0, 1, ...SPS, 0, 0, 1, ...SLICE]],
    ['behind another unit', [0, 0, 0, 1, 9, 0xf0, 0, 0, 0, 1, ...SPS]],
  ])('is what its parameter set says, %s', (_what, bytes) => {
    expect(avcCodec(Uint8Array.from(bytes))).toBe('avc1.42c01f');
  });

  it.each([[[]], [[0, 0, 1, ...SLICE]], [[0, 0, 1, 0x67, 0x42]]])('is not known without one: %j', (bytes) => {
    expect(avcCodec(Uint8Array.from(bytes))).toBeUndefined();
  });
});

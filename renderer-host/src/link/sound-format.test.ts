import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToPcm, pcmBytes } from './sound-format.ts';

test('samples come out of the link as they went in, wherever their bytes lie', () => {
  fc.assert(
    fc.property(fc.float32Array({ noNaN: true }), fc.nat(7), (pcm, offset) => {
      const bytes = new Uint8Array(pcm.byteLength + offset);
      bytes.set(pcmBytes(pcm), offset);
      expect(bytesToPcm(bytes.subarray(offset))).toEqual(Float32Array.from(pcm));
    }),
  );
});

test('what does not fill a sample is left out', () => {
  expect(bytesToPcm(new Uint8Array(7))).toHaveLength(1);
  expect(bytesToPcm(new Uint8Array())).toHaveLength(0);
});

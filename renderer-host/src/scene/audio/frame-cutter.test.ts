import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAME_SAMPLES, toMillis, type SoundBlock, type SoundFrame } from '../../link/sound-format.ts';
import { FrameCutter } from './frame-cutter.ts';

/** Each sample's value is its number; right is the negative of left. */
function block(sample: number, samples: number): SoundBlock {
  const pcm = Float32Array.from({ length: samples * 2 }, (_, at) => (sample + (at >> 1)) * (at % 2 === 0 ? 1 : -1));
  return { sample, playedAt: 1_000 + toMillis(sample), pcm };
}

function cut(blocks: readonly SoundBlock[]) {
  const cutter = new FrameCutter();
  const frames: (Omit<SoundFrame, 'pcm'> & { readonly pcm: number[] })[] = [];
  for (const one of blocks) for (const frame of cutter.push(one)) frames.push({ ...frame, pcm: [...frame.pcm] });
  return frames;
}

test('frames hold the samples of the blocks in order, with their number and their time', () => {
  const frames = cut([0, 256, 512, 768].map((sample) => block(sample, 256)));
  expect(frames.map(({ sample }) => sample)).toEqual([0, 480]);
  expect(frames[1]).toMatchObject({ playedAt: 1_010 });
  expect(frames[1]!.pcm.slice(0, 4)).toEqual([480, -480, 481, -481]);
});

test('however blocks are cut, frames follow each other to the sample', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 20 }), (sizes) => {
      let sample = 0;
      const frames = cut(sizes.map((size) => block((sample += size) - size, size)));
      expect(frames.map((frame) => frame.sample)).toEqual(frames.map((_, index) => index * FRAME_SAMPLES));
      expect(
        frames.every((frame) => frame.pcm.every((value, at) => Math.abs(value) === frame.sample + (at >> 1))),
      ).toBe(true);
      expect(frames.length).toBe(Math.floor(sample / FRAME_SAMPLES));
    }),
  );
});

test('behind a gap a frame begins with what comes, and says so', () => {
  const frames = cut([block(0, 600), block(5_000, 600)]);
  expect(frames.map(({ sample, first }) => [sample, first])).toEqual([
    [0, true],
    [5_000, true],
  ]);
  expect(cut([block(0, 1_000)]).map(({ first }) => first)).toEqual([true, false]);
});

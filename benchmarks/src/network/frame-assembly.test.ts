import { describe, expect, it } from 'vitest';
import { FrameAssembly } from './frame-assembly.ts';
import type { ReadPacket } from './rtp-reader.ts';

/** Frames of three packets each from 0 on; the number of a frame is its timestamp. Frames 0 and 3 are key frames. */
function packet(sequence: number): ReadPacket {
  const frame = Math.floor(sequence / 3);
  return {
    ...{ sequenceNumber: sequence, retransmitted: false, timestamp: frame, transportSequence: undefined },
    marker: sequence % 3 === 2,
    startsKeyFrame: sequence % 9 === 0,
  };
}

/** Frames that became decodable with each packet; the time is the index. */
function decodable(sequences: readonly number[]): string[] {
  const assembly = new FrameAssembly();
  return sequences.map((sequence, now) =>
    assembly
      .insert(sequence, packet(sequence), now)
      .map(({ timestamp }) => timestamp)
      .join(','),
  );
}

describe('frames', () => {
  it('are decodable with their last packet', () => {
    expect(decodable([0, 1, 2, 3, 4, 5])).toEqual(['', '', '0', '', '', '1']);
  });

  it('wait for the frames before them', () => {
    expect(decodable([0, 1, 2, 3, 5, 6, 7, 8, 4])).toEqual(['', '', '0', '', '', '', '', '', '1,2']);
  });

  it('behind a complete key frame wait for nothing before it', () => {
    expect(decodable([0, 1, 2, 3, 9, 10, 11, 12, 13, 14, 4, 5])).toEqual([
      ...['', '', '0', '', '', '', '3', '', '', '4'],
      ...['', ''],
    ]);
  });

  it('without a key frame are never decodable', () => {
    expect(decodable([3, 4, 5, 6, 7, 8])).toEqual(['', '', '', '', '', '']);
  });

  it('come in any order of their packets, and once', () => {
    expect(decodable([2, 0, 0, 1, 1, 2, 5, 4, 3])).toEqual(['', '', '', '0', '', '', '', '', '1']);
  });

  it('know when their own last packet came, whatever they waited for', () => {
    const assembly = new FrameAssembly();
    const frames = [0, 1, 2, 3, 5, 6, 7, 8, 4].flatMap((sequence, now) =>
      assembly.insert(sequence, packet(sequence), now),
    );
    expect(frames.map(({ completeAt }) => completeAt)).toEqual([2, 8, 7]);
    expect(frames.map(({ keyFrame }) => keyFrame)).toEqual([true, false, false]);
    expect(frames.map(({ lastSequence }) => lastSequence)).toEqual([2, 5, 8]);
  });

  it('that cannot be completed do not fill the memory', () => {
    const assembly = new FrameAssembly();
    for (let sequence = 1; sequence < 20_000; sequence += 9) {
      for (let step = 0; step < 8; step++) assembly.insert(sequence + step, packet(sequence + step), 0);
    }
    expect(assembly.size).toBeLessThan(3_000);
  });
});

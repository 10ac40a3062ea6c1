import { HOST_STAGES } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { VideoUnit } from '../link/messages.ts';
import { toStreamFrame } from './stream-frame.ts';

const UNIT: VideoUnit = {
  type: 'video',
  frame: 12,
  keyFrame: true,
  width: 640,
  height: 360,
  inputs: [],
  startedAt: 100,
  submittedAt: 103,
  readAt: 108,
  takenAt: 108.5,
  convertedAt: 109.5,
  encodedAt: 112,
};

describe('a frame on its way to the viewers', () => {
  it('knows how long each stage took, from render to link', () => {
    const { stages } = toStreamFrame(UNIT, new Uint8Array(), 0, 112.25);
    expect(stages).toEqual([3, 5, 0.5, 1, 2.5, 0.25]);
    expect(stages).toHaveLength(HOST_STAGES.indexOf('send') - HOST_STAGES.indexOf('render'));
  });

  it('has no negative stage where a scene process tells nonsense', () => {
    const { stages } = toStreamFrame({ ...UNIT, submittedAt: 0, encodedAt: 1e9 }, new Uint8Array(), 0, 112);
    expect(Math.min(...stages)).toBe(0);
  });

  it('holds the NAL units without their start codes, and counts the bytes as they came', () => {
    const body = Uint8Array.of(0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x65, 2);
    const frame = toStreamFrame(UNIT, body, 4_711, 0);
    expect(frame.nals.map((nal) => [...nal])).toEqual([
      [0x67, 1],
      [0x65, 2],
    ]);
    expect(frame).toMatchObject({ bytes: 11, rtpTimestamp: 4_711, number: 12, keyFrame: true, startedAt: 100 });
  });

  it('knows the newest input of each viewer', () => {
    const { inputs } = toStreamFrame(
      {
        ...UNIT,
        inputs: [
          [1, 7, 99.5],
          [2, 9, 98],
        ],
      },
      new Uint8Array(),
      0,
      0,
    );
    expect(inputs.get(1)).toEqual({ seq: 7, receivedAt: 99.5 });
    expect(inputs.get(2)).toEqual({ seq: 9, receivedAt: 98 });
  });

  it('takes what is missing of an input as 0', () => {
    const { inputs } = toStreamFrame({ ...UNIT, inputs: [[], [3]] }, new Uint8Array(), 0, 0);
    expect([...inputs]).toEqual([
      [0, { seq: 0, receivedAt: 0 }],
      [3, { seq: 0, receivedAt: 0 }],
    ]);
  });
});

/** Recordings as a page would make them, of a stream whose times are known to the last digit. */
import { HOST_STAGES } from '@remote-view/protocol';
import type { DecodedFrame, PresentedFrame, Recording } from '../recording.ts';

/** Milliseconds of each part of the way, so that an input is presented 20 ms after it happened and displayed after 33. */
export const WAY = {
  page: 0.5,
  network: 2,
  wait: 3,
  otherHostStages: 7,
  decode: 1,
  present: 6.5,
  display: 13,
} as const;
export const PRESENTED_AFTER = 20;
/** The page has a frame this long after it was decoded. */
const DECODED_AFTER = WAY.page + WAY.network + WAY.wait + WAY.otherHostStages + WAY.decode;

export interface Shot {
  /** The newest input that the frame shows. */
  readonly id: number;
  /** When that input happened; the frame's times follow from it. */
  readonly inputAt: number;
}

/** One frame a shot, in order. */
export function recordingOf(shots: readonly Shot[], inputs: Recording['inputs']): Recording {
  return {
    inputs,
    sent: inputs.map(({ id, at }) => ({ id, seq: id + 1_000, at: at + WAY.page })),
    described: shots.map(({ id }, index) => ({
      rtpTimestamp: rtpOf(index),
      frame: index,
      inputSeq: id + 1_000,
      keyFrame: index === 0,
      bytes: 1_000,
      stages: HOST_STAGES.map((_stage, stage) => (stage === 0 ? WAY.wait : WAY.otherHostStages / 7) * 1_000),
    })),
    decoded: shots.map((shot, index) => decodedFrame(index, shot)),
    presented: shots.map((shot, index) => presentedFrame(index, shot)),
    roundTrips: [WAY.network, WAY.network / 2, WAY.network * 2],
    video: undefined,
    live: { p50: PRESENTED_AFTER, p95: PRESENTED_AFTER, count: shots.length },
  };
}

/** Timestamps that wrap between the second and the third frame. */
export function rtpOf(index: number): number {
  return (0xffff_ffff - 4_500 + index * 3_000) >>> 0;
}

function decodedFrame(index: number, { id, inputAt }: Shot): DecodedFrame {
  return {
    rtpTimestamp: rtpOf(index),
    at: inputAt + DECODED_AFTER,
    width: 640,
    height: 360,
    reading: { id },
    readingTook: 0.1,
  };
}

function presentedFrame(index: number, { inputAt }: Shot): PresentedFrame {
  const presentedAt = inputAt + PRESENTED_AFTER;
  return {
    rtpTimestamp: rtpOf(index),
    receivedAt: presentedAt - WAY.present - WAY.decode,
    decode: WAY.decode,
    presentedAt,
    expectedDisplayAt: presentedAt + WAY.display,
    presentedFrames: 100 + index,
  };
}

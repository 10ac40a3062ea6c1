import type { Millis } from '@remote-view/protocol';
import { splitAnnexB } from '../encode/h264.ts';
import type { VideoUnit } from '../link/messages.ts';

export interface ShownInput {
  readonly seq: number;
  readonly receivedAt: Millis;
}

/** An encoded frame on its way to the viewers. Times are `hostNow()` milliseconds. */
export interface StreamFrame {
  readonly number: number;
  readonly keyFrame: boolean;
  readonly nals: readonly Uint8Array[];
  readonly bytes: number;
  readonly rtpTimestamp: number;
  /** By viewer number: the newest input that the frame shows. */
  readonly inputs: ReadonlyMap<number, ShownInput>;
  readonly startedAt: Millis;
  /** When this process had it. */
  readonly receivedAt: Millis;
  /** Durations of `render` to `link` (protocol, `HOST_STAGES`), ms. */
  readonly stages: readonly Millis[];
}

export function toStreamFrame(
  unit: VideoUnit,
  body: Uint8Array,
  rtpTimestamp: number,
  receivedAt: Millis,
): StreamFrame {
  const { startedAt, submittedAt, readAt, takenAt, convertedAt, encodedAt } = unit;
  const moments = [startedAt, submittedAt, readAt, takenAt, convertedAt, encodedAt, receivedAt];
  return {
    number: unit.frame,
    keyFrame: unit.keyFrame,
    nals: splitAnnexB(body),
    bytes: body.length,
    rtpTimestamp,
    inputs: new Map(unit.inputs.map(([viewer, seq, at]) => [viewer ?? 0, { seq: seq ?? 0, receivedAt: at ?? 0 }])),
    startedAt,
    receivedAt,
    stages: moments.slice(1).map((moment, index) => Math.max(0, moment - moments[index]!)),
  };
}

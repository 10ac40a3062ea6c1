/**
 * Puts together what a page saw of each frame, by RTP timestamp, in the order in which frames were decoded. That order
 * is the stream's own: there are no B-frames, and timestamps may wrap.
 */
import type { FrameMetadata } from '@remote-view/protocol';
import type { BarcodeFault } from '../barcode/decode.ts';
import type { DecodedFrame, PresentedFrame, Recording } from './recording.ts';

export interface TimelineFrame {
  readonly decoded: DecodedFrame;
  /** The newest input that the picture shows; undefined where its barcode could not be read. */
  readonly id: number | undefined;
  readonly presented: PresentedFrame | undefined;
  readonly described: FrameMetadata | undefined;
}

export interface Timeline {
  readonly frames: readonly TimelineFrame[];
  /** Frames whose barcode was refused, by reason. */
  readonly faults: Readonly<Partial<Record<BarcodeFault, number>>>;
  /** Frames that show an older input than one before them; always 0 unless something is broken. */
  readonly backwards: number;
  /** Presented frames that were not seen decoded: their inputs are counted at the next frame. */
  readonly presentedOnly: number;
  /** Presentations that the browser counted and did not call back for. */
  readonly missedCallbacks: number;
  /** Decoded frames without a description: it was lost, or the element was not open for it yet. */
  readonly undescribed: number;
}

export function buildTimeline({ decoded, presented, described }: Recording): Timeline {
  const presentedBy = new Map(presented.map((frame) => [frame.rtpTimestamp, frame]));
  const describedBy = new Map(described.map((frame) => [frame.rtpTimestamp, frame]));
  const seen = new Set(decoded.map(({ rtpTimestamp }) => rtpTimestamp));
  const faults: Partial<Record<BarcodeFault, number>> = {};
  let backwards = 0;
  let undescribed = 0;
  let newest = 0;
  const frames = decoded.map((frame): TimelineFrame => {
    const { reading, rtpTimestamp } = frame;
    if ('fault' in reading) faults[reading.fault] = (faults[reading.fault] ?? 0) + 1;
    const id = 'id' in reading ? reading.id : undefined;
    if (id !== undefined && id < newest) backwards++;
    newest = Math.max(newest, id ?? 0);
    const metadata = describedBy.get(rtpTimestamp);
    if (metadata === undefined) undescribed++;
    return { decoded: frame, id, presented: presentedBy.get(rtpTimestamp), described: metadata };
  });
  return {
    frames,
    faults,
    backwards,
    presentedOnly: presented.filter(({ rtpTimestamp }) => !seen.has(rtpTimestamp)).length,
    missedCallbacks: countMissedCallbacks(presented),
    undescribed,
  };
}

function countMissedCallbacks(presented: readonly PresentedFrame[]): number {
  const counts = presented.map(({ presentedFrames }) => presentedFrames);
  return counts.slice(1).reduce((missed, count, index) => missed + Math.max(0, count - counts[index]! - 1), 0);
}

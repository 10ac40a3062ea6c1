/**
 * What one page saw during one repetition, before anything is computed from it. All times are the page's
 * `performance.now()`; what the host says are durations. So there is one clock, and nothing to synchronise.
 */
import type { FrameMetadata, Millis, VideoInfo } from '@remote-view/protocol';
import type { BarcodeReading } from '../barcode/decode.ts';

/** What the page is asked to do. */
export interface RecordingPlan {
  /** Base URL of the gateway. */
  readonly gateway: string;
  readonly scene: string;
  /** Of the element, CSS pixels; one device pixel each. */
  readonly width: number;
  readonly height: number;
  /** When inputs happen, ms after the start. Input `n` has id `n + 1`. */
  readonly times: readonly Millis[];
}

export interface InputRecord {
  /** 1.. in order of time; what the barcode shows. */
  readonly id: number;
  /** Right before the event was dispatched. */
  readonly at: Millis;
}

/** A move left the page. Inputs that came within 4 ms share one, which carries the newest id. */
export interface SentMove {
  readonly id: number;
  readonly seq: number;
  readonly at: Millis;
}

/** A decoded frame as MediaStreamTrackProcessor gave it. */
export interface DecodedFrame {
  readonly rtpTimestamp: number;
  /** When the page had it. */
  readonly at: Millis;
  readonly width: number;
  readonly height: number;
  readonly reading: BarcodeReading;
  /** Spent on reading the barcode. */
  readonly readingTook: Millis;
}

/** A frame as `requestVideoFrameCallback` told of it. */
export interface PresentedFrame {
  readonly rtpTimestamp: number;
  /** Its last packet came in. */
  readonly receivedAt: Millis;
  /** Spent in the decoder. */
  readonly decode: Millis;
  /** Handed to the compositor. */
  readonly presentedAt: Millis;
  /** When the compositor expects it on the screen. */
  readonly expectedDisplayAt: Millis;
  /** Frames presented so far: a gap is a callback that never came. */
  readonly presentedFrames: number;
}

/** What the element itself says at the end: the live method, with its window of 300 samples. */
export interface LiveSummary {
  readonly p50: Millis | null;
  readonly p95: Millis | null;
  readonly count: number;
}

export interface Recording {
  readonly inputs: readonly InputRecord[];
  readonly sent: readonly SentMove[];
  readonly described: readonly FrameMetadata[];
  readonly decoded: readonly DecodedFrame[];
  readonly presented: readonly PresentedFrame[];
  /** Of pings over the data channel, ms. */
  readonly roundTrips: readonly Millis[];
  /** What the host said about the picture; undefined where it said nothing. */
  readonly video: VideoInfo | undefined;
  readonly live: LiveSummary;
}

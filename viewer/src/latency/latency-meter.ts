/**
 * The time from an input to the first presented frame that shows it, and where that time went. All of it is measured by
 * this browser's clock, except the host's stages, which are durations: no clocks are compared.
 *
 * Of inputs that share a frame the newest is measured, whose position the frame shows; what the older ones waited for it is
 * the frame time. Where a frame is lost, the time to the next one that shows the input counts, as part of `network`.
 */
import type { FrameMetadata, Millis } from '@remote-view/protocol';
import { FrameJoin, type Presentation, type ShownFrame } from './frame-join.ts';
import { FrameLog } from './frame-log.ts';
import { InputClock } from './input-clock.ts';

/** Samples kept: 5 s of a scene at 60 frames/s under constant input. */
const WINDOW = 300;

export interface LatencySample {
  readonly total: Millis;
  /** In the order of `LATENCY_STAGES`. */
  readonly stages: readonly Millis[];
}

export class LatencyMeter {
  /** What was shown, whether or not it answers an input. */
  readonly frames = new FrameLog();
  readonly #clock = new InputClock();
  readonly #join = new FrameJoin();
  readonly #samples: LatencySample[] = [];
  #shownSeq = 0;
  #inputs = 0;

  /** The newest, oldest first. */
  get samples(): readonly LatencySample[] {
    return this.#samples;
  }

  /** Inputs so far. */
  get inputs(): number {
    return this.#inputs;
  }

  /** Input `seq` happened at `time`. */
  input(seq: number, time: Millis): void {
    this.#inputs++;
    this.#clock.sent(seq, time);
  }

  described(metadata: FrameMetadata): void {
    this.frames.described(metadata.rtpTimestamp);
    this.#shown(this.#join.described(metadata));
  }

  presented(rtpTimestamp: number, presentation: Presentation): void {
    this.frames.presented(rtpTimestamp, presentation.presentedAt, presentation.count);
    this.#shown(this.#join.presented(rtpTimestamp, presentation));
  }

  #shown(frame: ShownFrame | undefined): void {
    if (frame === undefined || frame.metadata.inputSeq <= this.#shownSeq) return;
    this.#shownSeq = frame.metadata.inputSeq;
    const inputAt = this.#clock.timeOf(this.#shownSeq);
    if (inputAt === undefined) return;
    this.#samples.push(measure(frame, inputAt));
    if (this.#samples.length > WINDOW) this.#samples.shift();
  }
}

function measure({ metadata, presentation }: ShownFrame, inputAt: Millis): LatencySample {
  const { presentedAt, receivedAt, decode } = presentation;
  const total = presentedAt - inputAt;
  const host = metadata.stages.map((micros) => micros / 1_000);
  const inBrowser = receivedAt === undefined ? decode : presentedAt - receivedAt;
  const network = Math.max(0, total - inBrowser - host.reduce((sum, duration) => sum + duration, 0));
  return { total, stages: [network, ...host, decode, Math.max(0, inBrowser - decode)] };
}

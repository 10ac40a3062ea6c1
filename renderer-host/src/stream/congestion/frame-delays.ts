/**
 * What the viewer's own word about each frame says, one frame and half a round trip after a path became narrower: the frame
 * took longer than any before it, and longer than the one before it.
 *
 * Pure. The viewer's clock is its own; only differences mean anything.
 */
import type { Millis } from '@remote-view/protocol';
import type { FrameReport } from './controller.ts';
import { DelayNoise } from './delay-noise.ts';
import { WindowedMin } from './windowed-min.ts';

/** A queue that a frame met, which was not there before. */
export interface LateFrame {
  /** What came between the frame before and this one. */
  readonly bits: number;
  readonly left: Millis;
  readonly received: Millis;
  /** What remains of the queue when the next frame leaves. */
  readonly queue: Millis;
}

const BASE_DELAY_WINDOW: Millis = 10_000;
/** A frame may be late by its own interval, since it may be twice as large as the mean; at 60 frames a second by a little more. */
const LATE: Millis = 20;
const LATE_PER_NOISE = 4;
/** By how much a queue must have grown in one frame: less is the clock, or the pacer. */
const GROWN: Millis = 3;

export class FrameDelays {
  readonly #base = new WindowedMin(BASE_DELAY_WINDOW);
  readonly #noise = new DelayNoise();
  #last: (FrameReport & { readonly queue: Millis }) | undefined;

  add(report: FrameReport, now: Millis): LateFrame | undefined {
    const last = this.#last;
    if (last !== undefined && report.frame <= last.frame) return undefined;
    const delay = report.receivedAt - report.lastSentAt;
    this.#base.add(delay, now);
    // A frame that was repaired waited for that.
    if (report.repaired) return undefined;
    const queue = delay - this.#base.value;
    this.#noise.add(delay);
    this.#last = { ...report, queue };
    if (last === undefined || report.frame !== last.frame + 1) return undefined;
    const received = report.receivedAt - last.receivedAt;
    const interval = report.firstSentAt - last.firstSentAt;
    const late = Math.max(LATE, interval) + LATE_PER_NOISE * this.#noise.value;
    if (received <= 0 || queue < late || queue < last.queue + GROWN) return undefined;
    // The path is busy from one frame's end to the next one's.
    const bits = (report.sentBytes - last.sentBytes) * 8;
    return { bits, left: report.lastSentAt - last.lastSentAt, received, queue: queue - interval };
  }
}

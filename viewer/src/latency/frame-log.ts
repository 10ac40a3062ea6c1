/**
 * When frames were on the screen, and which of those that the host made never were. A frame's own clock tells apart what a
 * browser's freeze count cannot: a scene that rests makes no frames, a path or a decoder that stalls shows none of those
 * that were made.
 */
import type { Millis } from '@remote-view/protocol';

/** One frame that was shown. */
export interface FrameTime {
  /** performance.now() time. */
  readonly at: Millis;
  /** Since the frame before. */
  readonly interval: Millis;
  /** The same, as it would have been had every frame that the host made been shown when it was made. */
  readonly due: Millis;
  /** Frames that the host made in between and that were never shown. */
  readonly skipped: number;
}

/** Four seconds at 60 frames a second. */
const KEPT = 240;
/** Frames whose pictures may still come; what is more is forgotten, the oldest first. */
const MAX_DESCRIBED = 128;
/** Callbacks that a busy page missed at once; longer than that it saw no pictures either. */
const MAX_UNSEEN = 30;
/** What webrtc-stats calls a freeze (`freezeCount`): three times the usual interval, and 150 ms more than it. */
const FREEZE_FACTOR = 3;
const FREEZE_EXTRA: Millis = 150;

interface Presented {
  readonly rtpTimestamp: number;
  readonly at: Millis;
  readonly count: number | undefined;
}

export class FrameLog {
  readonly #frames: FrameTime[] = [];
  #described: number[] = [];
  #last: Presented | null = null;
  /** Totals since the connection was made. */
  shown = 0;
  skipped = 0;
  frozen: Millis = 0;

  /** The newest {@link KEPT}, oldest first. */
  get frames(): readonly FrameTime[] {
    return this.#frames;
  }

  /** When the newest frame was shown; null before the first. */
  get lastAt(): Millis | null {
    return this.#last?.at ?? null;
  }

  /** Frames that the host has made since the newest that was shown. */
  get waiting(): number {
    return this.#described.length;
  }

  /** The host has sent this frame. */
  described(rtpTimestamp: number): void {
    if (this.#last !== null && !isAfter(rtpTimestamp, this.#last.rtpTimestamp)) return;
    this.#described.push(rtpTimestamp);
    if (this.#described.length > MAX_DESCRIBED) this.#described.shift();
  }

  /** @param count of all frames presented so far, where the browser counts them: a busy page misses callbacks */
  presented(rtpTimestamp: number, at: Millis, count?: number): void {
    const last = this.#last;
    this.#last = { rtpTimestamp, at, count };
    const before = this.#described.filter((other) => isAfter(rtpTimestamp, other)).length;
    this.#described = this.#described.filter((other) => isAfter(other, rtpTimestamp));
    const counted = (count ?? 0) - (last?.count ?? count ?? 0);
    const shown = Math.max(1, Math.min(counted, MAX_UNSEEN));
    this.shown += shown;
    if (last === null) return;
    const skipped = Math.max(0, before - (shown - 1));
    const passed = Math.max(0, at - last.at);
    const interval = passed / shown;
    const due = madeApart(last.rtpTimestamp, rtpTimestamp, passed) / (shown + skipped);
    this.skipped += skipped;
    if (interval > Math.max(FREEZE_FACTOR * due, due + FREEZE_EXTRA)) this.frozen += (interval - due) * shown;
    for (let index = 1; index <= shown; index++) {
      this.#frames.push({ at: last.at + interval * index, interval, due, skipped: index === shown ? skipped : 0 });
    }
    while (this.#frames.length > KEPT) this.#frames.shift();
  }

  /** The browser presents nothing for a while, as in a hidden tab: no frame that was made meanwhile is missed. */
  interrupted(): void {
    this.#last = null;
    this.#described = [];
  }
}

/** RTP timestamps count 90 kHz in 32 bits (RFC 3550 section 5.1, RFC 6184 section 8.2.1): they wrap after 13 hours. */
const WRAP: Millis = 2 ** 32 / 90;

function isAfter(rtpTimestamp: number, other: number): boolean {
  return ((rtpTimestamp - other) | 0) > 0;
}

/** @param passed between their presentations, which tells how often the timestamp wrapped while the scene rested */
function madeApart(from: number, to: number, passed: Millis): Millis {
  const apart = ((to - from) >>> 0) / 90;
  return Math.max(0, apart + Math.round((passed - apart) / WRAP) * WRAP);
}

/**
 * Transport-wide feedback as Chromium sends it: everything that came since the last report, and what is missing in between.
 *
 * Its interval follows 5 % of the viewer's *own* send estimate, which for a viewer that sends no media stays where it began, so the
 * 68-byte reports come every 50 ms, the least there is. Bounded: numbers older than the report's window are forgotten.
 */
import { buildTransportCc } from '@remote-view/renderer-host/transport';
import type { Millis } from '@remote-view/protocol';
import { Unwrapper } from './rtp-reader.ts';

/** Of a browser that sends nothing, bits per second. */
const VIEWER_ESTIMATE = 300_000;
const FEEDBACK_SHARE = 0.05;
const REPORT_BYTES = 68;
const LEAST_INTERVAL: Millis = 50;
const LONGEST_INTERVAL: Millis = 250;
/** An arrival that was reported is told again where an older packet comes this late. */
const BACK_WINDOW: Millis = 500;
const REFERENCE_UNIT: Millis = 64;
const TICKS_PER_MS = 4;
/** Statuses that one report of ours has at most; a longer gap begins a new one. */
const MAX_STATUSES = 4_096;
const MAX_DELTA_TICKS = 0x7fff;

export function feedbackInterval(viewerEstimate = VIEWER_ESTIMATE): Millis {
  const interval = (REPORT_BYTES * 8_000) / (viewerEstimate * FEEDBACK_SHARE);
  return Math.min(LONGEST_INTERVAL, Math.max(LEAST_INTERVAL, interval));
}

export class ArrivalReports {
  readonly #arrivals = new Map<number, Millis>();
  readonly #unwrapper = new Unwrapper();
  #count = 0;
  /** First number of the next report. */
  #windowStart: number | undefined;
  #newest = -Infinity;
  #unreported = false;

  /** @param at on the viewer's clock */
  received(transportSequence: number, at: Millis): void {
    const sequence = this.#unwrapper.unwrap(transportSequence);
    if (this.#arrivals.has(sequence)) return;
    this.#arrivals.set(sequence, at);
    this.#newest = Math.max(this.#newest, sequence);
    this.#windowStart = Math.min(this.#windowStart ?? sequence, sequence);
    this.#unreported = true;
  }

  /** The body of one report, or nothing where nothing came. @param now on the viewer's clock */
  report(now: Millis): Uint8Array | undefined {
    const start = this.#windowStart;
    if (start === undefined || !this.#unreported) return undefined;
    const arrivals: (number | undefined)[] = [];
    let reference: number | undefined;
    let last = 0;
    let sequence = Math.max(start, this.#newest - MAX_STATUSES + 1);
    const base = sequence;
    for (; sequence <= this.#newest; sequence++) {
      const at = this.#arrivals.get(sequence);
      if (at === undefined) {
        arrivals.push(undefined);
        continue;
      }
      reference ??= Math.floor(at / REFERENCE_UNIT);
      const ticks = Math.round((at - reference * REFERENCE_UNIT) * TICKS_PER_MS);
      if (Math.abs(ticks - last) > MAX_DELTA_TICKS) break;
      arrivals.push(ticks);
      last = ticks;
    }
    this.#windowStart = sequence;
    this.#unreported = sequence <= this.#newest;
    this.#forget(now);
    if (reference === undefined) return undefined;
    const count = this.#count;
    this.#count = (count + 1) & 0xff;
    return buildTransportCc({ baseSequenceNumber: base & 0xffff, count, reference: reference & 0xff_ffff, arrivals });
  }

  #forget(now: Millis): void {
    for (const [sequence, at] of this.#arrivals) {
      // In order of arrival.
      if (now - at < BACK_WINDOW) return;
      if (sequence < this.#windowStart!) this.#arrivals.delete(sequence);
    }
  }
}

/**
 * Calls somebody at a time that is finer than Node's timers, which count whole milliseconds: close to it, the loop goes round
 * with short sleeps, in which nothing is received, and which leave the processor to others.
 */
import type { Millis } from '@remote-view/protocol';

/** How long a datagram that came may lie unread. */
const NAP: Millis = 0.15;
/** A timer is late by up to a millisecond, and by a little more on a busy machine. */
const TIMER_LEAD: Millis = 3;

export class Pump {
  readonly #nextAt: () => Millis | undefined;
  readonly #call: (now: Millis) => void;
  readonly #cell = new Int32Array(new SharedArrayBuffer(4));
  #timer: NodeJS.Timeout | undefined;
  #turning = false;
  #closed = false;

  /**
   * @param nextAt when there is something to do; undefined: not before {@link wake}
   * @param call does everything that is due
   */
  constructor(nextAt: () => Millis | undefined, call: (now: Millis) => void) {
    this.#nextAt = nextAt;
    this.#call = call;
  }

  /** There may be something to do earlier than there was. */
  wake(): void {
    if (this.#turning || this.#closed) return;
    clearTimeout(this.#timer);
    this.#turnSoon();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #turnSoon(): void {
    this.#turning = true;
    setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#turning = false;
    if (this.#closed) return;
    this.#call(performance.now());
    const at = this.#nextAt();
    if (at === undefined) return;
    const wait = at - performance.now();
    if (wait > TIMER_LEAD) {
      this.#timer = setTimeout(() => this.#turnSoon(), wait - TIMER_LEAD);
      return;
    }
    if (wait > 0) Atomics.wait(this.#cell, 0, 0, Math.min(wait, NAP));
    this.#turnSoon();
  }
}

/**
 * What remains when feedback stops: the time since the newest packet that was told of counts as round-trip time, and
 * beyond 3 s of it the rate falls by a fifth every second, because nobody knows what becomes of what is sent.
 */
import type { Millis } from '@remote-view/protocol';

const LIMIT: Millis = 3_000;
const INTERVAL: Millis = 1_000;
const FACTOR = 0.8;

export class RttBackoff {
  #rtt: Millis = 0;
  #heardAt: Millis | undefined;
  #lastSentAt: Millis | undefined;
  #reducedAt: Millis | undefined;

  sent(sentAt: Millis): void {
    // The first packet starts the clock: a receiver that never tells of any is as silent as one that stopped.
    this.#heardAt ??= sentAt;
    this.#lastSentAt = sentAt;
  }

  heard(rtt: Millis, now: Millis): void {
    this.#rtt = rtt;
    this.#heardAt = now;
  }

  isLimiting(): boolean {
    if (this.#lastSentAt === undefined || this.#heardAt === undefined) return false;
    // Silence while nothing is sent is no sign of anything.
    return Math.max(this.#lastSentAt - this.#heardAt, 0) + this.#rtt > LIMIT;
  }

  /** The rate while it is limiting. */
  reduce(rate: number, now: Millis): number {
    if (this.#reducedAt !== undefined && now - this.#reducedAt < INTERVAL) return rate;
    this.#reducedAt = now;
    return rate * FACTOR;
  }
}

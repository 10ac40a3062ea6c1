/** Bounds how many messages a peer may send: `limit` in each window of `windowMs`, counted from its first message. */
import type { Millis } from '@remote-view/protocol';

export class MessageBudget {
  readonly #limit: number;
  readonly #windowMs: Millis;
  #windowEnds: Millis = -Infinity;
  #spent = 0;

  constructor(limit: number, windowMs: Millis) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Counts one message. False where it is one too many. */
  take(now: Millis): boolean {
    if (now >= this.#windowEnds) {
      this.#windowEnds = now + this.#windowMs;
      this.#spent = 0;
    }
    this.#spent += 1;
    return this.#spent <= this.#limit;
  }
}

/** How much may pass: so much at once, and so much a second. What is beyond it is refused and not kept. */
import type { Millis } from '@remote-view/protocol';

export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #credit: number;
  #at: Millis = -Infinity;

  constructor({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#credit = burst;
  }

  /** @returns whether this much may pass */
  take(amount: number, now: Millis): boolean {
    this.#credit = Math.min(this.#burst, this.#credit + ((now - this.#at) / 1_000) * this.#perSecond);
    this.#at = now;
    if (amount > this.#credit) return false;
    this.#credit -= amount;
    return true;
  }
}

/** Bits per second, of which the newest count most: what is older than the time constant weighs a third and less. Pure. */
import type { Millis } from '@remote-view/protocol';

export class DecayingRate {
  readonly #timeConstant: Millis;
  #bytes = 0;
  #at: Millis = 0;

  constructor(timeConstant: Millis) {
    this.#timeConstant = timeConstant;
  }

  add(bytes: number, at: Millis): void {
    this.#bytes = this.#bytesAt(at) + bytes;
    this.#at = Math.max(this.#at, at);
  }

  at(now: Millis): number {
    return (this.#bytesAt(now) * 8_000) / this.#timeConstant;
  }

  #bytesAt(now: Millis): number {
    return this.#bytes * Math.exp(-Math.max(0, now - this.#at) / this.#timeConstant);
  }
}

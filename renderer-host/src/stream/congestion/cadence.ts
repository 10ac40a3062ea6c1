/** How often something comes that should come regularly. Pure. */
import type { Millis } from '@remote-view/protocol';

const GAIN = 0.1;
/** Before anything is known. */
const DEFAULT: Millis = 100;

export class Cadence {
  readonly #longest: Millis;
  #every: Millis = DEFAULT;
  #heardAt: Millis | undefined;

  /** @param longest gap that counts; a longer one is a silence, not a rhythm */
  constructor(longest: Millis) {
    this.#longest = longest;
  }

  /** Mean gap. */
  get every(): Millis {
    return this.#every;
  }

  /** Undefined before the first time. */
  get heardAt(): Millis | undefined {
    return this.#heardAt;
  }

  heard(now: Millis): void {
    const gap = Math.min(this.#longest, now - (this.#heardAt ?? now));
    if (this.#heardAt !== undefined) this.#every += (gap - this.#every) * GAIN;
    this.#heardAt = now;
  }
}

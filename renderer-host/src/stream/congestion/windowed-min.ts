import type { Millis } from '@remote-view/protocol';

/** The least of what was seen within about `window`: it forgets in two halves, so that it costs nothing to keep. */
export class WindowedMin {
  readonly #half: Millis;
  #current = Infinity;
  #previous = Infinity;
  #since: Millis | undefined;

  constructor(window: Millis) {
    this.#half = window / 2;
  }

  /** Infinity before anything was seen. */
  get value(): number {
    return Math.min(this.#current, this.#previous);
  }

  add(value: number, now: Millis): void {
    this.#since ??= now;
    if (now - this.#since >= this.#half) {
      // After a silence longer than the window nothing of it is left.
      this.#previous = now - this.#since >= 2 * this.#half ? Infinity : this.#current;
      this.#current = Infinity;
      this.#since = now;
    }
    this.#current = Math.min(this.#current, value);
  }
}

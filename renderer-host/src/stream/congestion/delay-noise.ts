/**
 * How much delays tremble from one measurement to the next, without what a queue does: a queue goes up for a while and
 * down for a while, noise goes back and forth. So only steps count that take back the one before.
 */
import type { Millis } from '@remote-view/protocol';

/** Over some thirty measurements, half a second of frames. */
const GAIN = 1 / 32;

export class DelayNoise {
  #last: Millis | undefined;
  #step: Millis = 0;
  #value: Millis = 0;

  /** Mean height of a turn back. Of delays anywhere between 0 and J about J / 5, and J / 10 where nothing may overtake. */
  get value(): Millis {
    return this.#value;
  }

  add(delay: Millis): void {
    const step = delay - (this.#last ?? delay);
    const turn = step * this.#step < 0 ? Math.min(Math.abs(step), Math.abs(this.#step)) : 0;
    this.#value += (turn - this.#value) * GAIN;
    this.#last = delay;
    this.#step = step;
  }
}

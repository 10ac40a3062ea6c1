/** When the newest inputs happened. A ring: an input that waits longer than the ring is long has no time any more. */
import type { Millis } from '@remote-view/protocol';

const SIZE = 2_048;

export class InputClock {
  readonly #seqs = new Uint32Array(SIZE);
  readonly #times = new Float64Array(SIZE);

  sent(seq: number, time: Millis): void {
    this.#seqs[seq % SIZE] = seq;
    this.#times[seq % SIZE] = time;
  }

  timeOf(seq: number): Millis | undefined {
    return seq > 0 && this.#seqs[seq % SIZE] === seq ? this.#times[seq % SIZE] : undefined;
  }
}

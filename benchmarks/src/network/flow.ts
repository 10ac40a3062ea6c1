/** Bits over time, asked for in windows: how much came between two moments, and when it was first enough. */
import type { Millis } from '@remote-view/protocol';

/** The step in which a moment is looked for: a frame at 60 frames a second. */
const STEP: Millis = 1_000 / 60;

export class Flow {
  readonly #times: readonly Millis[];
  /** Bits up to each time, itself included. */
  readonly #sums: readonly number[];

  /** @param packets in order of time; `bytes` each */
  constructor(packets: readonly { readonly at: Millis; readonly bytes: number }[]) {
    let sum = 0;
    this.#times = packets.map(({ at }) => at);
    this.#sums = packets.map(({ bytes }) => (sum += bytes * 8));
  }

  /** From the first moment on and before the second. */
  bits(from: Millis, to: Millis): number {
    return this.#upTo(to) - this.#upTo(from);
  }

  /**
   * How long after `from` a moment comes that satisfies.
   * @param isMet of the rate, bits per second, of windows that begin then
   * @param longest of these windows
   * @returns undefined where none does before `to`
   */
  until(
    isMet: (rateOf: (window: Millis) => number) => boolean,
    longest: Millis,
    from: Millis,
    to: Millis,
  ): Millis | undefined {
    for (let at = from; at + longest <= to; at += STEP) {
      if (isMet((window) => (this.bits(at, at + window) * 1_000) / window)) return at - from;
    }
    return undefined;
  }

  #upTo(at: Millis): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : this.#sums[low - 1]!;
  }
}

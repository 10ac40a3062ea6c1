/**
 * How many bits a bottleneck carries over time: at a rate that is constant for stretches, or whenever a cell's scheduler
 * grants an opportunity, as recorded traces of mobile networks say it.
 */
import type { Millis } from '@remote-view/protocol';

export interface Bottleneck {
  /**
   * When the last byte of a packet is through whose turn comes at `from`. Calls come in order of time.
   * @returns Infinity where it never is
   */
  serve(bytes: number, from: Millis): Millis;
  /** Bits per second at a moment. */
  rateAt(at: Millis): number;
  /** Bits that could pass between two moments. */
  bitsBetween(from: Millis, to: Millis): number;
}

export interface RateStep {
  /** The first begins at 0, each lasts until the next. */
  readonly from: Millis;
  /** Bits per second; Infinity where the link is none. */
  readonly bitrate: number;
}

export class SteppedRate implements Bottleneck {
  readonly #steps: readonly RateStep[];

  /** @throws RangeError where nothing begins at 0, or steps are not in order */
  constructor(steps: readonly RateStep[]) {
    if (steps[0]?.from !== 0 || steps.some(({ from }, index) => from < (steps[index - 1]?.from ?? 0)))
      throw new RangeError('steps of a rate begin at 0 and follow each other');
    this.#steps = steps;
  }

  serve(bytes: number, from: Millis): Millis {
    let bits = bytes * 8;
    let at = from;
    for (let index = this.#indexAt(at); ; index++) {
      const perMs = this.#steps[index]!.bitrate / 1_000;
      const end = this.#endOf(index);
      const finish = at + bits / perMs;
      if (finish <= end) return finish;
      bits -= (end - at) * perMs;
      at = end;
    }
  }

  rateAt(at: Millis): number {
    return this.#steps[this.#indexAt(at)]!.bitrate;
  }

  bitsBetween(from: Millis, to: Millis): number {
    return this.#steps.reduce((bits, step, index) => {
      const span = Math.min(to, this.#endOf(index)) - Math.max(from, step.from);
      return span <= 0 ? bits : bits + (span * step.bitrate) / 1_000;
    }, 0);
  }

  #indexAt(at: Millis): number {
    return Math.max(
      0,
      this.#steps.findLastIndex(({ from }) => from <= at),
    );
  }

  #endOf(index: number): Millis {
    return this.#steps[index + 1]?.from ?? Infinity;
  }
}

/** What one opportunity carries, in the traces that are common in papers. Packets may share one, or span several. */
export const OPPORTUNITY_BYTES = 1_500;

export class Opportunities implements Bottleneck {
  readonly #times: readonly Millis[];
  readonly #period: Millis;
  /** Of the newest that was used, counted on over the repetitions, and what is left of it. */
  #index = 0;
  #left = OPPORTUNITY_BYTES;

  /**
   * @param times of one period, ascending, not empty
   * @param period after which they repeat, longer than the last of them
   */
  constructor(times: readonly Millis[], period: Millis) {
    if (times.length === 0 || times.at(-1)! >= period) throw new RangeError('opportunities lie in their period');
    this.#times = times;
    this.#period = period;
  }

  serve(bytes: number, from: Millis): Millis {
    if (this.#timeOf(this.#index) < from) {
      this.#index = this.#countBefore(from);
      this.#left = OPPORTUNITY_BYTES;
    }
    let rest = bytes;
    while (rest > this.#left) {
      rest -= this.#left;
      this.#index += 1;
      this.#left = OPPORTUNITY_BYTES;
    }
    this.#left -= rest;
    return this.#timeOf(this.#index);
  }

  /** Of the second around it: a single opportunity has no rate. */
  rateAt(at: Millis): number {
    const from = Math.max(0, at - 500);
    return this.bitsBetween(from, from + 1_000);
  }

  bitsBetween(from: Millis, to: Millis): number {
    return (this.#countBefore(to) - this.#countBefore(from)) * OPPORTUNITY_BYTES * 8;
  }

  #timeOf(index: number): Millis {
    const count = this.#times.length;
    return Math.floor(index / count) * this.#period + this.#times[index % count]!;
  }

  #countBefore(at: Millis): number {
    const periods = Math.floor(at / this.#period);
    const within = at - periods * this.#period;
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! < within) low = middle + 1;
      else high = middle;
    }
    return periods * this.#times.length + low;
  }
}

/**
 * Measurements that can be drawn again.
 *
 * Two things would make an interval too narrow. Sessions differ more than the samples of one: where there are several,
 * whole sessions are drawn first. And neighbouring inputs share frames and stalls: samples are drawn in runs, not singly
 * (the circular block bootstrap of Politis and Romano).
 */
import type { Random } from '../stats/random.ts';
import type { Redraw } from './bootstrap.ts';

/** Half a second of inputs at 20 a second: longer than any stall that two of them usually share. */
export const INPUT_BLOCK = 10;

/**
 * Percentiles of all samples together.
 * @param sessions the samples of each, in the order in which they were taken; no session empty
 * @param fractions of the percentiles, 0..1
 * @param block how many neighbours are drawn together; 1 for samples that have nothing to do with each other
 */
export function redrawnPercentiles(
  sessions: readonly (readonly number[])[],
  fractions: readonly number[],
  block: number,
): Redraw {
  const samples = new Redrawn(sessions, block);
  return (random) => {
    samples.draw(random);
    return fractions.map((fraction) => samples.percentile(fraction));
  };
}

export interface SamplePair {
  readonly ours: readonly number[];
  readonly peer: readonly number[];
}

/**
 * Of the ratios ours/peer of each pair the middle one, of two in the middle the worse, as the peer suite counts it. A pair is
 * drawn as a whole, since its two rounds saw the machine in the same minute, and then the inputs of both.
 */
export function redrawnRatios(pairs: readonly SamplePair[], fractions: readonly number[]): Redraw {
  const rounds = pairs.map(({ ours, peer }) => ({
    ours: redrawnPercentiles([ours], fractions, INPUT_BLOCK),
    peer: redrawnPercentiles([peer], fractions, INPUT_BLOCK),
  }));
  return (random) => {
    const drawn = rounds.map(() => {
      const { ours, peer } = rounds[Math.floor(random() * rounds.length)]!;
      const ofPeer = peer(random);
      return ours(random).map((value, index) => value / ofPeer[index]!);
    });
    return fractions.map((_, index) => {
      const ascending = drawn.map((ratios) => ratios[index]!).sort((a, b) => a - b);
      return ascending[Math.floor(ascending.length / 2)]!;
    });
  };
}

/** What one of the values, or of two in the middle the worse, speaks for: whole rounds are drawn. */
export function redrawnMiddle(values: readonly number[], middleOf: (drawn: readonly number[]) => number): Redraw {
  return (random) => [middleOf(values.map(() => values[Math.floor(random() * values.length)]!))];
}

/**
 * A number that was fitted, with its standard error: Student's distribution around it.
 * @param freedom points less parameters of the fit, at least 1
 */
export function redrawnFit(value: number, standardError: number, freedom: number): Redraw {
  return (random) => {
    let squares = 0;
    for (let left = freedom; left > 0; left--) squares += normal(random) ** 2;
    return [value + (standardError * normal(random)) / Math.sqrt(squares / freedom)];
  };
}

/** Mean 0, deviation 1 (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Samples drawn again. They are sorted once: a draw only counts how often it took each place of that order. */
class Redrawn {
  readonly #block: number;
  readonly #ascending: Float64Array;
  /** Of each sample by session: its place. */
  readonly #places: readonly Uint32Array[];
  readonly #counts: Uint32Array;
  #drawn = 0;

  constructor(sessions: readonly (readonly number[])[], block: number) {
    this.#block = block;
    const samples = sessions.flat();
    const order = samples.map((_, index) => index).sort((a, b) => samples[a]! - samples[b]!);
    this.#ascending = Float64Array.from(order, (index) => samples[index]!);
    const places = new Uint32Array(samples.length);
    for (const [place, index] of order.entries()) places[index] = place;
    let start = 0;
    this.#places = sessions.map(({ length }) => places.subarray(start, (start += length)));
    this.#counts = new Uint32Array(samples.length);
  }

  /** As many sessions as there were, each as long as the one that was drawn. */
  draw(random: Random): void {
    this.#counts.fill(0);
    this.#drawn = 0;
    for (let session = 0; session < this.#places.length; session++) {
      const places = this.#places[Math.floor(random() * this.#places.length)]!;
      const end = this.#drawn + places.length;
      while (this.#drawn < end) {
        let index = Math.floor(random() * places.length);
        for (let left = Math.min(this.#block, end - this.#drawn); left > 0; left--) {
          this.#counts[places[index]!]! += 1;
          this.#drawn += 1;
          index = index + 1 === places.length ? 0 : index + 1;
        }
      }
    }
  }

  /** Nearest rank, as everywhere. */
  percentile(fraction: number): number {
    const rank = Math.max(1, Math.ceil(this.#drawn * fraction));
    let seen = 0;
    for (let place = 0; place < this.#counts.length; place++) {
      seen += this.#counts[place]!;
      if (seen >= rank) return this.#ascending[place]!;
    }
    throw new RangeError('a percentile of no samples');
  }
}

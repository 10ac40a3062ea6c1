/**
 * How sure a ratio of percentiles is, found by drawing the measurement again from itself (Efron's bootstrap).
 *
 * Two things would make the interval too narrow. Sessions differ more than the samples of one: where there are several,
 * whole sessions are drawn first. And neighbouring inputs share frames and stalls: samples are drawn in runs, not singly
 * (the circular block bootstrap of Politis and Romano).
 */
import { percentile } from '../stats/distribution.ts';
import type { Random } from '../stats/random.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Half a second of inputs at 20 a second: longer than any stall that two of them usually share. */
const BLOCK = 10;
export const RESAMPLES = 1_000;
/** A comparison looks at several figures at once, so 95 % would cry wolf once in a few runs. */
export const CONFIDENCE = 0.99;

/**
 * Of next/base, for each fraction.
 * @param base the samples of each session, in the order in which they were taken; no session empty
 * @param fractions of the percentiles, 0..1
 */
export function ratioIntervals(
  base: readonly (readonly number[])[],
  next: readonly (readonly number[])[],
  fractions: readonly number[],
  random: Random,
): Interval[] {
  const ofBase = new Redrawn(base);
  const ofNext = new Redrawn(next);
  const ratios = fractions.map(() => new Float64Array(RESAMPLES));
  for (let round = 0; round < RESAMPLES; round++) {
    ofBase.draw(random);
    ofNext.draw(random);
    for (const [index, fraction] of fractions.entries())
      ratios[index]![round] = ofNext.percentile(fraction) / ofBase.percentile(fraction);
  }
  return ratios.map((values) => {
    const ascending = [...values.sort()];
    return { low: percentile(ascending, (1 - CONFIDENCE) / 2), high: percentile(ascending, (1 + CONFIDENCE) / 2) };
  });
}

/** A measurement drawn again. It is sorted once: a draw only counts how often it took each place of that order. */
class Redrawn {
  readonly #ascending: Float64Array;
  /** Of each sample by session: its place. */
  readonly #places: readonly Uint32Array[];
  readonly #counts: Uint32Array;
  #drawn = 0;

  constructor(sessions: readonly (readonly number[])[]) {
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
        for (let left = Math.min(BLOCK, end - this.#drawn); left > 0; left--) {
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

/**
 * Percentiles of the last minute, from a histogram that only ever grows: what it has now less what it had a minute ago.
 *
 * Bound: one sample of the histogram for each {@link SAMPLE_EVERY} of the last {@link WINDOW}.
 */
import type { Millis } from '@remote-view/protocol';

export const WINDOW: Millis = 60_000;
export const SAMPLE_EVERY: Millis = 5_000;

/** How many took at most so long, by that bound in ms; the last bound is infinite. In order. */
export type Buckets = readonly (readonly [upTo: Millis, count: number])[];

export interface Percentiles {
  /** Upper bounds of the buckets that they lie in, interpolated as Prometheus does it, ms. */
  readonly p50: Millis;
  readonly p95: Millis;
  readonly samples: number;
}

interface Sample {
  readonly at: Millis;
  readonly buckets: Buckets;
}

export class RecentLatency {
  readonly #samples: Sample[] = [];

  add(at: Millis, buckets: Buckets): void {
    this.#samples.push({ at, buckets });
    // The oldest that is kept is the last one from before the window: it is what the window is held against.
    while (this.#samples.length > 1 && this.#samples[1]!.at <= at - WINDOW) this.#samples.shift();
  }

  /** @returns undefined where there was nothing to measure */
  get(): Percentiles | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const before = new Map(first.buckets);
    const grown = last.buckets.map(([upTo, count]) => [upTo, count - (before.get(upTo) ?? 0)] as const);
    const samples = grown.at(-1)?.[1] ?? 0;
    if (samples <= 0) return undefined;
    return { p50: quantile(grown, samples * 0.5), p95: quantile(grown, samples * 0.95), samples };
  }
}

/** As `histogram_quantile` of Prometheus: evenly spread inside a bucket; what is beyond the last bound counts as that bound. */
function quantile(buckets: Buckets, rank: number): Millis {
  let [lower, below] = [0, 0];
  for (const [upTo, count] of buckets) {
    if (count >= rank && count > below) {
      return upTo === Infinity ? lower : lower + ((upTo - lower) * (rank - below)) / (count - below);
    }
    [lower, below] = [upTo, count];
  }
  return lower;
}

/** When a difference between two results is one. */
import type { Interval } from './bootstrap.ts';

export type Verdict = 'regression' | 'improvement' | 'within-noise' | 'within-tolerance';

/**
 * Two hurdles: the interval must leave out 1, or chance explains the difference; and the difference must be larger than
 * the tolerance, or nobody minds.
 * @param ratio new/base of something of which less is better
 * @param interval undefined where nothing is known of the noise: then there is the second hurdle only
 * @param tolerance 0.15 lets 15 % pass; to the other side it counts the same (1 / 1.15)
 */
export function verdictOf(ratio: number, interval: Interval | undefined, tolerance: number): Verdict {
  if (interval !== undefined && interval.low <= 1 && interval.high >= 1) return 'within-noise';
  if (ratio > 1 + tolerance) return 'regression';
  return ratio < 1 / (1 + tolerance) ? 'improvement' : 'within-tolerance';
}

/** Beyond a percentile there must be some samples, or it is the tale of one or two stalls that neighbours share. */
const LEAST_BEYOND = 10;
/** Of repetitions that share nothing. Of eight, one time in 128 the true median lies beyond all of them. */
export const LEAST_BEYOND_INDEPENDENT = 4;

export function isEnough(samples: number, fraction: number, leastBeyond: number = LEAST_BEYOND): boolean {
  return samples * (1 - fraction) >= leastBeyond - 1e-9;
}

/** What never came has no latency: without this a result could get faster by losing the slow ones. */
export function losesMore(base: Losses, next: Losses): boolean {
  const more = next.missed / next.of - base.missed / base.of;
  const pooled = (next.missed + base.missed) / (next.of + base.of);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / next.of + 1 / base.of));
  return more > LOSS_TOLERANCE && more > Z_99 * deviation;
}

export interface Losses {
  readonly missed: number;
  /** With 0 there is no more and no less. */
  readonly of: number;
}

const LOSS_TOLERANCE = 0.01;
/** Two-sided 99 % of the normal distribution. */
const Z_99 = 2.576;

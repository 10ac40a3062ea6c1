/** When a difference between two results is one. */
import type { Interval } from './bootstrap.ts';

export type Verdict = 'regression' | 'improvement' | 'within-noise' | 'within-tolerance';

/**
 * Two hurdles: the interval must leave out 1, or chance explains the difference; and the difference must be larger than
 * the tolerance, or nobody minds.
 * @param ratio new/base of something of which less is better
 * @param tolerance 0.15 lets 15 % pass; to the other side it counts the same (1 / 1.15)
 */
export function verdictOf(ratio: number, { low, high }: Interval, tolerance: number): Verdict {
  if (low <= 1 && high >= 1) return 'within-noise';
  if (ratio > 1 + tolerance) return 'regression';
  return ratio < 1 / (1 + tolerance) ? 'improvement' : 'within-tolerance';
}

/** Beyond a percentile there must be some samples, or it is the tale of one or two stalls. */
const LEAST_BEYOND = 10;

export function isEnough(samples: number, fraction: number): boolean {
  return samples * (1 - fraction) >= LEAST_BEYOND - 1e-9;
}

/** Inputs that were never seen have no latency: without this a result could get faster by losing the slow ones. */
export function losesMore(base: Losses, next: Losses): boolean {
  const more = next.missed / next.inputs - base.missed / base.inputs;
  const pooled = (next.missed + base.missed) / (next.inputs + base.inputs);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / next.inputs + 1 / base.inputs));
  return more > LOSS_TOLERANCE && more > Z_99 * deviation;
}

export interface Losses {
  readonly missed: number;
  /** Not 0. */
  readonly inputs: number;
}

const LOSS_TOLERANCE = 0.01;
/** Two-sided 99 % of the normal distribution. */
const Z_99 = 2.576;

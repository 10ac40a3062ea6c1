/**
 * Does a number grow over an hour by more than it may? Only where the whole confidence interval of its growth lies on one
 * side of the limit is there an answer: a short run that cannot tell says so.
 */
import { fitLine, type Point } from '../stats/line.ts';

export const VERDICTS = ['steady', 'grows', 'unclear'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Drift {
  /** Per hour. */
  readonly slope: number;
  readonly standardError: number;
  /** What it may grow in an hour. */
  readonly limit: number;
  readonly verdict: Verdict;
}

/**
 * Standard errors around the slope that count, about 95 % for ten points or more. Windows that lie beside each other are
 * not independent, so the true interval is somewhat wider.
 */
const ERRORS = 2;
/** Five minutes of windows: within the first minutes heaps still grow to their size, which an hour would multiply by sixty. */
export const ENOUGH_POINTS = 30;

/**
 * @param points x in hours
 * @param limitOf the growth in an hour that is allowed, from where the line begins
 */
export function driftOf(points: readonly Point[], limitOf: (start: number) => number): Drift | undefined {
  const line = fitLine(points);
  if (line === undefined) return undefined;
  const { slope, standardError, intercept } = line;
  const limit = limitOf(intercept);
  const margin = ERRORS * standardError;
  return {
    slope,
    standardError,
    limit,
    verdict: points.length < ENOUGH_POINTS ? 'unclear' : judge(slope, margin, limit),
  };
}

function judge(slope: number, margin: number, limit: number): Verdict {
  if (slope + margin < limit) return 'steady';
  return slope - margin > limit ? 'grows' : 'unclear';
}

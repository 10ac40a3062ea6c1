/**
 * How sure a ratio is, found by drawing both measurements again (Efron's bootstrap): the ratios of many draws spread as
 * those of many runs would. `redraw.ts` says how a measurement is drawn again.
 */
import { percentile } from '../stats/distribution.ts';
import type { Random } from '../stats/random.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The values of a measurement as they might have come out another time. */
export type Redraw = (random: Random) => readonly number[];

export const RESAMPLES = 1_000;
/** A comparison looks at several figures at once, so 95 % would cry wolf once in a few runs. */
export const CONFIDENCE = 0.99;

/** Of next/base, for each of the values that both draw. */
export function ratioIntervals(base: Redraw, next: Redraw, random: Random): Interval[] {
  const ratios: number[][] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    const ofBase = base(random);
    for (const [index, value] of next(random).entries()) (ratios[index] ??= []).push(value / ofBase[index]!);
  }
  return ratios.map((values) => {
    const ascending = values.sort((a, b) => a - b);
    return { low: percentile(ascending, (1 - CONFIDENCE) / 2), high: percentile(ascending, (1 + CONFIDENCE) / 2) };
  });
}

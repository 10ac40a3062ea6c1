/** How far repetitions of one measurement lie apart. */
import { median } from './distribution.ts';

export interface Spread {
  readonly lowest: number;
  readonly middle: number;
  readonly highest: number;
  /** Distance of the extremes as a share of the middle; differences below it are noise. */
  readonly relative: number;
}

/** @throws RangeError for no values */
export function spread(values: readonly number[]): Spread {
  const middle = median(values);
  const lowest = Math.min(...values);
  const highest = Math.max(...values);
  return { lowest, middle, highest, relative: middle === 0 ? 0 : (highest - lowest) / middle };
}

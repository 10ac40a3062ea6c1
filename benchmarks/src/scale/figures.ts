/** What a case comes to: one number each, by name. */
import type { Millis } from '@remote-view/protocol';
import { distribution, percentile } from '../stats/distribution.ts';

export type Unit = 'ms' | 's' | 'kB' | '/s' | '%' | 'µs' | '';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
}

export function figure(name: string, value: number, unit: Unit = ''): Figure {
  return { name, value, unit };
}

/** The middle one, and the one that only a hundredth is above. */
export function times(name: string, took: readonly Millis[]): Figure[] {
  if (took.length === 0) return [];
  const { p50, p99 } = distribution(took);
  return [figure(`${name}, p50`, p50, 'ms'), figure(`${name}, p99`, p99, 'ms')];
}

/** When so many of all had come; those that never did count as the longest. */
export function arrivals(name: string, after: readonly Millis[], away: number): Figure[] {
  const missing = Array.from({ length: away }, () => Infinity);
  const ascending = [...after, ...missing].toSorted((a, b) => a - b);
  if (ascending.length === 0) return [];
  return [0.5, 0.95, 1].flatMap((share) => {
    const at = percentile(ascending, share);
    return Number.isFinite(at) ? [figure(`${name}, ${share * 100} %`, at / 1_000, 's')] : [];
  });
}

export function valueOf(figures: readonly Figure[], name: string): number | undefined {
  return figures.find((one) => one.name === name)?.value;
}

/** Ours against the peer: a ratio for each pair of rounds, since only they saw the machine in the same minute. Pure. */
import type { Pair, Round } from './result.ts';

/** Of ours to the peer's, from the goals: 2 cores, SwiftShader, one-mesh scene, 640x360 and 720p at 30 frames/s. */
export const GOALS = { must: 0.7, aim: 0.4 } as const;

export const RATIO_ENDS = ['decoded', 'presented'] as const;
export const RATIO_PERCENTILES = ['p50', 'p95', 'p99'] as const;
export type PercentileRecord<V> = Record<(typeof RATIO_PERCENTILES)[number], V>;
export type EndRecord<V> = Record<(typeof RATIO_ENDS)[number], PercentileRecord<V>>;

/** Over the pairs. */
export interface RatioSpread {
  readonly lowest: number;
  /** Of an even number of pairs the worse one of the two in the middle. */
  readonly middle: number;
  readonly highest: number;
}

export type Verdict = 'aim reached' | 'must reached' | 'missed';

/** Below 1: ours is faster. */
export function ratiosOf(ours: Round, peer: Round): EndRecord<number> {
  return eachEnd((end, percentile) => ours.ends[end][percentile] / peer.ends[end][percentile]);
}

/** @throws RangeError for no pairs */
export function spreadOfRatios(pairs: readonly Pair[]): EndRecord<RatioSpread> {
  return eachEnd((end, percentile) => spreadOf(pairs.map(({ ratio }) => ratio[end][percentile])));
}

export function judge(ratio: number): Verdict {
  if (ratio <= GOALS.aim) return 'aim reached';
  return ratio <= GOALS.must ? 'must reached' : 'missed';
}

/** The size that most pictures of a round had, like `640x360`. */
export function usualSize({ frames }: Round): string {
  const [usual] = Object.entries(frames.sizes).toSorted(([, a], [, b]) => b - a);
  return usual?.[0] ?? 'none';
}

/** Why ratios of these pairs mean nothing; empty where they do. */
export function doubtsAbout(pairs: readonly Pair[]): string[] {
  const rounds = pairs.flatMap(({ ours, peer }) => [ours, peer]);
  const sizes = new Set(rounds.map(usualSize));
  const misplaced = rounds.reduce((sum, round) => sum + round.misplaced, 0);
  return [
    // Our host lowers the size where it cannot hold it, and libwebrtc does too: then it is not the same work.
    ...(sizes.size === 1 ? [] : [`not the same picture: ${[...sizes].join(' and ')}`]),
    ...(misplaced === 0 ? [] : [`${misplaced} moves that name another input than they carry`]),
  ];
}

function spreadOf(ratios: readonly number[]): RatioSpread {
  const ascending = ratios.toSorted((a, b) => a - b);
  const middle = ascending[Math.floor(ascending.length / 2)];
  if (middle === undefined) throw new RangeError('a spread of no pairs');
  return { lowest: ascending[0]!, middle, highest: ascending.at(-1)! };
}

function eachEnd<V>(
  valueOf: (end: (typeof RATIO_ENDS)[number], percentile: (typeof RATIO_PERCENTILES)[number]) => V,
): EndRecord<V> {
  const of = (end: (typeof RATIO_ENDS)[number]): PercentileRecord<V> => ({
    p50: valueOf(end, 'p50'),
    p95: valueOf(end, 'p95'),
    p99: valueOf(end, 'p99'),
  });
  return { decoded: of('decoded'), presented: of('presented') };
}

/** A latency result as the report shows it: the samples of all its sessions together. */
import type { LatencyResult } from '../latency/result.ts';
import { distribution, percentile, type Distribution } from '../stats/distribution.ts';

export const END_NAMES = { decoded: 'decoded', presented: 'presented', display: 'expected display' } as const;
export type End = keyof typeof END_NAMES;
export const ENDS = Object.keys(END_NAMES) as readonly End[];

export interface StagesAt {
  /** 0..1 */
  readonly fraction: number;
  /** Mean of each, in the order of `stageNames`; ms. */
  readonly stages: readonly number[];
  /** Input -> presented, mean of the same samples. */
  readonly endToEnd: number;
  readonly samples: number;
}

export function samplesOf({ repetitions }: LatencyResult, end: End): number[] {
  return repetitions.flatMap(({ samples }) => samples.map((sample) => sample[end]));
}

export function stageDistributions({
  stageNames,
  repetitions,
}: LatencyResult): { name: string; values: Distribution }[] {
  const staged = repetitions.flatMap(({ samples }) => samples.flatMap(({ stages }) => (stages ? [stages] : [])));
  if (staged.length === 0) return [];
  return stageNames.map((name, index) => ({ name, values: distribution(staged.map((stages) => stages[index]!)) }));
}

/** A fortieth of all samples, five at least: enough for a mean, near enough to be of that percentile. */
const NEIGHBOURS = 0.025;
const LEAST_NEIGHBOURS = 5;

/**
 * What the samples at a percentile are made of. Percentiles of single stages do not add up: the slowest encodes are not in
 * the slowest samples. So this takes the samples whose whole is next to the percentile, and means, which do add up.
 * @returns nothing where no sample has its stages
 */
export function stagesAt({ repetitions }: LatencyResult, fraction: number): StagesAt | undefined {
  const staged = repetitions.flatMap(({ samples }) =>
    samples.flatMap(({ presented, stages }) => (stages === undefined ? [] : [{ presented, stages }])),
  );
  if (staged.length === 0) return undefined;
  const middle = percentile(
    staged.map(({ presented }) => presented).sort((a, b) => a - b),
    fraction,
  );
  const count = Math.min(staged.length, Math.max(LEAST_NEIGHBOURS, Math.round(staged.length * NEIGHBOURS)));
  const near = staged
    .toSorted((a, b) => Math.abs(a.presented - middle) - Math.abs(b.presented - middle))
    .slice(0, count);
  const mean = (valueOf: (sample: (typeof near)[number]) => number): number =>
    near.reduce((sum, sample) => sum + valueOf(sample), 0) / near.length;
  return {
    fraction,
    stages: near[0]!.stages.map((_, index) => mean(({ stages }) => stages[index]!)),
    endToEnd: mean(({ presented }) => presented),
    samples: near.length,
  };
}

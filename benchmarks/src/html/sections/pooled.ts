/** A latency result as the report shows it: the samples of all its sessions together. */
import type { LatencyResult } from '../../latency/result.ts';
import { distribution, percentile, type Distribution } from '../../stats/distribution.ts';

export const END_NAMES = { decoded: 'decoded', presented: 'presented', display: 'expected display' } as const;
export type End = keyof typeof END_NAMES;
export const ENDS = Object.keys(END_NAMES) as readonly End[];

/** What the samples at a percentile are made of. */
export interface PartsAt {
  /** 0..1 */
  readonly fraction: number;
  /** Mean of each, in the order in which they were given; ms. */
  readonly parts: readonly number[];
  /** Mean of the wholes of the same samples. */
  readonly whole: number;
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
 * Percentiles of single parts do not add up: the slowest encodes are not in the slowest samples. So this takes the samples
 * whose whole is next to the percentile, and means, which do add up.
 * @returns undefined for no samples
 */
export function partsAt(
  samples: readonly { readonly whole: number; readonly parts: readonly number[] }[],
  fraction: number,
): PartsAt | undefined {
  if (samples.length === 0) return undefined;
  const middle = percentile(
    samples.map(({ whole }) => whole).sort((a, b) => a - b),
    fraction,
  );
  const count = Math.min(samples.length, Math.max(LEAST_NEIGHBOURS, Math.round(samples.length * NEIGHBOURS)));
  const near = samples.toSorted((a, b) => Math.abs(a.whole - middle) - Math.abs(b.whole - middle)).slice(0, count);
  const mean = (valueOf: (sample: (typeof near)[number]) => number): number =>
    near.reduce((sum, sample) => sum + valueOf(sample), 0) / near.length;
  return {
    fraction,
    parts: near[0]!.parts.map((_, index) => mean(({ parts }) => parts[index]!)),
    whole: mean(({ whole }) => whole),
    samples: near.length,
  };
}

/** Of input -> presented, by stage; undefined where no sample has its stages. */
export function stagesAt({ repetitions }: LatencyResult, fraction: number): PartsAt | undefined {
  const staged = repetitions.flatMap(({ samples }) =>
    samples.flatMap(({ presented, stages }) => (stages === undefined ? [] : [{ whole: presented, parts: stages }])),
  );
  return partsAt(staged, fraction);
}

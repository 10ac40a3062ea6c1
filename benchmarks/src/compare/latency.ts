/** Two latency results, figure by figure. Ends decide; stages say where a difference comes from. */
import { RemoteViewError } from '@remote-view/protocol';
import type { LatencyResult } from '../latency/result.ts';
import { percentile } from '../stats/distribution.ts';
import { seededRandom } from '../stats/random.ts';
import { ratioIntervals, type Interval } from './bootstrap.ts';
import { isEnough, losesMore, verdictOf, type Losses, type Verdict } from './verdict.ts';

export interface ComparedFigure {
  readonly name: string;
  readonly percentile: string;
  /** Milliseconds. */
  readonly base: number;
  readonly next: number;
  readonly ratio: number;
  readonly interval: Interval;
  readonly verdict: Verdict | Undecided;
}

/**
 * `informative`: nobody decides by it. `too-few`: too few samples lie beyond this percentile. `no-ratio`: a time that is not
 * above 0, as a display that was expected before its input.
 */
export type Undecided = 'informative' | 'too-few' | 'no-ratio';

export interface LatencyComparison {
  readonly figures: readonly ComparedFigure[];
  readonly losses: { readonly base: Losses; readonly next: Losses; readonly regression: boolean };
  /** What makes the ratios mean less. */
  readonly warnings: readonly string[];
  readonly regressions: number;
}

interface Figure {
  readonly name: string;
  readonly fractions: readonly number[];
  readonly decides: boolean;
  /** By session, in order. */
  readonly samples: (result: LatencyResult) => number[][];
}

/** @throws RemoteViewError `bad-configuration` where the two did not measure the same */
export function compareLatency(
  base: LatencyResult,
  next: LatencyResult,
  options: {
    readonly tolerance: number;
    readonly seed: number;
    /** Told of each figure before it is compared. */
    readonly onFigure?: (name: string) => void;
  },
): LatencyComparison {
  assertSameTask(base, next);
  const random = seededRandom(options.seed);
  const figures = figuresOf(base, next).flatMap((figure): ComparedFigure[] => {
    options.onFigure?.(figure.name.trim());
    const [ofBase, ofNext] = [figure.samples(base), figure.samples(next)];
    const [baseAscending, nextAscending] = [ascending(ofBase), ascending(ofNext)];
    if (baseAscending.length === 0 || nextAscending.length === 0) return [];
    const intervals = ratioIntervals(ofBase, ofNext, figure.fractions, random);
    return figure.fractions.map((fraction, index) => {
      const values = { base: percentile(baseAscending, fraction), next: percentile(nextAscending, fraction) };
      const ratio = values.next / values.base;
      const interval = intervals[index]!;
      const judge = (): ComparedFigure['verdict'] => {
        if (!isEnough(Math.min(baseAscending.length, nextAscending.length), fraction)) return 'too-few';
        if (values.base <= 0 || values.next <= 0) return 'no-ratio';
        return figure.decides ? verdictOf(ratio, interval, options.tolerance) : 'informative';
      };
      return {
        name: figure.name,
        percentile: `p${Math.round(fraction * 100)}`,
        ...values,
        ratio,
        interval,
        verdict: judge(),
      };
    });
  });
  const deciding = figures.filter(({ verdict }) => !['informative', 'too-few', 'no-ratio'].includes(verdict));
  if (deciding.length === 0) {
    throw new RemoteViewError('bad-configuration', 'There are too few samples to decide anything by.');
  }
  const losses = { base: lossesOf(base), next: lossesOf(next) };
  const lost = losesMore(losses.base, losses.next);
  return {
    figures,
    losses: { ...losses, regression: lost },
    warnings: warningsOf(base, next),
    regressions: deciding.filter(({ verdict }) => verdict === 'regression').length + (lost ? 1 : 0),
  };
}

function figuresOf(base: LatencyResult, next: LatencyResult): Figure[] {
  const ends = (['decoded', 'presented', 'display'] as const).map((end): Figure => ({
    name: end === 'display' ? 'expected display' : end,
    fractions: [0.5, 0.95, 0.99],
    // A headless browser estimates the refresh of a screen that is not there, and changes its mind between sessions.
    decides: end !== 'display' || ![base, next].some(({ machine }) => /headless/iu.test(machine.chromium)),
    samples: ({ repetitions }) => repetitions.map(({ samples }) => samples.map((sample) => sample[end])),
  }));
  const shared = base.stageNames.filter((name) => next.stageNames.includes(name));
  const stages = shared.map((name): Figure => ({
    name: `  ${name}`,
    fractions: [0.5, 0.95],
    decides: false,
    samples: ({ repetitions, stageNames }) => {
      const index = stageNames.indexOf(name);
      const sessions = repetitions.map(({ samples }) => samples.flatMap(({ stages }) => stages?.[index] ?? []));
      return sessions.filter((session) => session.length > 0);
    },
  }));
  return [...ends, ...stages];
}

function assertSameTask(base: LatencyResult, next: LatencyResult): void {
  for (const key of ['scene', 'width', 'height', 'fps'] as const) {
    if (base.settings[key] !== next.settings[key]) {
      const context = { base: base.settings[key], new: next.settings[key] };
      throw new RemoteViewError('bad-configuration', `The results differ in what they measured, ${key}.`, { context });
    }
  }
}

function warningsOf(base: LatencyResult, next: LatencyResult): string[] {
  const warnings: string[] = [];
  for (const key of ['cpu', 'cores', 'adapter', 'encoder', 'chromium', 'system'] as const) {
    if (base.machine[key] !== next.machine[key])
      warnings.push(`another ${key}: ${base.machine[key]} -> ${next.machine[key]}`);
  }
  if (base.settings.hostFps !== next.settings.hostFps)
    warnings.push(`another frame rate of the host: ${base.settings.hostFps} -> ${next.settings.hostFps}`);
  for (const [name, { machine }] of Object.entries({ base, new: next })) {
    if (machine.loadBefore > machine.cores)
      warnings.push(`something else ran before ${name}: load ${machine.loadBefore} on ${machine.cores} cores`);
  }
  if (base.repetitions.length === 1 || next.repetitions.length === 1)
    warnings.push('a result of one session: the intervals do not know how far sessions differ');
  return warnings;
}

function lossesOf({ repetitions }: LatencyResult): Losses {
  const sum = (key: 'missed' | 'inputs'): number => repetitions.reduce((total, run) => total + run[key], 0);
  return { missed: sum('missed'), inputs: sum('inputs') };
}

function ascending(sessions: readonly (readonly number[])[]): number[] {
  return sessions.flat().sort((a, b) => a - b);
}

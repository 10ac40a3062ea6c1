/** Two results of one suite, figure by figure. */
import { RemoteViewError } from '@remote-view/protocol';
import { seededRandom } from '../stats/random.ts';
import { ratioIntervals, type Interval } from './bootstrap.ts';
import type { Comparable, Figure, FigureValue } from './comparable.ts';
import { losesMore, verdictOf, type Losses, type Verdict } from './verdict.ts';

/**
 * `informative`: nobody decides by it. `too-few`: too little was measured. `no-ratio`: a number that is not above 0, as a
 * display that was expected before its input.
 */
export type Undecided = 'informative' | 'too-few' | 'no-ratio';

export interface ComparedFigure {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly base: number;
  readonly next: number;
  readonly ratio: number;
  /** Undefined where nothing is known of the noise. */
  readonly interval: Interval | undefined;
  readonly verdict: Verdict | Undecided;
}

export interface ComparedLosses {
  readonly name: string;
  readonly base: Losses;
  readonly next: Losses;
  readonly regression: boolean;
}

export interface Comparison {
  readonly figures: readonly ComparedFigure[];
  readonly losses: readonly ComparedLosses[];
  /** What makes the ratios mean less. */
  readonly warnings: readonly string[];
  readonly regressions: number;
}

export interface ComparisonOptions {
  /** 0.15: 15 % worse is still good. */
  readonly tolerance: number;
  readonly seed: number;
  /** Told of each figure before it is compared. */
  readonly onFigure?: (name: string) => void;
}

/** @throws RemoteViewError `bad-configuration` where the two did not measure the same, or too little */
export function compareResults(base: Comparable, next: Comparable, options: ComparisonOptions): Comparison {
  assertSameTask(base, next);
  const random = seededRandom(options.seed);
  const figures = base.figures.flatMap((figure) => {
    const other = next.figures.find(({ name }) => name === figure.name);
    if (other === undefined) return [];
    options.onFigure?.(figure.name.trim());
    const intervals =
      figure.redraw !== undefined && other.redraw !== undefined
        ? ratioIntervals(figure.redraw, other.redraw, random)
        : [];
    const decides = figure.decides && other.decides;
    return figure.values.map((value, index) =>
      compareValue(figure, decides, value, other.values[index]!, intervals[index], options.tolerance),
    );
  });
  const deciding = figures.filter(({ verdict }) => !['informative', 'too-few', 'no-ratio'].includes(verdict));
  if (deciding.length === 0)
    throw new RemoteViewError('bad-configuration', 'The two have too little in common to decide anything by.');
  const losses = base.losses.flatMap(({ name, losses: ofBase }): ComparedLosses[] => {
    const ofNext = next.losses.find((other) => other.name === name)?.losses;
    return ofNext === undefined ? [] : [{ name, base: ofBase, next: ofNext, regression: losesMore(ofBase, ofNext) }];
  });
  return {
    figures,
    losses,
    warnings: warningsOf(base, next),
    regressions:
      deciding.filter(({ verdict }) => verdict === 'regression').length +
      losses.filter(({ regression }) => regression).length,
  };
}

function compareValue(
  { name, unit }: Figure,
  decides: boolean,
  base: FigureValue,
  next: FigureValue,
  interval: Interval | undefined,
  tolerance: number,
): ComparedFigure {
  const ratio = next.value / base.value;
  const judge = (): ComparedFigure['verdict'] => {
    if (!base.enough || !next.enough) return 'too-few';
    if (base.value <= 0 || next.value <= 0) return 'no-ratio';
    return decides ? verdictOf(ratio, interval, tolerance) : 'informative';
  };
  return { name, label: base.label, unit, base: base.value, next: next.value, ratio, interval, verdict: judge() };
}

function assertSameTask(base: Comparable, next: Comparable): void {
  for (const [key, value] of Object.entries(base.task)) {
    const other = next.task[key];
    if (value !== other) {
      const context = { base: value, new: other ?? 'none' };
      throw new RemoteViewError('bad-configuration', `The results differ in what they measured, ${key}.`, { context });
    }
  }
}

function warningsOf(base: Comparable, next: Comparable): string[] {
  const warnings: string[] = [];
  for (const key of ['cpu', 'cores', 'adapter', 'encoder', 'chromium', 'system'] as const) {
    if (base.machine[key] !== next.machine[key])
      warnings.push(`another ${key}: ${base.machine[key]} -> ${next.machine[key]}`);
  }
  for (const [name, value] of Object.entries(base.conditions)) {
    const other = next.conditions[name];
    if (value !== other) warnings.push(`another ${name}: ${value} -> ${other}`);
  }
  for (const [name, { machine }] of Object.entries({ base, new: next })) {
    if (machine.loadBefore > machine.cores)
      warnings.push(`something else ran before ${name}: load ${machine.loadBefore} on ${machine.cores} cores`);
  }
  for (const [name, one, other] of [
    ['base', base, next],
    ['new', next, base],
  ] as const) {
    const alone = one.figures.filter(
      (figure) => figure.decides && !other.figures.some((shared) => shared.name === figure.name),
    );
    if (alone.length > 0) warnings.push(`only in ${name}: ${alone.map((figure) => figure.name).join(', ')}`);
  }
  return [...new Set([...warnings, ...base.doubts, ...next.doubts])];
}

/** A comparison as text for a terminal. */
import { table } from '../report/table.ts';
import { CONFIDENCE } from './bootstrap.ts';
import type { ComparedFigure, LatencyComparison } from './latency.ts';

const WORDS: Readonly<Record<ComparedFigure['verdict'], string>> = {
  regression: 'REGRESSION',
  improvement: 'better',
  'within-noise': 'noise',
  'within-tolerance': 'tolerated',
  informative: '-',
  'too-few': 'too few samples',
  'no-ratio': 'no ratio',
};

export function describeComparison(comparison: LatencyComparison, tolerance: number): string {
  const { figures, losses, warnings, regressions } = comparison;
  const rows = figures.map(({ name, percentile, base, next, ratio, interval, verdict }) => [
    `${name} ${percentile}`,
    base.toFixed(2),
    next.toFixed(2),
    verdict === 'no-ratio' ? '' : ratio.toFixed(2),
    // The network is one number a session: nothing to draw again, and no certainty either.
    interval.low === interval.high || verdict === 'no-ratio'
      ? ''
      : `${interval.low.toFixed(2)} .. ${interval.high.toFixed(2)}`,
    WORDS[verdict],
  ]);
  const share = ({ missed, inputs }: { missed: number; inputs: number }): string => `${missed} of ${inputs}`;
  const summary =
    regressions === 0
      ? `no regression beyond noise and ${Math.round(tolerance * 100)} %`
      : `${regressions} ${regressions === 1 ? 'regression' : 'regressions'} beyond noise and ${Math.round(tolerance * 100)} %`;
  return `${[
    ...(warnings.length === 0 ? [] : [warnings.map((warning) => `warning: ${warning}`).join('\n')]),
    table([['input -> ... (ms)', 'base', 'new', 'new/base', `${CONFIDENCE * 100} % interval`, ''], ...rows]),
    `inputs missed: ${share(losses.base)} -> ${share(losses.next)}${losses.regression ? '  REGRESSION' : ''}`,
    summary,
  ].join('\n\n')}\n`;
}

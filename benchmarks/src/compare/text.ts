/** A comparison as text for a terminal. */
import { table } from '../report/table.ts';
import { CONFIDENCE } from './bootstrap.ts';
import type { ComparedFigure, Comparison } from './comparison.ts';
import type { Losses } from './verdict.ts';

const WORDS: Readonly<Record<ComparedFigure['verdict'], string>> = {
  regression: 'REGRESSION',
  improvement: 'better',
  'within-noise': 'noise',
  'within-tolerance': 'tolerated',
  informative: '-',
  'too-few': 'too few samples',
  'no-ratio': 'no ratio',
};

export function describeComparison(comparison: Comparison, tolerance: number): string {
  const { figures, losses, warnings, regressions } = comparison;
  const rows = figures.map((figure) => [
    `${figure.name} ${figure.label}`.trimEnd(),
    number(figure.base),
    number(figure.next),
    figure.unit,
    figure.verdict === 'no-ratio' ? '' : figure.ratio.toFixed(2),
    interval(figure),
    WORDS[figure.verdict],
  ]);
  const share = ({ missed, of }: Losses): string => `${missed} of ${of}`;
  const lost = losses.map(
    ({ name, base, next, regression }) =>
      `${name}: ${share(base)} -> ${share(next)}${regression ? '  REGRESSION' : ''}`,
  );
  const beyond = `beyond noise and ${Math.round(tolerance * 100)} %`;
  const summary =
    regressions === 0
      ? `no regression ${beyond}`
      : `${regressions} ${regressions === 1 ? 'regression' : 'regressions'} ${beyond}`;
  return `${[
    ...(warnings.length === 0 ? [] : [warnings.map((warning) => `warning: ${warning}`).join('\n')]),
    table([['less is better', 'base', 'new', '', 'new/base', `${CONFIDENCE * 100} % interval`, ''], ...rows]),
    ...(lost.length === 0 ? [] : [lost.join('\n')]),
    summary,
  ].join('\n\n')}\n`;
}

function interval({ interval, verdict }: ComparedFigure): string {
  if (verdict === 'no-ratio') return '';
  if (interval === undefined) return 'tolerance only';
  // The network is one number a session: nothing to draw again, and no certainty either.
  return interval.low === interval.high ? '' : `${interval.low.toFixed(2)} .. ${interval.high.toFixed(2)}`;
}

function number(value: number): string {
  return value.toFixed(Math.abs(value) < 1 ? 3 : 2);
}

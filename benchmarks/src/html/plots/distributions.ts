/** Histogram and cumulative distribution of several series on one scale. */
import * as Plot from '@observablehq/plot';
import { percentile } from '../../stats/distribution.ts';
import type { Markup } from '../markup.ts';
import { axis, figure, frame } from './figure.ts';

export interface Series {
  readonly name: string;
  /** Of CSS. */
  readonly colour: string;
  /** Milliseconds, in any order, not empty. */
  readonly samples: readonly number[];
}

const BINS = 60;
const CURVE_POINTS = 240;
/** Of all samples; the rest is counted beside the plot, and one stall does not flatten all else. */
const SHOWN = 0.995;

/** How often each time was measured, one row a series. */
export function histogram(series: readonly Series[]): Markup {
  const { limit, beyond } = extent(series);
  const step = limit / BINS;
  const bins = series.flatMap(({ name, samples }) =>
    counts(samples, step).map((count, index) => ({ name, count, from: index * step, to: (index + 1) * step })),
  );
  const p50s = series.map(({ name, samples }) => ({ name, at: percentile(ascending(samples), 0.5) }));
  const caption = `Samples per ${step.toFixed(2)} ms; the line is the median.${beyondText(beyond)}`;
  return figure({ title: 'How often each time was measured', caption }, 'half', (width) => ({
    ...frame(width, series.length * 96 + 50),
    marginTop: 10,
    marginLeft: 44,
    x: { ...axis('ms'), domain: [0, limit] },
    y: { label: null, ticks: 3, grid: true },
    fy: { domain: series.map(({ name }) => name), axis: null, padding: 0.18 },
    color: { domain: series.map(({ name }) => name), range: series.map(({ colour }) => colour) },
    marks: [
      Plot.rectY(bins, { x1: 'from', x2: 'to', y: 'count', fy: 'name', fill: 'name', inset: 0.4 }),
      Plot.ruleX(p50s, { x: 'at', fy: 'name', stroke: 'var(--ink)', strokeDasharray: '3 2' }),
      Plot.text(series, { fy: 'name', text: 'name', frameAnchor: 'top-right', fontWeight: 600, fill: 'var(--ink)' }),
      Plot.ruleY([0], { stroke: 'var(--line)' }),
    ],
  }));
}

/** Which share of the inputs was shown within a time. */
export function cumulative(series: readonly Series[]): Markup {
  const { limit, beyond } = extent(series);
  const data = series.flatMap(({ name, samples }) => {
    const sorted = ascending(samples);
    return Array.from({ length: CURVE_POINTS + 1 }, (_, index) => {
      const share = index / CURVE_POINTS;
      return { name, share: share * 100, at: percentile(sorted, share) };
    }).filter(({ at }) => at >= 0 && at <= limit);
  });
  return figure(
    { title: 'Share of the inputs that were shown within a time', caption: beyondText(beyond).trim() },
    'half',
    (width) => ({
      ...frame(width, series.length * 96 + 50),
      marginTop: 10,
      marginLeft: 44,
      x: { ...axis('ms'), domain: [0, limit], grid: true },
      y: { domain: [0, 100], label: null, ticks: [0, 25, 50, 75, 95], tickFormat: (share: number) => `${share} %` },
      color: { domain: series.map(({ name }) => name), range: series.map(({ colour }) => colour) },
      marks: [
        Plot.ruleY([50, 95], { stroke: 'var(--line)', strokeDasharray: '3 3' }),
        Plot.ruleY([0], { stroke: 'var(--line)' }),
        Plot.line(data, { x: 'at', y: 'share', stroke: 'name', strokeWidth: 2, curve: 'step-after' }),
      ],
    }),
  );
}

function counts(samples: readonly number[], step: number): number[] {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const at of samples) if (at >= 0 && at < BINS * step) bins[Math.floor(at / step)]! += 1;
  return bins;
}

function extent(series: readonly Series[]): { limit: number; beyond: number } {
  const limit = Math.max(...series.map(({ samples }) => percentile(ascending(samples), SHOWN)), 1) * 1.02;
  return { limit, beyond: series.flatMap(({ samples }) => samples).filter((at) => at > limit || at < 0).length };
}

function beyondText(beyond: number): string {
  return beyond === 0 ? '' : ` ${beyond} ${beyond === 1 ? 'sample lies' : 'samples lie'} beyond the scale.`;
}

function ascending(samples: readonly number[]): number[] {
  return samples.toSorted((a, b) => a - b);
}

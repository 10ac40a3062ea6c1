/**
 * The plots of the report, as SVG that stands in the page. Observable Plot draws them here, not in the browser, on a
 * document that linkedom provides: the page needs no script and prints as it is. Colours are CSS variables, so one drawing
 * serves light and dark.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { percentile } from '../stats/distribution.ts';
import { html, Markup } from './markup.ts';

export interface Series {
  readonly name: string;
  /** Of CSS. */
  readonly colour: string;
  /** Milliseconds, in any order, not empty. */
  readonly samples: readonly number[];
}

export interface Bar {
  readonly name: string;
  readonly parts: readonly { readonly name: string; readonly colour: string; readonly duration: number }[];
}

/** Text in an SVG shrinks with it, so a phone gets a drawing of its own. */
const WIDTHS = { wide: 560, narrow: 340 } as const;
const FULL_WIDTHS = { wide: 1140, narrow: 340 } as const;
const BINS = 60;
const CURVE_POINTS = 240;
/** Of all samples; the rest is counted beside the plot, and one stall does not flatten all else. */
const SHOWN = 0.995;

/** How often each time was measured, one row a series, on one scale. */
export function histogram(series: readonly Series[]): Markup {
  const { limit, beyond } = extent(series);
  const step = limit / BINS;
  const bins = series.flatMap(({ name, samples }) =>
    counts(samples, step).map((count, index) => ({ name, count, from: index * step, to: (index + 1) * step })),
  );
  const p50s = series.map(({ name, samples }) => ({ name, at: percentile(ascending(samples), 0.5) }));
  const caption = `Samples per ${step.toFixed(2)} ms; the line is the median.${beyondText(beyond)}`;
  return figure('Histogram', caption, WIDTHS, (width) => ({
    ...frame(width, series.length * 96 + 44),
    marginLeft: 44,
    x: { domain: [0, limit], label: 'ms', labelArrow: 'none' },
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
  const caption = `Share of the inputs that were shown within a time.${beyondText(beyond)}`;
  return figure('Cumulative distribution', caption, WIDTHS, (width) => ({
    ...frame(width, series.length * 96 + 44),
    marginLeft: 44,
    x: { domain: [0, limit], label: 'ms', labelArrow: 'none', grid: true },
    y: { domain: [0, 100], label: null, ticks: [0, 25, 50, 75, 95], tickFormat: (share: number) => `${share} %` },
    color: { domain: series.map(({ name }) => name), range: series.map(({ colour }) => colour) },
    marks: [
      Plot.ruleY([50, 95], { stroke: 'var(--line)', strokeDasharray: '3 3' }),
      Plot.ruleY([0], { stroke: 'var(--line)' }),
      Plot.line(data, { x: 'at', y: 'share', stroke: 'name', strokeWidth: 2, curve: 'step-after' }),
    ],
  }));
}

/** What a time is made of: parts end to end, one bar a percentile. */
export function stackedBars(bars: readonly Bar[], title: string, caption: string): Markup {
  const totals = bars.map(({ parts }) => parts.reduce((sum, { duration }) => sum + Math.max(0, duration), 0));
  const limit = Math.max(...totals) * 1.08;
  const names = bars.map(({ name }) => name);
  const parts = bars.flatMap(({ name: bar, parts }) => {
    let from = 0;
    return parts.map(({ name, colour, duration }) => {
      const part = { bar, name, colour, from, to: from + Math.max(0, duration), duration };
      from = part.to;
      return part;
    });
  });
  const perPixel = (width: number): number => limit / (width - 60);
  return figure(title, caption, FULL_WIDTHS, (width) => ({
    ...frame(width, bars.length * 52 + 44),
    marginLeft: 40,
    x: { domain: [0, limit], label: 'ms', labelArrow: 'none', grid: true },
    y: { domain: names, label: null, tickSize: 0 },
    marks: [
      Plot.barX(parts, {
        ...{ y: 'bar', x1: 'from', x2: 'to', inset: 0.5, rx: 2 },
        fill: 'colour',
        title: ({ name, duration }: { name: string; duration: number }) => `${name} ${duration.toFixed(2)} ms`,
      }),
      Plot.text(
        // A label stands in its part, so the part must be wide enough: about 6.5 pixels a letter.
        parts.filter(({ name, from, to }) => (to - from) / perPixel(width) > name.length * 6.5 + 8),
        { y: 'bar', x: ({ from, to }: { from: number; to: number }) => (from + to) / 2, text: 'name', fill: '#fff' },
      ),
      Plot.text(bars, {
        ...{ y: 'name', textAnchor: 'start', dx: 6, fill: 'var(--ink)', fontWeight: 600 },
        x: (_bar: Bar, index: number) => totals[index]!,
        text: (_bar: Bar, index: number) => totals[index]!.toFixed(1),
      }),
    ],
  }));
}

function counts(samples: readonly number[], step: number): number[] {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const at of samples) if (at >= 0 && at < BINS * step) bins[Math.floor(at / step)]! += 1;
  return bins;
}

function frame(width: number, height: number): Plot.PlotOptions {
  return { width, height, marginBottom: 34, marginTop: 10, marginRight: 14, style: { fontSize: '12px' } };
}

function figure(
  title: string,
  caption: string,
  widths: { readonly wide: number; readonly narrow: number },
  options: (width: number) => Plot.PlotOptions,
): Markup {
  const drawings = Object.entries(widths).map(([name, width]) => {
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    const svg = Plot.plot({ ...options(width), document, ariaLabel: title });
    return html`<div class="${name}">${new Markup(svg.outerHTML)}</div>`;
  });
  return html`<figure>
    <h3>${title}</h3>
    ${drawings}
    <figcaption>${caption}</figcaption>
  </figure>`;
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

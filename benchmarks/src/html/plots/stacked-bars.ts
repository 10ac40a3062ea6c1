/** What a number is made of: parts end to end, one bar for each of what is compared. */
import * as Plot from '@observablehq/plot';
import type { Markup } from '../markup.ts';
import { axis, figure, frame, LETTER, ON_LINES, type FigureText, type FigureWidth, type Rule } from './figure.ts';
import { goalLines, goalNames } from './goal-marks.ts';

export interface Bar {
  readonly name: string;
  readonly parts: readonly { readonly name: string; readonly colour: string; readonly value: number }[];
}

export interface StackedBarsOptions extends FigureText {
  readonly unit: string;
  readonly width: FigureWidth;
  readonly goals?: readonly Rule[];
  /** Where the scale ends, if another plot has the same. */
  readonly to?: number;
}

const RIGHT = 14;

export function stackedBars(
  bars: readonly Bar[],
  { unit, width: size, goals = [], to, ...text }: StackedBarsOptions,
): Markup {
  const totals = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + Math.max(0, value), 0));
  const limit = to ?? Math.max(...totals, ...goals.map(({ at }) => at), Number.MIN_VALUE) * 1.12;
  const names = bars.map(({ name }) => name);
  const parts = bars.flatMap(({ name: bar, parts }) => {
    let from = 0;
    return parts.map(({ name, colour, value }) => {
      const part = { bar, name, colour, from, to: from + Math.max(0, value), value };
      from = part.to;
      return part;
    });
  });
  const marginLeft = 14 + LETTER * Math.max(...names.map(({ length }) => length));
  return figure(text, size, (width) => {
    const perPixel = limit / (width - marginLeft - RIGHT);
    return {
      ...frame(width, bars.length * 44 + (goals.length > 0 ? 60 : 44)),
      marginTop: goals.length > 0 ? 22 : 6,
      marginLeft,
      marginRight: RIGHT,
      x: { ...axis(unit), domain: [0, limit], grid: true },
      y: { domain: names, label: null, tickSize: 0, padding: 0.16 },
      marks: [
        Plot.barX(parts, {
          ...{ y: 'bar', x1: 'from', x2: 'to', inset: 0.5, rx: 2 },
          fill: 'colour',
          title: ({ name, value }: { name: string; value: number }) => `${name} ${value.toFixed(2)} ${unit}`,
        }),
        Plot.text(
          // A label stands in its part, so the part must be wide enough.
          parts.filter(({ name, from, to }) => (to - from) / perPixel > name.length * LETTER + 8),
          { y: 'bar', x: ({ from, to }: { from: number; to: number }) => (from + to) / 2, text: 'name', fill: '#fff' },
        ),
        goalLines(goals),
        goalNames(goals, limit, { left: marginLeft, right: width - RIGHT }),
        Plot.text(bars, {
          ...{ y: 'name', textAnchor: 'start', dx: 6, fill: 'var(--ink)', fontWeight: 600, ...ON_LINES },
          x: (_bar: Bar, index: number) => totals[index]!,
          text: (_bar: Bar, index: number) => totals[index]!.toFixed(totals[index]! < 100 ? 1 : 0),
        }),
      ],
    };
  });
}

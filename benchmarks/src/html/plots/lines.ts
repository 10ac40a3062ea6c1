/** How numbers go along with another: lines and dots whose names stand at their ends. */
import * as Plot from '@observablehq/plot';
import type { Markup } from '../markup.ts';
import { axis, figure, frame, LETTER, ON_LINES, type FigureText, type FigureWidth, type Rule } from './figure.ts';
import { spreadLabels } from './spread-labels.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface LineSeries {
  /** Empty where it needs none. */
  readonly name: string;
  readonly colour: string;
  readonly points: readonly Point[];
  readonly style: 'line' | 'dots' | 'line-and-dots' | 'dashed';
}

export interface LinesOptions extends FigureText {
  readonly width: FigureWidth;
  readonly x: { readonly label: string; readonly whole?: boolean };
  readonly y: { readonly label: string };
  readonly rules?: readonly Rule[];
  /** Where something ends, and why. */
  readonly stop?: { readonly x: number; readonly name: string };
}

const HEIGHT = 260;
const TOP = 26;
const BOTTOM = 40;
const LINE_HEIGHT = 14;

/** The scale begins at 0: half as high is half as much. */
export function lines(series: readonly LineSeries[], options: LinesOptions): Markup {
  const { width: size, x, y, rules = [], stop, ...text } = options;
  const points = series.flatMap((one) => one.points);
  const limit = Math.max(...points.map((point) => point.y), ...rules.map(({ at }) => at), Number.MIN_VALUE) * 1.1;
  const pixelOf = (value: number): number => TOP + (1 - value / limit) * (HEIGHT - TOP - BOTTOM);
  const named = series.flatMap(({ name, colour, points }) => {
    const last = points.at(-1);
    return last === undefined || name === '' ? [] : [{ ...last, name, colour }];
  });
  const moved = spreadLabels(
    named.map((point) => pixelOf(point.y)),
    LINE_HEIGHT,
  );
  const labels = named.map((point, index) => ({ ...point, y: valueAt(moved[index]!) }));
  function valueAt(pixel: number): number {
    return limit * (1 - (pixel - TOP) / (HEIGHT - TOP - BOTTOM));
  }
  const last = Math.max(...points.map((point) => point.x));
  const steps = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  const drawn = (...styles: readonly LineSeries['style'][]) =>
    series.flatMap(({ style, colour, points }, line) =>
      styles.includes(style) ? points.map((point) => ({ ...point, line, colour })) : [],
    );
  return figure(text, size, (width) => ({
    ...frame(width, HEIGHT),
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: 48,
    marginRight: 16 + LETTER * Math.max(0, ...labels.map(({ name }) => name.length)),
    x: {
      ...axis(x.label),
      ...(x.whole === true ? { ticks: steps, tickFormat: (value: number) => String(value) } : {}),
      domain: x.whole === true ? [Math.min(...steps) - 0.3, last + 0.3] : [Math.min(0, ...steps), last],
    },
    y: { domain: [0, limit], grid: true, label: y.label, labelArrow: 'none', labelOffset: 44, ticks: 5 },
    marks: [
      Plot.ruleY([0], { stroke: 'var(--line)' }),
      Plot.ruleY(rules, { y: 'at', stroke: 'colour', strokeWidth: 1.5, strokeDasharray: '5 3' }),
      Plot.line(drawn('line', 'line-and-dots'), { x: 'x', y: 'y', z: 'line', stroke: 'colour', strokeWidth: 2 }),
      Plot.line(drawn('dashed'), {
        ...{ x: 'x', y: 'y', z: 'line', stroke: 'colour', strokeWidth: 1.5, strokeDasharray: '2 3' },
      }),
      Plot.dot(drawn('dots', 'line-and-dots'), { x: 'x', y: 'y', fill: 'colour', r: 3.2 }),
      Plot.text(rules, {
        ...{ y: 'at', text: 'name', fill: 'colour', frameAnchor: 'left', textAnchor: 'start' },
        ...{ dx: 6, dy: -8, fontWeight: 600, ...ON_LINES },
      }),
      ...stopMarks(stop),
      Plot.text(labels, {
        ...{ x: last, y: 'y', text: 'name', fill: 'colour', textAnchor: 'start', fontWeight: 600 },
        dx: 10,
      }),
    ],
  }));
}

function stopMarks(stop: LinesOptions['stop']): Plot.Markish[] {
  if (stop === undefined) return [];
  return [
    Plot.ruleX([stop], { x: 'x', stroke: 'var(--bad)', strokeWidth: 1.5 }),
    Plot.text([stop], {
      ...{ x: 'x', text: 'name', fill: 'var(--bad)', frameAnchor: 'top', textAnchor: 'end', dx: -6, dy: 4 },
      ...{ fontWeight: 600, ...ON_LINES },
    }),
  ];
}

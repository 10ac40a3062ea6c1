/** Numbers with how far they spread, against goals: a line from lowest to highest, a dot in the middle. */
import * as Plot from '@observablehq/plot';
import type { Markup } from '../markup.ts';
import { axis, figure, frame, LETTER, ON_LINES, type FigureText, type FigureWidth, type Rule } from './figure.ts';
import { goalLines, goalNames } from './goal-marks.ts';

export interface Range {
  readonly name: string;
  readonly colour: string;
  readonly lowest: number;
  readonly middle: number;
  readonly highest: number;
}

export interface RangesOptions extends FigureText {
  readonly label: string;
  readonly width: FigureWidth;
  readonly goals: readonly Rule[];
}

const RIGHT = 14;

export function ranges(rows: readonly Range[], { label, width: size, goals, ...text }: RangesOptions): Markup {
  const limit = Math.max(...rows.map(({ highest }) => highest), ...goals.map(({ at }) => at)) * 1.06;
  const marginLeft = 14 + LETTER * Math.max(...rows.map(({ name }) => name.length));
  return figure(text, size, (width) => ({
    ...frame(width, rows.length * 30 + 64),
    marginLeft,
    marginRight: RIGHT,
    x: { ...axis(label), domain: [0, limit], grid: true },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      goalLines(goals),
      goalNames(goals, limit, { left: marginLeft, right: width - RIGHT }),
      Plot.ruleY(rows, {
        y: 'name',
        x1: 'lowest',
        x2: 'highest',
        stroke: 'colour',
        strokeWidth: 5,
        strokeOpacity: 0.4,
      }),
      Plot.dot(rows, { y: 'name', x: 'middle', fill: 'colour', r: 5 }),
      Plot.text(rows, {
        ...{ y: 'name', x: 'highest', textAnchor: 'start', dx: 11, fill: 'var(--ink)', fontWeight: 600, ...ON_LINES },
        text: ({ middle }: Range) => middle.toFixed(2),
      }),
    ],
  }));
}

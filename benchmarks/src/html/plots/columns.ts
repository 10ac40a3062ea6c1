/** How often something happened, over time: a column for each window. */
import * as Plot from '@observablehq/plot';
import type { Markup } from '../markup.ts';
import { axis, figure, frame, type FigureText, type FigureWidth } from './figure.ts';

export interface Column {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface ColumnsOptions extends FigureText {
  readonly width: FigureWidth;
  readonly colour: string;
  readonly x: string;
}

export function columns(data: readonly Column[], { width: size, colour, x, ...text }: ColumnsOptions): Markup {
  const highest = Math.max(1, ...data.map(({ count }) => count));
  return figure(text, size, (width) => ({
    ...frame(width, 170),
    marginTop: 10,
    marginLeft: 48,
    x: { ...axis(x), domain: [0, Math.max(...data.map(({ to }) => to))] },
    y: { domain: [0, highest * 1.1], label: null, grid: true, ticks: Math.min(4, highest) },
    marks: [
      Plot.rectY(data, { x1: 'from', x2: 'to', y: 'count', fill: colour, inset: 0.5 }),
      Plot.ruleY([0], { stroke: 'var(--line)' }),
    ],
  }));
}

/** Two sides of the same measurement, pair by pair: how far they lie apart, and whether each pair says the same. */
import * as Plot from '@observablehq/plot';
import type { Markup } from '../markup.ts';
import { axis, figure, frame, type FigureText, type FigureWidth } from './figure.ts';

export interface Dumbbell {
  /** Pairs of one group stand together under its name. */
  readonly group: string;
  readonly pair: string;
  readonly a: number;
  readonly b: number;
  /** What stands behind the pair. */
  readonly note: string;
}

export interface DumbbellsOptions extends FigureText {
  readonly unit: string;
  readonly width: FigureWidth;
  /** CSS colours and names of the two sides. */
  readonly a: { readonly name: string; readonly colour: string };
  readonly b: { readonly name: string; readonly colour: string };
}

const ROW = 24;

export function dumbbells(rows: readonly Dumbbell[], { unit, width: size, a, b, ...text }: DumbbellsOptions): Markup {
  const groups = [...new Set(rows.map(({ group }) => group))];
  const limit = Math.max(...rows.flatMap((row) => [row.a, row.b])) * 1.18;
  const first = rows.slice(0, 1);
  return figure(text, size, (width) => ({
    ...frame(width, rows.length * ROW + groups.length * 22 + 66),
    marginLeft: 44,
    marginRight: 50,
    x: { ...axis(unit), domain: [0, limit], grid: true },
    y: { type: 'point', label: null, axis: null, padding: 0.6 },
    fy: { domain: groups, label: null, axis: 'left', padding: 0.22 },
    marks: [
      Plot.link(rows, {
        ...{ fy: 'group', y1: 'pair', y2: 'pair', x1: 'a', x2: 'b' },
        ...{ stroke: 'var(--soft)', strokeWidth: 1.5, strokeOpacity: 0.6 },
      }),
      Plot.dot(rows, { fy: 'group', y: 'pair', x: 'a', fill: a.colour, r: 5 }),
      Plot.dot(rows, { fy: 'group', y: 'pair', x: 'b', fill: b.colour, r: 5 }),
      Plot.text(first, { fy: 'group', x: 'a', text: () => a.name, fill: a.colour, ...ABOVE }),
      Plot.text(first, { fy: 'group', x: 'b', text: () => b.name, fill: b.colour, ...ABOVE }),
      Plot.text(rows, {
        ...{ fy: 'group', y: 'pair', text: 'note', textAnchor: 'start', fill: 'var(--ink)', fontWeight: 600 },
        ...{ x: ({ a, b }: Dumbbell) => Math.max(a, b), dx: 11 },
      }),
    ],
  }));
}

const ABOVE = { frameAnchor: 'top', dy: -12, fontWeight: 600 } as const;

/** Every single measurement as a dot, one strip for each of what is compared, with its p50 and p95. */
import * as Plot from '@observablehq/plot';
import { distribution } from '../../stats/distribution.ts';
import type { Markup } from '../markup.ts';
import { axis, figure, frame, LETTER, ON_LINES, type FigureText, type FigureWidth, type Rule } from './figure.ts';
import { goalLines, goalNames } from './goal-marks.ts';

export interface Strip {
  readonly name: string;
  readonly colour: string;
  /** Not empty. */
  readonly values: readonly number[];
}

export interface StripsOptions extends FigureText {
  readonly unit: string;
  readonly width: FigureWidth;
  readonly goals: readonly Rule[];
  /** Where the scale ends. */
  readonly to: number;
}

const RADIUS = 3.2;
const RIGHT = 14;

export function strips(rows: readonly Strip[], { unit, width: size, goals, to, ...text }: StripsOptions): Markup {
  const dots = rows.flatMap(({ name, colour, values }) => values.map((value) => ({ name, colour, value })));
  const marks = rows.flatMap(({ name, values }) => {
    const { p50, p95 } = distribution(values);
    return [
      { name, at: p50, text: `p50 ${p50.toFixed(0)}`, place: 'bottom' as const },
      { name, at: p95, text: `p95 ${p95.toFixed(0)}`, place: 'top' as const },
    ];
  });
  const marginLeft = 14 + LETTER * Math.max(...rows.map(({ name }) => name.length));
  return figure(text, size, (width) => ({
    ...frame(width, rows.length * 92 + 60),
    marginLeft,
    marginRight: RIGHT,
    x: { ...axis(unit), domain: [0, to], grid: true },
    fy: { domain: rows.map(({ name }) => name), label: null, axis: 'left', padding: 0.1 },
    marks: [
      goalLines(goals),
      Plot.dot(dots, Plot.dodgeY('middle', { x: 'value', fy: 'name', fill: 'colour', fillOpacity: 0.75, r: RADIUS })),
      Plot.tickX(marks, { x: 'at', fy: 'name', stroke: 'var(--ink)', strokeWidth: 1.5, inset: 14 }),
      // One above, one below, each to the side that has room: they never meet, however close the two lie.
      ...(['top', 'bottom'] as const).flatMap((place) =>
        (['start', 'end'] as const).map((side) =>
          Plot.text(
            marks.filter((mark) => mark.place === place && (mark.at < to / 2 ? 'start' : 'end') === side),
            {
              ...{ x: 'at', fy: 'name', text: 'text', fill: 'var(--ink)', frameAnchor: place, ...ON_LINES },
              ...{ textAnchor: side, dx: side === 'start' ? 5 : -5, dy: place === 'top' ? 2 : -1 },
            },
          ),
        ),
      ),
      goalNames(goals, to, { left: marginLeft, right: width - RIGHT }, { fy: () => rows[0]?.name }),
    ],
  }));
}

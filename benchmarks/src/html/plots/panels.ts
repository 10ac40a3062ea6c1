/** Small multiples: the same plot for each of several things, on one scale, so that the eye compares them. */
import * as Plot from '@observablehq/plot';
import { html, type Markup } from '../markup.ts';
import { axis, figure, frame } from './figure.ts';

export interface PanelSeries {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly x: string; readonly low: number; readonly high: number }[];
}

export interface Panel {
  readonly title: string;
  readonly series: readonly PanelSeries[];
}

/** Of the logarithmic scale: what the reader finds between powers of ten. */
const STEPS = [1, 2, 5];

/**
 * @param low solid lines, `high` dashed ones
 * @param x all that may occur, in order
 * @param unit of what is drawn; the scale is logarithmic, since scenes differ by powers of ten
 */
export function panels(all: readonly Panel[], x: readonly string[], unit: string): Markup {
  const values = all.flatMap(({ series }) =>
    series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])),
  );
  const positive = values.filter((value) => value > 0);
  const domain = [Math.min(...positive, 1_000) * 0.8, Math.max(...positive, 1) * 1.25] as const;
  return html`<div class="panels">${all.map((panel) => drawPanel(panel, x, unit, domain))}</div>`;
}

function drawPanel(
  { title, series }: Panel,
  sizes: readonly string[],
  unit: string,
  domain: readonly [number, number],
): Markup {
  const points = series.flatMap(({ name, colour, points }) =>
    points.filter(({ low }) => low > 0).map((point) => ({ ...point, name, colour })),
  );
  return figure({ title, caption: '' }, 'quarter', (width) => ({
    ...frame(width, 230),
    marginTop: 24,
    marginLeft: 44,
    x: { ...axis(''), type: 'point', domain: sizes, label: null, padding: 0.4 },
    y: {
      type: 'log',
      domain,
      ticks: ticksIn(domain),
      tickFormat: String,
      grid: true,
      label: `${unit}, log`,
      labelArrow: 'none',
    },
    marks: [
      Plot.line(points, { x: 'x', y: 'high', z: 'name', stroke: 'colour', strokeDasharray: '3 3', strokeWidth: 1.5 }),
      Plot.line(points, { x: 'x', y: 'low', z: 'name', stroke: 'colour', strokeWidth: 2 }),
      Plot.dot(points, { x: 'x', y: 'high', stroke: 'colour', fill: 'var(--card)', r: 3.4, strokeWidth: 1.5 }),
      Plot.dot(points, { x: 'x', y: 'low', fill: 'colour', r: 3.4 }),
    ],
  }));
}

function ticksIn([from, to]: readonly [number, number]): number[] {
  const powers = Array.from({ length: 8 }, (_, index) => 10 ** (index - 2));
  return powers.flatMap((power) => STEPS.map((step) => power * step)).filter((tick) => tick >= from && tick <= to);
}

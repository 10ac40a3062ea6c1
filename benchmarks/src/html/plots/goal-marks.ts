/** Goals across a plot whose numbers go to the right: upright lines with their names above. */
import * as Plot from '@observablehq/plot';
import { LETTER, type Rule } from './figure.ts';
import { spreadLabels } from './spread-labels.ts';

export function goalLines(goals: readonly Rule[]): Plot.Markish {
  return Plot.ruleX(goals, { x: 'at', stroke: 'colour', strokeWidth: 1.5, strokeDasharray: '5 3' });
}

/**
 * Names of goals that lie close together move apart.
 * @param limit where the scale ends, which begins at 0
 * @param pixels where the scale lies in the drawing
 * @param options of the mark, as the facet that it is in
 */
export function goalNames(
  goals: readonly Rule[],
  limit: number,
  pixels: { readonly left: number; readonly right: number },
  options: Plot.TextOptions = {},
): Plot.Markish {
  const span = pixels.right - pixels.left;
  const widest = Math.max(0, ...goals.map(({ name }) => name.length)) * LETTER + 10;
  const places = spreadLabels(
    goals.map(({ at }) => (at / limit) * span),
    widest,
  );
  const named = goals.map((goal, index) => ({ ...goal, at: (places[index]! / span) * limit }));
  return Plot.text(named, {
    ...{ x: 'at', text: 'name', fill: 'colour', frameAnchor: 'top', dy: -14, fontWeight: 600 },
    ...options,
  });
}

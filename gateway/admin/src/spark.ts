/** A line without axes: how a figure has gone in the last minutes. What it says in numbers stands beside it. */
import { nothing, svg, type TemplateResult } from 'lit';

/** Values that a line has: five minutes of them. */
export const SPARK_LENGTH = 150;

/** Fewer are a speck: the line gets shorter instead. */
const FEWEST = 30;
/** Fewer would look like a stray dash. */
const LEAST = 8;
const [WIDTH, HEIGHT] = [100, 24];

/** @param values oldest first; undefined where nothing was known */
export function spark(values: readonly (number | undefined)[], top: number): TemplateResult | typeof nothing {
  const known = values.filter((value) => value !== undefined);
  if (known.length < LEAST) return nothing;
  const height = Math.max(top, ...known);
  const step = WIDTH / (Math.max(values.length, FEWEST) - 1);
  const start = WIDTH - (values.length - 1) * step;
  let isGap = true;
  const path = values.map((value, index) => {
    if (value === undefined) {
      isGap = true;
      return '';
    }
    const [x, y] = [start + index * step, HEIGHT - 1 - (value / height) * (HEIGHT - 2)];
    const command = isGap ? 'M' : 'L';
    isGap = false;
    return `${command}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return svg`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    <path d=${path.join('')} />
  </svg>`;
}

/** Points that a line should be found in. */
import type { Point } from '../line.ts';
import { seededRandom } from '../random.ts';

/** `count` points of a line with noise of +-`noise` around it. */
export function pointsOnLine(count: number, slope: number, noise: number, seed = 1): Point[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const x = index / count;
    return { x, y: 100 + slope * x + (random() * 2 - 1) * noise };
  });
}

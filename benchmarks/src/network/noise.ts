/** Randomness with a shape, out of numbers that are spread evenly. */
import type { Random } from '../stats/random.ts';

/** Of mean 0 and standard deviation 1 (Box and Muller's way). */
export function gaussian(random: Random): number {
  // 1 - x keeps the logarithm away from 0.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * The value below which a share of a normal distribution lies, in standard deviations: Tukey's lambda distribution, whose
 * quantiles are a formula, with the exponent at which it is a normal one to 0.01 between 0.01 and 0.99.
 * @param share 0..1, exclusive
 */
export function normalQuantile(share: number): number {
  const exponent = 0.135;
  return (share ** exponent - (1 - share) ** exponent) / 0.1975;
}

/**
 * How far two pictures of the same scene are from each other. Pure.
 *
 * The mean tells of a wrong colour space, exposure or a missing light; the share of pixels that are clearly off tells of
 * a missing object, which a mean over the picture hides. Between two rasterisers edges differ by a sample here and there.
 */
export interface Difference {
  /** Of all pixels and their three colours, 0 to 255. */
  readonly mean: number;
  /** Of the largest of a pixel's three colours. */
  readonly p99: number;
  /** Share of pixels of which some colour is off by more than {@link OFF}. */
  readonly off: number;
}

/** Of 255: what the eye may see beside the other. */
export const OFF = 8;
/** Beyond these the pictures are not of the same scene. */
export const SAME: Pick<Difference, 'mean' | 'off'> = { mean: 0.25, off: 0.005 };

/**
 * @param first blue, green, red and one more for each pixel
 * @param second as many
 */
export function differenceOf(first: Uint8Array, second: Uint8Array): Difference {
  if (first.length !== second.length) throw new RangeError(`pictures of ${first.length} and ${second.length} bytes`);
  const pixels = first.length / 4;
  const counts = new Uint32Array(256);
  let sum = 0;
  for (let at = 0; at < first.length; at += 4) {
    let most = 0;
    for (let colour = at; colour < at + 3; colour++) {
      const error = Math.abs(first[colour]! - second[colour]!);
      sum += error;
      most = Math.max(most, error);
    }
    counts[most]!++;
  }
  const beyond = counts.subarray(OFF + 1).reduce((total, count) => total + count, 0);
  return { mean: sum / (pixels * 3), p99: quantile(counts, pixels * 0.99), off: beyond / pixels };
}

export function isSame({ mean, off }: Difference): boolean {
  return mean <= SAME.mean && off <= SAME.off;
}

function quantile(counts: Uint32Array, rank: number): number {
  let seen = 0;
  for (const [value, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return value;
  }
  return counts.length - 1;
}

/** Mean over all colours of how far pixels are from the picture's mean: a picture of nothing has none. */
export function contrastOf(pixels: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < pixels.length; at++) if (at % 4 !== 3) sum += pixels[at]!;
  const mean = sum / ((pixels.length / 4) * 3);
  let off = 0;
  for (let at = 0; at < pixels.length; at++) if (at % 4 !== 3) off += Math.abs(pixels[at]! - mean);
  return off / ((pixels.length / 4) * 3);
}

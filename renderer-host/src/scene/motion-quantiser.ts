/**
 * The quantiser that pictures in motion typically have: the mean over the last three quarters of a second, since a single
 * one varies with what the scene just shows. Each counts for the time that it stands for, as it gets its bits
 * (`encode/frame-share.ts`): one that follows another at once is coarse, and hardly seen. A pause begins it anew. Pure.
 */
import type { Millis } from '@remote-view/protocol';

const WINDOW: Millis = 750;
const FEWEST_SAMPLES = 5;
/** What a picture stands for: no less than a clock's step, and no more than two frames of 30 a second. */
const SHORTEST: Millis = 1;
const LONGEST: Millis = 67;

interface Sample {
  readonly at: Millis;
  readonly quantiser: number;
  readonly duration: Millis;
}

export class MotionQuantiser {
  /** At most what is encoded within the window and one more. */
  readonly #samples: Sample[] = [];

  /**
   * Takes a picture that moved.
   * @param quantiser mean of the picture, 0 to 51
   * @returns undefined while motion is too short to tell
   */
  add(now: Millis, quantiser: number): number | undefined {
    const sincePrevious = now - (this.#samples.at(-1)?.at ?? -Infinity);
    if (sincePrevious > WINDOW) this.clear();
    this.#samples.push({ at: now, quantiser, duration: Math.max(SHORTEST, Math.min(LONGEST, sincePrevious)) });
    while (now - (this.#samples[1]?.at ?? now) >= WINDOW) this.#samples.shift();
    if (now - (this.#samples[0]?.at ?? now) < WINDOW || this.#samples.length < FEWEST_SAMPLES) return undefined;
    return weightedMean(this.#samples);
  }

  /** Pictures have another size or another rate from here on. */
  clear(): void {
    this.#samples.length = 0;
  }
}

function weightedMean(samples: readonly Sample[]): number {
  const total = samples.reduce((sum, { duration }) => sum + duration, 0);
  return samples.reduce((sum, { quantiser, duration }) => sum + quantiser * duration, 0) / total;
}

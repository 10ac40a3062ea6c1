/**
 * Picks how many pixels the host can hold at the frame rate: on a software rasteriser that is far fewer than the viewer
 * could show, and differs from scene to scene.
 *
 * Steps down within a second when frames take longer than their interval; steps up when the next level is predicted to
 * fit with room to spare, and waits longer each time a step up had to be taken back.
 */
import type { Millis } from '@remote-view/protocol';

/** Pixels of a picture, in steps of about 1.5 to 2. */
const LEVELS = [
  320 * 180,
  426 * 240,
  640 * 360,
  854 * 480,
  1280 * 720,
  1600 * 900,
  1920 * 1080,
  2560 * 1440,
  3840 * 2160,
  8192 * 8192,
] as const;

const WINDOW: Millis = 1_000;
/** Share of the interval that a frame may take before the level is too high. */
const TOO_SLOW = 0.95;
/** Share that the next level is allowed to take by prediction. */
const ROOM = 0.6;
const FIRST_PATIENCE: Millis = 3_000;
const LONGEST_PATIENCE: Millis = 120_000;

export class QualityGovernor {
  #level: number;
  #samples: number[] = [];
  #windowStart: Millis | undefined;
  #goodSince: Millis | undefined;
  #patience: Millis = FIRST_PATIENCE;
  #steppedUpAt: Millis = -Infinity;

  /** @param startPixels the level to begin with: the highest that has no more pixels */
  constructor(startPixels: number) {
    const level = LEVELS.findLastIndex((pixels) => pixels <= startPixels);
    this.#level = Math.max(0, level);
  }

  /** Pixels that a picture may have. */
  get maxPixels(): number {
    return LEVELS[this.#level]!;
  }

  /**
   * Takes one frame's cost: from its start until the next could start.
   * @param pixels what the frame had; fewer than `maxPixels` where the viewer's element is smaller
   * @returns whether `maxPixels` changed
   */
  frame(now: Millis, cost: Millis, pixels: number, interval: Millis): boolean {
    this.#windowStart ??= now;
    this.#samples.push(cost);
    if (now - this.#windowStart < WINDOW || this.#samples.length < 4) return false;
    const typical = upperQuartile(this.#samples);
    this.#samples = [];
    this.#windowStart = undefined;
    return this.#judge(now, typical, pixels, interval);
  }

  #judge(now: Millis, cost: Millis, pixels: number, interval: Millis): boolean {
    if (cost > interval * TOO_SLOW) {
      this.#goodSince = undefined;
      if (this.#level === 0) return false;
      // A step up that did not hold: try again later and later.
      if (now - this.#steppedUpAt < 10_000) this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 4);
      // Down to the level at which this frame would have fitted, at least one.
      const affordable = pixels * ((interval * ROOM) / cost);
      do this.#level--;
      while (this.#level > 0 && LEVELS[this.#level]! > affordable);
      return true;
    }
    const next = LEVELS[this.#level + 1];
    // A viewer that does not use the present level gains nothing from the next.
    if (next === undefined || pixels < this.maxPixels * 0.9 || cost * (next / pixels) > interval * ROOM) {
      this.#goodSince = undefined;
      return false;
    }
    this.#goodSince ??= now;
    if (now - this.#goodSince < this.#patience) return false;
    this.#goodSince = undefined;
    this.#level++;
    this.#steppedUpAt = now;
    return true;
  }
}

function upperQuartile(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.75)]!;
}

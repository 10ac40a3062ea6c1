/**
 * Whether queues on the way grow: the slope of the delay that groups of packets gathered, by a straight line through
 * the newest twenty of them. Above zero packets arrive further apart than they left: more is sent than the path holds.
 */
import type { Millis } from '@remote-view/protocol';
import type { GroupSpacing } from './packet-groups.ts';
import { mean } from '../../stats/mean.ts';

export interface Trend {
  /** Delay gathered for each ms of time. */
  readonly slope: number;
  /** Groups seen, up to {@link MAX_COUNTED}. */
  readonly groups: number;
}

interface Point {
  readonly at: Millis;
  readonly delay: Millis;
}

const WINDOW = 20;
const SMOOTHING = 0.9;
const MAX_COUNTED = 1_000;

export class Trendline {
  readonly #points: Point[] = [];
  #gathered: Millis = 0;
  #smoothed: Millis = 0;
  #start: Millis | undefined;
  #groups = 0;
  #slope = 0;

  reset(): void {
    this.#points.length = 0;
    this.#gathered = 0;
    this.#smoothed = 0;
    this.#start = undefined;
    this.#groups = 0;
    this.#slope = 0;
  }

  add({ sent, received, receivedAt }: GroupSpacing): Trend {
    this.#start ??= receivedAt;
    this.#groups = Math.min(this.#groups + 1, MAX_COUNTED);
    this.#gathered += received - sent;
    this.#smoothed = SMOOTHING * this.#smoothed + (1 - SMOOTHING) * this.#gathered;
    this.#points.push({ at: receivedAt - this.#start, delay: this.#smoothed });
    if (this.#points.length > WINDOW) this.#points.shift();
    // A line through fewer says more about the jitter of two groups than about a queue.
    if (this.#points.length === WINDOW) this.#slope = slopeThrough(this.#points) ?? this.#slope;
    return { slope: this.#slope, groups: this.#groups };
  }
}

/** Least squares; undefined where all points lie at one time. */
function slopeThrough(points: readonly Point[]): number | undefined {
  const meanAt = mean(points.map((point) => point.at));
  const meanDelay = mean(points.map((point) => point.delay));
  let covariance = 0;
  let variance = 0;
  for (const { at, delay } of points) {
    covariance += (at - meanAt) * (delay - meanDelay);
    variance += (at - meanAt) ** 2;
  }
  return variance === 0 ? undefined : covariance / variance;
}

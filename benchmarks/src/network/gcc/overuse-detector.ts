/**
 * When a trend is overuse: it must stay above a threshold that adapts to what is usual on this path, so that neither
 * jitter nor a competing flow that fills the queue makes the sender yield for ever (draft-ietf-rmcat-gcc-02, 5.4;
 * Carlucci et al., "Analysis and Design of the Google Congestion Control for WebRTC", 2016).
 */
import type { Millis } from '@remote-view/protocol';
import type { Trend } from './trendline.ts';

/** What the path is used: beyond its capacity, so that its queue drains, or neither. */
export type Usage = 'over' | 'normal' | 'under';

const GAIN = 4;
const MAX_GROUPS = 60;
const START_THRESHOLD = 12.5;
const MIN_THRESHOLD = 6;
const MAX_THRESHOLD = 600;
const UP_PER_MS = 0.0087;
const DOWN_PER_MS = 0.039;
/** A trend that far above the threshold is a sudden change of the path; adapting to it would make us blind. */
const MAX_ADAPTED_EXCESS = 15;
const MAX_ADAPTED_TIME: Millis = 100;
const OVERUSE_TIME: Millis = 10;

export class OveruseDetector {
  #usage: Usage = 'normal';
  #threshold = START_THRESHOLD;
  #adaptedAt: Millis | undefined;
  #overFor: Millis | undefined;
  #overGroups = 0;
  #lastSlope = 0;

  get usage(): Usage {
    return this.#usage;
  }

  get threshold(): number {
    return this.#threshold;
  }

  /** @param spacing between the two groups, as they left */
  update({ slope, groups }: Trend, spacing: Millis, receivedAt: Millis): Usage {
    if (groups < 2) return (this.#usage = 'normal');
    const trend = Math.min(groups, MAX_GROUPS) * slope * GAIN;
    if (trend > this.#threshold) this.#countOver(slope, spacing);
    else {
      this.#overFor = undefined;
      this.#overGroups = 0;
      this.#usage = trend < -this.#threshold ? 'under' : 'normal';
    }
    this.#lastSlope = slope;
    this.#adapt(Math.abs(trend), receivedAt);
    return this.#usage;
  }

  #countOver(slope: number, spacing: Millis): void {
    // It may have begun at any time between the two groups.
    this.#overFor = this.#overFor === undefined ? spacing / 2 : this.#overFor + spacing;
    this.#overGroups += 1;
    // A slope that falls is a queue that is about to stop growing by itself.
    if (this.#overFor <= OVERUSE_TIME || this.#overGroups < 2 || slope < this.#lastSlope) return;
    this.#overFor = 0;
    this.#overGroups = 0;
    this.#usage = 'over';
  }

  #adapt(trend: number, receivedAt: Millis): void {
    const elapsed = Math.min(receivedAt - (this.#adaptedAt ?? receivedAt), MAX_ADAPTED_TIME);
    this.#adaptedAt = receivedAt;
    if (trend > this.#threshold + MAX_ADAPTED_EXCESS) return;
    const rate = trend < this.#threshold ? DOWN_PER_MS : UP_PER_MS;
    const adapted = this.#threshold + rate * (trend - this.#threshold) * elapsed;
    this.#threshold = Math.min(Math.max(adapted, MIN_THRESHOLD), MAX_THRESHOLD);
  }
}

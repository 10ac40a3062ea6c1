/**
 * The bandwidth that the losses allow: of a few candidates the channel that explains them best (loss-model.ts), so that
 * loss of the air costs nothing and loss of a full queue does. It only ever lowers the delay-based estimate, gives way
 * slowly after it did, and never goes below what arrives.
 *
 * libwebrtc's LossBasedBweV2 with its defaults, without what it does beside the estimate: padding while it recovers,
 * and the filter of rates far above the median. State is known by times of sending, as observations are.
 */
import type { Millis } from '@remote-view/protocol';
import {
  averageLoss,
  feasible,
  mostAt,
  newtonStep,
  objective,
  type Channel,
  type LossObservation,
} from './loss-model.ts';

export type LossState = 'delay-based' | 'decreasing' | 'increasing';

export interface SentBytes {
  readonly bytes: number;
  readonly sentAt: Millis;
  readonly lost: boolean;
}

export interface LossInputs {
  /** Bits per second. */
  readonly delayBased: number;
  /** Bits per second that arrive. */
  readonly acked: number | undefined;
  readonly applicationLimited: boolean;
}

interface Hold {
  readonly until: Millis;
  /** How long the next one lasts. */
  readonly next: Millis;
  readonly rate: number;
}

const WINDOW = 15;
const MIN_OBSERVATIONS = 3;
const MIN_DURATION: Millis = 250;
const CANDIDATES = [1.02, 1, 0.95] as const;
const START_INHERENT_LOSS = 0.01;
const RAMP_UP = 1.5;
const RAMP_UP_IN_HOLD = 1.2;
const HOLD_ENDS_ABOVE = 1.3;
const NO_HOLD: Hold = { until: -Infinity, next: 300, rate: Infinity };
const HOLD_GROWTH = 2;
const MAX_HOLD: Millis = 60_000;
const MAX_INCREASE = 1.3;
const INCREASE_WINDOW: Millis = 300;
const MIN_WINDOW_LIMIT = 5_000;

export class LossBased {
  readonly #min: number;
  readonly #max: number;
  /** Newest first. */
  readonly #observations: LossObservation[] = [];
  #partial = { bytes: 0, lostBytes: 0 };
  #observedAt: Millis | undefined;
  #channel: Channel;
  #result: number;
  #state: LossState = 'delay-based';
  #hold = NO_HOLD;
  #window = { since: -Infinity, limit: Infinity };

  constructor(start: number, min: number, max: number) {
    this.#min = min;
    this.#max = max;
    this.#channel = { bandwidth: start, inherentLoss: START_INHERENT_LOSS };
    this.#result = start;
  }

  /** Bits per second; undefined while too little is known. */
  get rate(): number | undefined {
    return this.#observations.length < MIN_OBSERVATIONS ? undefined : this.#result;
  }

  get state(): LossState {
    return this.rate === undefined ? 'delay-based' : this.#state;
  }

  /** A probe found it. */
  setRate(rate: number): void {
    this.#channel = { ...this.#channel, bandwidth: rate };
    this.#result = rate;
    this.#state = 'delay-based';
  }

  update(packets: readonly SentBytes[], inputs: LossInputs): void {
    const at = this.#observe(packets);
    if (at === undefined) return;
    const best = this.#rampUp(this.#bestCandidate(inputs), inputs, at);
    const lowest = Math.max(this.#min, inputs.acked ?? 0);
    const average = averageLoss(this.#observations);
    const bounded = Math.max(lowest, Math.min(best.bandwidth, mostAt(average), inputs.delayBased, this.#max));
    this.#channel =
      bounded < best.bandwidth
        ? { bandwidth: bounded, inherentLoss: 0 }
        : { ...best, bandwidth: Math.max(best.bandwidth, lowest) };
    if (this.#state === 'decreasing' && this.#hold.until > at && bounded < inputs.delayBased) {
      this.#hold = { ...this.#hold, rate: Math.max(lowest, this.#hold.rate) };
      this.#result = Math.min(this.#hold.rate, bounded);
      return;
    }
    this.#conclude(bounded, inputs.delayBased, at);
  }

  /** @returns when the newest packet of a new observation left */
  #observe(packets: readonly SentBytes[]): Millis | undefined {
    let newest = -Infinity;
    for (const { bytes, sentAt, lost } of packets) {
      this.#partial.bytes += bytes;
      if (lost) this.#partial.lostBytes += bytes;
      this.#observedAt ??= sentAt;
      newest = Math.max(newest, sentAt);
    }
    if (this.#observedAt === undefined || newest - this.#observedAt < MIN_DURATION) return undefined;
    const sendingRate = (this.#partial.bytes * 8_000) / (newest - this.#observedAt);
    this.#observations.unshift({ ...this.#partial, sendingRate });
    if (this.#observations.length > WINDOW) this.#observations.pop();
    this.#partial = { bytes: 0, lostBytes: 0 };
    this.#observedAt = newest;
    return newest;
  }

  #bestCandidate({ delayBased, acked, applicationLimited }: LossInputs): Channel {
    const current = this.#channel;
    const bandwidths = CANDIDATES.map((factor) => factor * current.bandwidth);
    // What arrives while the application limits it is no bandwidth.
    if (acked !== undefined && !applicationLimited) bandwidths.push(acked);
    if (delayBased > current.bandwidth) bandwidths.push(delayBased);
    const most = Math.max(current.bandwidth, this.#state === 'delay-based' ? this.#max : this.#window.limit);
    const average = averageLoss(this.#observations);
    let best = current;
    let bestObjective = -Infinity;
    for (const bandwidth of bandwidths) {
      const channel = feasible({ ...current, bandwidth: Math.min(bandwidth, most) });
      const candidate = newtonStep(channel, this.#observations);
      const value = objective(candidate, this.#observations, average);
      if (value <= bestObjective) continue;
      best = candidate;
      bestObjective = value;
    }
    // Loss beyond what is inherent is no reason to send more.
    if (average <= best.inherentLoss) return best;
    return { ...best, bandwidth: Math.min(best.bandwidth, current.bandwidth) };
  }

  /** The candidate, grown no faster than what arrives shows to be possible. */
  #rampUp(best: Channel, { acked }: LossInputs, at: Millis): Channel {
    if (this.#state === 'delay-based') return best;
    const current = this.#channel.bandwidth;
    let { bandwidth } = best;
    if (this.#window.since + INCREASE_WINDOW > at) bandwidth = Math.min(bandwidth, this.#window.limit);
    if (this.#isIncrease(current, bandwidth) && acked !== undefined) {
      const factor = acked < HOLD_ENDS_ABOVE * this.#hold.rate ? RAMP_UP_IN_HOLD : RAMP_UP;
      bandwidth = Math.max(current, Math.min(bandwidth, factor * acked));
      // So that it counts as growth and the hold ends.
      if (this.#state === 'decreasing' && bandwidth === current) bandwidth += 1;
    }
    return { ...best, bandwidth };
  }

  #conclude(bounded: number, delayBased: number, at: Millis): void {
    const limited = bounded < delayBased && bounded < this.#max;
    if (limited && this.#state !== 'delay-based' && this.#isIncrease(this.#result, bounded)) this.#state = 'increasing';
    else if (limited) {
      if (this.#state !== 'decreasing') {
        const next = Math.min(MAX_HOLD, this.#hold.next * HOLD_GROWTH);
        this.#hold = { until: at + this.#hold.next, next, rate: bounded };
      }
      this.#state = 'decreasing';
    } else {
      this.#hold = NO_HOLD;
      this.#state = 'delay-based';
    }
    this.#result = bounded;
    if (this.#state !== 'delay-based' && this.#window.since + INCREASE_WINDOW < at) {
      this.#window = { since: at, limit: Math.max(MIN_WINDOW_LIMIT, this.#channel.bandwidth * MAX_INCREASE) };
    }
  }

  #isIncrease(from: number, to: number): boolean {
    return to > from || (to === from && this.#state === 'increasing');
  }
}

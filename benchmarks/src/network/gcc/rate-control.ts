/**
 * The delay-based rate: additive and multiplicative increase, multiplicative decrease (draft-ietf-rmcat-gcc-02, 5.5).
 * It grows by 8 % a second while nothing is known of the path's capacity and by half a packet per response time near
 * it; on overuse it falls to 85 % of what arrives.
 */
import type { Millis } from '@remote-view/protocol';
import { LinkCapacity } from './link-capacity.ts';
import type { Usage } from './overuse-detector.ts';
import { transition, type RateState } from './rate-state.ts';

const DECREASE = 0.85;
/** Taken off on top of the factor, so that small rates fall noticeably too. */
const DECREASE_BY = 5_000;
const INCREASE_PER_SECOND = 1.08;
const MIN_INCREASE = 1_000;
const MIN_ADDITION_PER_SECOND = 4_000;
/** More than half again of what arrives is no estimate of a path that nobody has seen carry it. */
const MAX_OF_THROUGHPUT = 1.5;
const MAX_ABOVE_THROUGHPUT = 10_000;
const ASSUMED_RTT: Millis = 200;
const DETECTION_TIME: Millis = 100;
const ASSUMED_FRAME_RATE = 30;
const PACKET_BITS = 1_200 * 8;
const MIN_REDUCTION_INTERVAL: Millis = 10;
const MAX_REDUCTION_INTERVAL: Millis = 200;

export class RateControl {
  readonly #min: number;
  readonly #capacity = new LinkCapacity();
  #state: RateState = 'hold';
  #rate: number;
  /** Bits per second that arrive, as far as known. */
  #throughput: number;
  #changedAt: Millis | undefined;
  #rtt: Millis = ASSUMED_RTT;

  constructor(start: number, min: number) {
    this.#rate = start;
    this.#throughput = start;
    this.#min = min;
  }

  /** Bits per second. */
  get rate(): number {
    return this.#rate;
  }

  setRoundTrip(rtt: Millis): void {
    this.#rtt = rtt;
  }

  /** A probe or a guess says so. */
  setRate(rate: number, now: Millis): void {
    this.#rate = Math.max(rate, this.#min);
    this.#changedAt = now;
  }

  /** Overuse lasts a round trip longer than its cause: one answer to it in that time, except to a collapse. */
  mayReduce(throughput: number, now: Millis): boolean {
    const interval = Math.min(Math.max(this.#rtt, MIN_REDUCTION_INTERVAL), MAX_REDUCTION_INTERVAL);
    return this.#changedAt === undefined || now - this.#changedAt >= interval || throughput < this.#rate / 2;
  }

  /** @param throughput bits per second that arrive; undefined where nothing new is known */
  update(usage: Usage, throughput: number | undefined, now: Millis): void {
    this.#throughput = throughput ?? this.#throughput;
    const state = transition(this.#state, usage);
    // Growth is counted from when it may begin.
    if (state === 'increase' && this.#state === 'hold') this.#changedAt = now;
    this.#state = state;
    switch (state) {
      case 'hold':
        return;
      case 'increase':
        return this.#increase(now);
      case 'decrease':
        return this.#decrease(now);
      default:
        return state satisfies never;
    }
  }

  #increase(now: Millis): void {
    if (this.#capacity.isBelow(this.#throughput)) this.#capacity.forget();
    const limit = MAX_OF_THROUGHPUT * this.#throughput + MAX_ABOVE_THROUGHPUT;
    if (this.#rate < limit) {
      const seconds = (now - (this.#changedAt ?? now)) / 1_000;
      const growth = this.#capacity.estimate === undefined ? this.#multiplicative(seconds) : this.#additive(seconds);
      this.#rate = Math.min(this.#rate + growth, limit);
    }
    this.#changedAt = now;
  }

  #multiplicative(seconds: number): number {
    return Math.max(this.#rate * (INCREASE_PER_SECOND ** Math.min(seconds, 1) - 1), MIN_INCREASE);
  }

  #additive(seconds: number): number {
    const frameBits = this.#rate / ASSUMED_FRAME_RATE;
    const packetBits = frameBits / Math.ceil(frameBits / PACKET_BITS);
    const responseSeconds = (this.#rtt + DETECTION_TIME) / 1_000;
    return Math.max(packetBits / 2 / responseSeconds, MIN_ADDITION_PER_SECOND) * seconds;
  }

  #decrease(now: Millis): void {
    let decreased = DECREASE * this.#throughput;
    if (decreased > DECREASE_BY) decreased -= DECREASE_BY;
    // What arrives may be a queue that drains faster than we send; then what the path held before says more.
    if (decreased > this.#rate && this.#capacity.estimate !== undefined) decreased = DECREASE * this.#capacity.estimate;
    if (this.#capacity.isAbove(this.#throughput)) this.#capacity.forget();
    this.#capacity.overused(this.#throughput);
    this.setRate(Math.min(decreased, this.#rate), now);
    this.#state = 'hold';
  }
}

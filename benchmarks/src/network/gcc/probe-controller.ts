/**
 * When to probe, and how fast: three and six times the start, on by twos while the path gives what was asked; at twice
 * the estimate every 5 s while the application is the limit; at most of what was lost after a sharp drop. No probe goes
 * out while loss or a growing delay says that the path is full. Every call returns the rates to probe, bits per second.
 */
import type { Millis } from '@remote-view/protocol';

/** What keeps the estimate from being higher. */
export type LimitedBy = 'delay' | 'growing-delay' | 'loss' | 'recovering-loss' | 'silence';

type State =
  | { readonly kind: 'initial' }
  | { readonly kind: 'waiting'; readonly since: Millis; readonly furtherAbove: number }
  | { readonly kind: 'complete' };

const FIRST = [3, 6] as const;
const FURTHER = 2;
const FURTHER_ABOVE = 0.7;
const RESULT_WITHIN: Millis = 1_000;
const ALR_INTERVAL: Millis = 5_000;
const ALR_SCALE = 2;
const ALR_ENDED_WITHIN: Millis = 3_000;
/** Up to twice what is useful: frames differ in size, and probes tend to find a bit less than they were sent at. */
const MAX_OF_USEFUL = 2;
const MAX_OF_ESTIMATE_FOR_USEFUL = 2;
const MAX_OF_ESTIMATE_AFTER_LOSS = 1.5;
const SHARP_DROP = 0.66;
const RECOVERED_SHARE = 0.85;
const UNCERTAINTY = 0.05;
const RECOVERY_WITHIN: Millis = 5_000;
const RECOVERY_INTERVAL: Millis = 5_000;

export class ProbeController {
  readonly #start: number;
  readonly #max: number;
  #state: State = { kind: 'initial' };
  #estimate: number;
  #limitedBy: LimitedBy = 'delay';
  #useful: number | undefined;
  #probedAt: Millis = -Infinity;
  #alrSince: Millis | undefined;
  #alrEndedAt: Millis = -Infinity;
  #drop = { at: -Infinity, from: 0 };
  #recoveryProbedAt: Millis = -Infinity;

  /** Bits per second. */
  constructor(start: number, max: number) {
    this.#start = start;
    this.#max = max;
    this.#estimate = start;
  }

  /** @param since when the application began to be the limit; undefined while it is not */
  setApplicationLimited(since: Millis | undefined, now: Millis): void {
    if (this.#alrSince !== undefined && since === undefined) this.#alrEndedAt = now;
    this.#alrSince = since;
  }

  setEstimate(estimate: number, limitedBy: LimitedBy, now: Millis): number[] {
    this.#limitedBy = limitedBy;
    if (estimate < SHARP_DROP * this.#estimate) this.#drop = { at: now, from: this.#estimate };
    this.#estimate = estimate;
    if (this.#state.kind !== 'waiting' || estimate <= this.#state.furtherAbove) return [];
    return this.#probe([FURTHER * estimate], true, now);
  }

  /** What the application could use has changed: find out about it, if only the application kept the estimate low. */
  setUseful(useful: number, now: Millis): number[] {
    const changed = useful !== this.#useful;
    this.#useful = useful;
    if (!changed || this.#alrSince === undefined || this.#state.kind !== 'complete') return [];
    if (this.#estimate >= Math.min(this.#max, useful)) return [];
    const most = MAX_OF_ESTIMATE_FOR_USEFUL * this.#estimate;
    const rates = most <= useful ? [most] : [useful, Math.min(2 * useful, most)];
    return this.#probe(rates, most < 2 * useful, now);
  }

  /** The queue of an overuse has drained. */
  recovered(now: Millis): number[] {
    const wasLimited = this.#alrSince !== undefined || now - this.#alrEndedAt < ALR_ENDED_WITHIN;
    if (!wasLimited || this.#state.kind !== 'complete') return [];
    const rate = RECOVERED_SHARE * this.#drop.from;
    if ((1 - UNCERTAINTY) * rate <= this.#estimate) return [];
    if (now - this.#drop.at >= RECOVERY_WITHIN || now - this.#recoveryProbedAt <= RECOVERY_INTERVAL) return [];
    this.#recoveryProbedAt = now;
    return this.#probe([rate], false, now);
  }

  tick(now: Millis): number[] {
    const state = this.#state;
    switch (state.kind) {
      case 'initial':
        return this.#probe(
          FIRST.map((scale) => scale * this.#start),
          true,
          now,
        );
      case 'waiting':
        if (now - state.since > RESULT_WITHIN) this.#state = { kind: 'complete' };
        return [];
      case 'complete':
        if (this.#alrSince === undefined) return [];
        if (now < Math.max(this.#alrSince, this.#probedAt) + ALR_INTERVAL) return [];
        return this.#probe([ALR_SCALE * this.#estimate], true, now);
      default:
        return state satisfies never;
    }
  }

  #probe(rates: readonly number[], further: boolean, now: Millis): number[] {
    const most = this.#most();
    if (most === undefined) return [];
    const allowed = rates.map((rate) => Math.min(rate, most));
    this.#probedAt = now;
    const last = rates.at(-1) ?? 0;
    this.#state =
      further && last < most
        ? { kind: 'waiting', since: now, furtherAbove: FURTHER_ABOVE * last }
        : { kind: 'complete' };
    return allowed;
  }

  /** Bits per second; undefined where a probe would only add to a queue that is full. */
  #most(): number | undefined {
    const most = Math.min(this.#max, MAX_OF_USEFUL * (this.#useful ?? Infinity));
    const limitedBy = this.#limitedBy;
    switch (limitedBy) {
      case 'growing-delay':
      case 'loss':
      case 'silence':
        return undefined;
      case 'recovering-loss':
        return Math.min(most, MAX_OF_ESTIMATE_AFTER_LOSS * this.#estimate);
      case 'delay':
        return most;
      default:
        return limitedBy satisfies never;
    }
  }
}

/**
 * What went over a link, for later: how long each packet waited, and what came, passed and was dropped in every 10 ms. Pure.
 *
 * Bounded by the length of the schedule, and by {@link MAX_PACKETS} for the packets, beyond which only the bins go on.
 */
import type { Millis } from '@remote-view/protocol';
import type { Fate } from '../../network/link.ts';

export const BIN: Millis = 10;
/** Half an hour at 30 Mbit/s. */
const MAX_PACKETS = 4_000_000;

/** All times count from the beginning of the schedule. */
export interface LinkLog {
  /** One entry for each packet that was not dropped: when its turn came, and how long it had waited for it. */
  readonly turnAt: Float64Array;
  readonly waited: Float64Array;
  /** One entry each 10 ms: bytes that came to the queue, and bytes that went through the bottleneck and arrived. */
  readonly offeredBytes: readonly number[];
  readonly deliveredBytes: readonly number[];
  /** Longest wait of a packet whose turn came, ms. */
  readonly longestWait: readonly number[];
  /** Packets for which the queue had no room. */
  readonly dropped: readonly number[];
  /** Packets lost on their way. */
  readonly lost: readonly number[];
}

export class LinkLogger {
  readonly #offered: number[];
  readonly #delivered: number[];
  readonly #longest: number[];
  readonly #dropped: number[];
  readonly #lost: number[];
  readonly #turnAt: number[] = [];
  readonly #waited: number[] = [];

  constructor(length: Millis) {
    const bins = Math.ceil(length / BIN);
    const zeros = (): number[] => new Array<number>(bins).fill(0);
    [this.#offered, this.#delivered, this.#longest] = [zeros(), zeros(), zeros()];
    [this.#dropped, this.#lost] = [zeros(), zeros()];
  }

  add(bytes: number, fate: Fate, at: Millis): void {
    addTo(this.#offered, at, bytes);
    if (fate.type === 'dropped') {
      addTo(this.#dropped, at, 1);
      return;
    }
    const turnAt = at + fate.wait;
    const bin = Math.floor(turnAt / BIN);
    const longest = this.#longest[bin];
    // Its turn comes behind the schedule.
    if (longest === undefined) return;
    this.#longest[bin] = Math.max(longest, fate.wait);
    if (fate.type === 'lost') addTo(this.#lost, turnAt, 1);
    else addTo(this.#delivered, turnAt, bytes);
    if (this.#turnAt.length >= MAX_PACKETS) return;
    this.#turnAt.push(turnAt);
    this.#waited.push(fate.wait);
  }

  finish(): LinkLog {
    return {
      turnAt: Float64Array.from(this.#turnAt),
      waited: Float64Array.from(this.#waited),
      offeredBytes: this.#offered,
      deliveredBytes: this.#delivered,
      longestWait: this.#longest,
      dropped: this.#dropped,
      lost: this.#lost,
    };
  }
}

/** Before the schedule and behind it there are no bins. */
function addTo(bins: number[], at: Millis, value: number): void {
  const bin = Math.floor(at / BIN);
  const before = bins[bin];
  if (before !== undefined) bins[bin] = before + value;
}

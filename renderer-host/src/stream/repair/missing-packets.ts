/**
 * The video packets that the viewer misses, and for how long: what asks for repair, and when repair has taken too long.
 *
 * What stays missing stops the picture, and a key frame ends that. But a key frame has as many packets as any frame, each of
 * which the same path may lose, so a packet sent again is the better repair as long as there is hope. Reports get lost like
 * anything else: only who is told *again* that a packet is missing gives up, silence means nothing.
 *
 * Pure. Bounded: a key frame ends all that is older, and {@link MAX_MISSING} ends in one.
 */
import type { Millis } from '@remote-view/protocol';

/** More than this is cheaper made anew than sent again: what the path carries in five frames' time, and this at most. */
const MAX_REPAIR: Millis = 80;
const MAX_MISSING = 256;
/** That few are always repaired: a key frame has as many packets. */
const ALWAYS_REPAIRED = 16;
const PACKET_BYTES = 1_200;
/** Beyond three round trips, of two repairs and their reports: what the reports and requests take that come every 50 to 100 ms. */
const PATIENCE: Millis = 200;

interface Missing {
  readonly since: Millis;
  /** Times that it was sent again without a report of that. */
  underway: number;
  sentAgainAt: Millis;
}

export class MissingPackets {
  /** By RTP sequence number, in the order in which they were missed. */
  readonly #missing = new Map<number, Missing>();
  /** Packets. */
  #most = MAX_MISSING;
  #state: 'repairing' | 'hopeless' | 'given-up' = 'repairing';

  /** Repair has been given up, and the key frame has not left. */
  get givenUp(): boolean {
    return this.#state === 'given-up';
  }

  /** @param bitrate at which packets leave, bits per second */
  setBitrate(bitrate: number): void {
    const packets = (bitrate * MAX_REPAIR) / 8_000 / PACKET_BYTES;
    this.#most = Math.max(ALWAYS_REPAIRED, Math.min(MAX_MISSING, packets));
  }

  get size(): number {
    return this.#missing.size;
  }

  has(number: number): boolean {
    return this.#missing.has(number);
  }

  /** Somebody says that it is missing, for the first time or again. */
  missed(number: number, now: Millis, roundTrip: Millis): void {
    if (this.#state === 'given-up') return;
    const known = this.#missing.get(number);
    if (known === undefined) this.#missing.set(number, { since: now, underway: 0, sentAgainAt: Infinity });
    const tooLong = known !== undefined && now - known.since > roundTrip * 3 + PATIENCE;
    if (tooLong || this.#missing.size > this.#most) this.#state = 'hopeless';
  }

  /** So many copies of it leave. */
  sentAgain(number: number, copies: number, now: Millis): void {
    const missing = this.#missing.get(number);
    if (missing === undefined) return;
    missing.underway = copies;
    missing.sentAgainAt = now;
  }

  /** What was sent again before `time` and never told of. */
  overdue(time: Millis): number[] {
    return [...this.#missing].flatMap(([number, { sentAgainAt }]) => (sentAgainAt < time ? [number] : []));
  }

  /** @returns whether it is still missing and no other copy of it is under way */
  copyLost(number: number): boolean {
    const missing = this.#missing.get(number);
    if (missing === undefined) return false;
    missing.underway -= 1;
    return missing.underway <= 0;
  }

  arrived(number: number): void {
    this.#missing.delete(number);
  }

  /** The viewer could show what ends with this packet, so nothing before it is missing. */
  arrivedUpTo(last: number): void {
    for (const number of this.#missing.keys()) {
      if (((last - number) & 0xffff) < 0x8000) this.#missing.delete(number);
    }
  }

  /** A key frame leaves: what is older is not needed any more. */
  keyFrame(): void {
    this.#missing.clear();
    this.#state = 'repairing';
  }

  /** Once: repair takes too long, or is too much; only a key frame helps. */
  giveUp(): boolean {
    if (this.#state !== 'hopeless') return false;
    this.#state = 'given-up';
    this.#missing.clear();
    return true;
  }
}

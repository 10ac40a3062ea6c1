/**
 * Transport-wide numbers that are held back and given to a packet that leaves later.
 *
 * A report of transport-wide feedback that is lost takes with it what it said: the next one begins where it ended. Unless a
 * packet comes whose number is older than that: then libwebrtc's receiver begins there, and says once more what it has said of
 * all numbers since, up to half a second back. So while packets are lost one number stays behind every report's time, and a
 * retransmission gets it two reports later: what a lost report said is in the next one, for nothing but longer reports.
 *
 * Only retransmissions get such numbers, since of a packet that has one, and is lost, no report speaks.
 *
 * Pure. Bounded: numbers that nobody took in time are forgotten.
 */
import type { Millis } from '@remote-view/protocol';

/** Of the receiver's reports. */
const REPORT_EVERY: Millis = 50;
const HELD_FOR: Millis = 90;
/** Beyond this the receiver has forgotten what it would say again. */
const USELESS_AFTER: Millis = 300;
/** Without a retransmission for so long nothing is held. */
const WANTED_FOR: Millis = 1_000;

export class HeldNumbers {
  /** Oldest first. */
  readonly #held: { readonly sequence: number; readonly since: Millis }[] = [];
  #heldAt: Millis = -Infinity;
  #wantedAt: Millis = -Infinity;

  /** Whether to hold the next number. */
  isDue(now: Millis): boolean {
    return now - this.#wantedAt < WANTED_FOR && now - this.#heldAt >= REPORT_EVERY;
  }

  hold(sequence: number, now: Millis): void {
    this.#held.push({ sequence, since: now });
    this.#heldAt = now;
  }

  /** For a retransmission that leaves now: a number that has been held for long enough. */
  take(now: Millis): number | undefined {
    this.#wantedAt = now;
    while (this.#held.length > 0 && now - this.#held[0]!.since > USELESS_AFTER) this.#held.shift();
    const [oldest] = this.#held;
    if (oldest === undefined || now - oldest.since < HELD_FOR) return undefined;
    this.#held.shift();
    return oldest.sequence;
  }
}

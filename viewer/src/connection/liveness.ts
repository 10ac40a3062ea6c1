/**
 * Tells a dead path from a quiet one. ICE takes 15 s to notice, so the viewer pings over its data channel and counts
 * everything it hears as a sign of life. The host does the same, so a page must ping that cannot rely on its timers: Chrome
 * fires those of a page that was hidden for 5 minutes once a minute. What comes in meanwhile is as good as a tick.
 *
 * A tab that was suspended hears nothing because it did not listen: a late tick starts a grace time anew, a shorter one,
 * since a phone that was locked has often lost its path and somebody looks at a picture that stands still.
 */
import type { Millis } from '@remote-view/protocol';

export const PING_EVERY: Millis = 500;
/** The timer should have come twice. */
export const PING_OVERDUE: Millis = 2 * PING_EVERY;
/** Four pings that were not answered. */
const SILENT_AFTER: Millis = 2_000;
/** What is in doubt has no longer than this. */
const DOUBTED_FOR: Millis = 1_000;
/**
 * Background tabs are ticked once a second; only more than that is a suspension. Less than {@link SILENT_AFTER} by a ping: what a
 * busy page has not read yet is no silence.
 */
const SUSPENDED_AFTER: Millis = 1_500;

export class Liveness {
  #heardAt: Millis;
  #tickedAt: Millis;

  constructor(now: Millis) {
    this.#heardAt = now;
    this.#tickedAt = now;
  }

  heard(now: Millis): void {
    this.#heardAt = now;
  }

  /** Something says that the path may have broken. */
  doubt(now: Millis): void {
    this.#heardAt = Math.min(this.#heardAt, now - SILENT_AFTER + DOUBTED_FOR);
  }

  /** To be called every {@link PING_EVERY}. @returns false when the other end has been silent for too long */
  tick(now: Millis): boolean {
    if (now - this.#tickedAt > SUSPENDED_AFTER) this.#heardAt = now - SILENT_AFTER + DOUBTED_FOR;
    this.#tickedAt = now;
    return now - this.#heardAt < SILENT_AFTER;
  }
}

/**
 * Whether a viewer shows the newest frame that it was sent, by its own word. Pure.
 *
 * One that does needs no key frame, whatever its browser asks for: Chromium takes a picture that stands still for one that
 * is missing, and sends a PLI when no frame came for three seconds. A key frame then would be a soft picture in place of a
 * sharp one, and the frames that sharpen it again would begin the three seconds anew, for as long as nothing moves.
 *
 * Nothing is lost by it: a decoder that is in trouble after all fails at the next frame, which is not shown then.
 */
import type { Millis } from '@remote-view/protocol';

/** Longer than a frame and its acknowledgement are on their way. */
const OVERDUE_AFTER: Millis = 500;

export class NewestFrame {
  #rtpTimestamp: number | undefined;
  #shown = false;
  /** Since when frames are sent and none is acknowledged. */
  #waitingSince: Millis | undefined;

  get shown(): boolean {
    return this.#shown;
  }

  /** Something was sent, and for too long nothing of it was said to be shown. */
  overdue(now: Millis): boolean {
    return this.#waitingSince !== undefined && now - this.#waitingSince > OVERDUE_AFTER;
  }

  sent(rtpTimestamp: number, now: Millis): void {
    this.#rtpTimestamp = rtpTimestamp;
    this.#shown = false;
    this.#waitingSince ??= now;
  }

  acked(rtpTimestamp: number, now: Millis): void {
    // The channel does not keep the order: one of an older frame may come last.
    if (rtpTimestamp === this.#rtpTimestamp) this.#shown = true;
    this.#waitingSince = this.#shown ? undefined : now;
  }
}

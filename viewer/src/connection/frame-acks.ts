/**
 * Decides which frames the host is told of when: once for each frame that is presented, with the ones before it again,
 * since the channel repeats nothing.
 *
 * The source is `requestVideoFrameCallback`, which comes with the next refresh of the screen but knows to 0.1 ms when the
 * last packet came. It tells nothing of frames that a newer one replaced before the refresh, nor anything at all in a
 * hidden tab: a host has to do without, by transport-wide feedback. An encoded transform would see every frame, but in
 * Chromium 153 it gets them 7 ms after their last packet (p95 15), no sooner than the callback, and the picture is 8 ms
 * later for it.
 *
 * Bound: one message in {@link ACK_INTERVAL}. A frame that comes sooner is named by the next message.
 */
import type { AckedFrame, Millis } from '@remote-view/protocol';

export const ACK_INTERVAL: Millis = 4;
/** Three losses in a row are made good. */
const FRAMES_NAMED = 4;

export class FrameAcks {
  #frames: readonly AckedFrame[] = [];
  #sentAt: Millis = -Infinity;

  /** @returns what to send, newest last; null for nothing now */
  presented(frame: AckedFrame, now: Millis): readonly AckedFrame[] | null {
    // A picture that is composed anew is no new frame.
    if (frame.rtpTimestamp === this.#frames.at(-1)?.rtpTimestamp) return null;
    this.#frames = [...this.#frames.slice(1 - FRAMES_NAMED), frame];
    if (now - this.#sentAt < ACK_INTERVAL) return null;
    this.#sentAt = now;
    return this.#frames;
  }
}

/**
 * Maps the host's monotonic clock to the 90 kHz media clock of RTP timestamps, which wraps every 13 hours.
 *
 * The offset is random per stream (RFC 3550 section 5.1) and comes from outside, so that tests are repeatable.
 */
import type { Millis } from '@remote-view/protocol';

/** Ticks per millisecond at the 90 kHz that every video payload format uses. */
const TICKS_PER_MS = 90;

export class RtpClock {
  readonly #offset: number;

  /** @param offset any 32-bit number */
  constructor(offset: number) {
    this.#offset = offset >>> 0;
  }

  /** The RTP timestamp of a moment: 32 bits, unsigned. */
  timestamp(at: Millis): number {
    return (this.#offset + (Math.round(at * TICKS_PER_MS) % 2 ** 32)) >>> 0;
  }
}

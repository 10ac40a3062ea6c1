/**
 * Which part of its rate an encoder spends. One with a rate buffer of hardly more than a frame stays below, by an eighth, since no
 * frame may be larger than the buffer; so it is asked for more, and the path is filled by what is sent and not by what was asked for.
 *
 * A frame far below its rate has no more to show, comes after a pause, or climbs to a rate that rose: it says nothing. Pure.
 */
import type { Millis } from '@remote-view/protocol';

/** Before anything is known: what libx264 spends. */
const FIRST = 0.9;
const LEAST = 0.85;
const MOST = 1.1;
/** Less than this part of its rate and a frame says nothing. */
const TELLS = 0.6;
/** Over some sixty frames. */
const GAIN = 1 / 64;

export class SpentShare {
  #value = FIRST;
  #startedAt: Millis | undefined;
  #bytes = 0;
  #frame = -1;
  /** Bytes that the rate allowed the newest frame, from the beginning of the one before. */
  #allowed = Infinity;

  /** 0.85 to 1.1. */
  get value(): number {
    return this.#value;
  }

  /**
   * A packet of a frame leaves.
   * @param target that the encoder had, bits per second
   */
  sent(frame: number, bytes: number, target: number, now: Millis): void {
    if (frame === this.#frame) {
      this.#bytes += bytes;
      return;
    }
    const share = this.#bytes / this.#allowed;
    if (share > TELLS) this.#value = Math.max(LEAST, Math.min(MOST, this.#value + (share - this.#value) * GAIN));
    this.#allowed = this.#startedAt === undefined ? Infinity : (target / 8_000) * (now - this.#startedAt);
    this.#frame = frame;
    this.#bytes = bytes;
    this.#startedAt = now;
  }
}

/**
 * The 48 kHz clock of RTP timestamps of sound: counts the scene's samples, and knows when they were played.
 *
 * Samples that follow each other have timestamps that do, to the sample, whatever clock they were made by; that clock may
 * drift from the host's for ever. It is set anew, by the host's clock, where samples are of another scene process or lie
 * further off than {@link MAX_OFF}. The offset is random per stream (RFC 3550 section 5.1).
 */
import type { Millis } from '@remote-view/protocol';

/** RFC 7587 section 4.1: of every Opus stream. */
export const SAMPLES_PER_MS = 48;
/** Between a sample's time by its number and by the host's clock: more is a clock that stood still. */
const MAX_OFF: Millis = 40;

export class AudioClock {
  readonly #offset: number;
  /** A sample, and when it was played. */
  #anchor: { readonly sample: number; readonly at: Millis; readonly timestamp: number } | undefined;
  #resets = 0;

  /** @param offset any 32-bit number */
  constructor(offset: number) {
    this.#offset = offset >>> 0;
  }

  /** How often the samples and the host's clock did not fit. */
  get resets(): number {
    return this.#resets;
  }

  /** The samples to come are of another source. */
  restart(): void {
    this.#anchor = undefined;
  }

  /**
   * The RTP timestamp of a sample: 32 bits, unsigned.
   * @param sample counted by its source
   * @param at when it was played
   */
  timestamp(sample: number, at: Millis): number {
    const anchor = this.#anchor;
    if (anchor !== undefined) {
      const expected = anchor.at + (sample - anchor.sample) / SAMPLES_PER_MS;
      if (Math.abs(expected - at) <= MAX_OFF) {
        const timestamp = (anchor.timestamp + sample - anchor.sample) >>> 0;
        this.#anchor = { sample, at, timestamp };
        return timestamp;
      }
      this.#resets += 1;
    }
    const timestamp = this.#byHostClock(at);
    this.#anchor = { sample, at, timestamp };
    return timestamp;
  }

  /** The RTP timestamp of a moment, for sender reports: by the newest sample, so that drift is in it. */
  now(at: Millis): number {
    const anchor = this.#anchor;
    if (anchor === undefined) return this.#byHostClock(at);
    return (anchor.timestamp + Math.round((at - anchor.at) * SAMPLES_PER_MS)) >>> 0;
  }

  #byHostClock(at: Millis): number {
    return (this.#offset + (Math.round(at * SAMPLES_PER_MS) % 2 ** 32)) >>> 0;
  }
}

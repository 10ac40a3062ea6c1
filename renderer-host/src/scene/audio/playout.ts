/**
 * When each piece of a voice is played in the scene's audio context, whose clock is not the one that the viewer's
 * microphone counts by.
 *
 * Pieces keep the distances of their RTP timestamps. A piece that comes too late for that moves all that follow back, by
 * silence; pieces that have been coming early by more than {@link MAX_AHEAD} for a while, because the other clock is slower
 * or a stall is over, are brought forward by leaving one out. So what waits is bounded, and both are counted.
 */

/** All in seconds of the audio context. */
export interface PlayoutCounts {
  /** Times that silence had to be put in. */
  readonly stalls: number;
  /** Pieces that were left out. */
  readonly dropped: number;
}

const RATE = 48_000;
/** Between a piece's coming and its playing at the start: the scene's main thread may be busy for so long. */
const LEAD = 0.06;
const MAX_AHEAD = 0.16;

export class Playout {
  /** The timestamp that is played at context time 0, not wrapped. */
  #origin: number | undefined;
  #newest = 0;
  #stalls = 0;
  #dropped = 0;

  get counts(): PlayoutCounts {
    return { stalls: this.#stalls, dropped: this.#dropped };
  }

  /**
   * @param timestamp 48 kHz, 32 bits
   * @param now of the audio context, seconds
   * @returns when to play it, seconds; undefined where it is left out
   */
  place(timestamp: number, now: number): number | undefined {
    const unwrapped = this.#origin === undefined ? timestamp : this.#unwrap(timestamp);
    this.#newest = unwrapped;
    const at = this.#origin === undefined ? -1 : (unwrapped - this.#origin) / RATE;
    if (at < now) {
      if (this.#origin !== undefined) this.#stalls += 1;
      this.#origin = unwrapped - (now + LEAD) * RATE;
      return now + LEAD;
    }
    if (at - now <= MAX_AHEAD) return at;
    this.#dropped += 1;
    // A jump of its clock is no reason to wait for it.
    this.#origin = unwrapped - (now + LEAD) * RATE;
    return undefined;
  }

  #unwrap(timestamp: number): number {
    const step = (timestamp - (this.#newest % 2 ** 32) + 2 ** 32 * 1.5) % 2 ** 32;
    return this.#newest + step - 2 ** 31;
  }
}

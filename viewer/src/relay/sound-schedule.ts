/**
 * When each packet of relayed sound is played: as soon as it may be without gaps. The way is TCP, which loses nothing and now
 * and then holds everything back for a moment; what is played waits just long enough that this is not heard. Pure.
 */
const CLOCK_RATE = 48_000;

/** Seconds, all of them. */
const LEAST_DELAY = 0.03;
const MOST_DELAY = 0.3;
/** What one late packet adds. */
const LATER = 0.02;
/** A packet that is due sooner can no longer be scheduled. */
const LEAST_LEAD = 0.003;
/** Another place in the sound: what is silent is not sent. */
const JUMP = 0.25;
/** So long no packet was due sooner than {@link SPARE}: that much is waited in vain. */
const SPARE_FOR = 2;
const SPARE = 0.03;

export class SoundSchedule {
  #delay = LEAST_DELAY;
  /** A packet and when it is played. */
  #anchor: { readonly rtpTimestamp: number; readonly at: number } | null = null;
  /** The least time that a packet had left, and since when that is watched. */
  #leastLead = Infinity;
  #watchedSince = 0;

  /** What packets wait before they are played, seconds. */
  get delay(): number {
    return this.#delay;
  }

  /**
   * @param rtpTimestamp 48 kHz, 32 bits
   * @param duration of the packet, seconds
   * @param now on the clock of the result, seconds
   * @returns when to play it; null: not at all
   */
  next(rtpTimestamp: number, duration: number, now: number): number | null {
    const at = this.#due(rtpTimestamp);
    if (at === null || Math.abs(at - now) > MOST_DELAY + JUMP) return this.#begin(rtpTimestamp, now);
    const lead = at - now;
    if (lead < LEAST_LEAD) {
      this.#delay = Math.min(MOST_DELAY, this.#delay + LATER - lead);
      return this.#begin(rtpTimestamp, now);
    }
    this.#leastLead = Math.min(this.#leastLead, lead);
    if (now - this.#watchedSince > SPARE_FOR) {
      const spare = this.#leastLead - SPARE > duration && this.#delay - duration >= LEAST_DELAY;
      this.#watch(now);
      if (spare) {
        // The next packet is played in the place of this one.
        this.#delay -= duration;
        this.#anchor = { rtpTimestamp, at: at - duration };
        return null;
      }
    }
    return at;
  }

  #due(rtpTimestamp: number): number | null {
    if (this.#anchor === null) return null;
    // Modulo 2^32, in either direction.
    return this.#anchor.at + ((rtpTimestamp - this.#anchor.rtpTimestamp) | 0) / CLOCK_RATE;
  }

  #begin(rtpTimestamp: number, now: number): number {
    const at = now + this.#delay;
    this.#anchor = { rtpTimestamp, at };
    this.#watch(now);
    return at;
  }

  #watch(now: number): void {
    this.#leastLead = Infinity;
    this.#watchedSince = now;
  }
}

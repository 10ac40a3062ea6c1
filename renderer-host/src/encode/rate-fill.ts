/**
 * What to ask an encoder for so that it spends its share of the rate, and no more right after the rate fell.
 *
 * With a buffer of hardly more than one picture x264 stays on the safe side row by row: of the bits that it may spend it
 * spends 60 %, and what is left unspent is quality that the path had room for (2 to 3 dB). How much too careful it is
 * depends on the picture; so it is asked for more until it spends what it should, and for less as soon as it spends more.
 * A rate that fell is a path that is full: then nothing is asked for beyond the share, and the buffer begins small.
 */

/** Share of its bits that a picture is to spend on average: the rest is for those that come out larger. */
const AIM = 0.92;
const MOST = 1.5;
const FIRST = 1.2;
/** Of the distance to the aim, how much one picture changes. */
const PACE = 0.1;
/** A picture beyond its share by more than chance. */
const TOO_MUCH = 1.15;
const BACK_OFF = 0.9;
/** Pictures in the buffer after the rate fell; with less than 1.1 x264 encodes rows again and again. */
const TIGHT = 1.15;
/** Pictures that come back into the buffer with each. */
const RECOVERY = 0.1;

export class RateFill {
  readonly #widest: number;
  #factor = FIRST;
  #buffer: number;

  /** @param buffer size of the encoder's rate buffer, in pictures */
  constructor(buffer: number) {
    this.#widest = buffer;
    this.#buffer = buffer;
  }

  /** What to ask for, in shares: 1 to 1.5. */
  get factor(): number {
    return this.#factor;
  }

  /** Size of the rate buffer for the next picture, in shares. */
  get buffer(): number {
    return this.#buffer;
  }

  /** The rate fell by more than a little. */
  tighten(): void {
    this.#factor = 1;
    this.#buffer = Math.min(this.#widest, TIGHT);
  }

  /**
   * @param spent bits of the picture, in shares
   * @param limited whether it might have been better: one that was as good as it is allowed to be says nothing
   */
  encoded(spent: number, limited: boolean): void {
    this.#buffer = Math.min(this.#widest, this.#buffer + RECOVERY);
    if (!limited) return;
    const wanted = spent > TOO_MUCH ? this.#factor * BACK_OFF : this.#factor + (AIM - spent) * PACE;
    this.#factor = Math.min(MOST, Math.max(1, wanted));
  }
}

/**
 * Sizes of the frames that libx264 makes in our hands, without making them.
 *
 * Where the figures come from: 9 runs of the host's own encoder class (superfast, 1280x720 at 60 frames a second, 0.5, 2 and
 * 8 Mbit/s, recorded pictures of the scenes game, configurator and medium), each with key frames, cuts from one scene to
 * another, and a rate that falls to a quarter and comes back. What came out, in shares, which are frames' parts of the rate:
 *
 * - a mean of 0.84 to 0.92 (0.8 at 0.5 Mbit/s), which `encode/rate-fill.ts` aims at; the logarithms scatter by 0.1 to 0.2, and
 *   half of what one frame is off the next one is, too;
 * - a cut 1.2 to 1.9, which is all that the rate buffer of two frames holds; a key frame 1.1 to 1.8, of at least 0.02 bit a pixel;
 * - a fall holds from the next frame on, with a buffer of 1.15 frames that widens by 0.1 with each, and with frames of 0.7
 *   that are back at the mean after some ten;
 * - a rise is reached by halves: from 2 to 8 Mbit/s the frames are 0.24, 0.4, 0.65, 0.8 of what they may be.
 *
 * What the model leaves out: pictures. How good they look is no matter of the network.
 */
import type { Millis } from '@remote-view/protocol';
import type { Random } from '../stats/random.ts';
import { gaussian } from './noise.ts';

export interface EncoderModelOptions {
  readonly fps: number;
  /** Bits per second that the pictures of this moment could use at most. */
  readonly useful: (now: Millis) => number;
  readonly random: Random;
}

/** All sizes in shares, unless a name says otherwise. */
const MEAN = 0.89;
/** Standard deviation of the logarithm of frame sizes, and how much of it the next frame inherits. */
const SCATTER = 0.14;
const INHERITED = 0.5;
const CUT_EVERY_FRAMES = 600;
const CUT = { least: 1.2, most: 1.9 } as const;
const KEY_FRAME = { least: 1.1, most: 1.8 } as const;
const LEAST_KEY_FRAME_BYTES = (1_280 * 720 * 0.02) / 8;
const BUFFER = 2;
/** More than its share comes back into the buffer with each frame: the encoder is asked for more than it spends. */
const REFILL = 1.1;
/** A rate below this part of the one before is a fall. */
const FELL = 0.85;
const BUFFER_AFTER_FALL = 1.15;
const BUFFER_WIDENS = 0.1;
const MEAN_AFTER_FALL = 0.7;
/** What a frame makes good of what is missing to the mean, and to the size that a higher rate allows. */
const RELEARNED = 0.15;
const CLIMB = 0.5;
/** A frame in which nothing moved still has its headers. */
const MIN_FRAME_BYTES = 200;

export class EncoderModel {
  readonly #options: EncoderModelOptions;
  /** What the rate buffer lets pass, in bytes; undefined before the first frame. */
  #allowed: number | undefined;
  #target = 0;
  #buffer = BUFFER;
  #mean = MEAN;
  /** The share that is reached of a rate that rose, in bytes. */
  #climbed = 0;
  /** Of the last frame's size, in standard deviations. */
  #deviation = 0;

  constructor(options: EncoderModelOptions) {
    this.#options = options;
  }

  /**
   * The size of the next frame in bytes.
   * @param target bits per second
   */
  encode(target: number, keyFrame: boolean, now: Millis): number {
    const { fps, useful } = this.#options;
    const share = target / 8 / fps;
    this.#follow(target, share);
    const limit = share * this.#buffer;
    const allowed = Math.min(limit, (this.#allowed ?? limit) + share * REFILL);
    const bytes = Math.round(
      keyFrame
        ? this.#keyFrame(share, limit)
        : // Pictures that need less than the target get what they need; the buffer fills meanwhile.
          Math.max(MIN_FRAME_BYTES, Math.min(allowed, this.#shares() * Math.min(this.#climbed, useful(now) / 8 / fps))),
    );
    this.#allowed = Math.max(0, allowed - bytes);
    this.#buffer = Math.min(BUFFER, this.#buffer + BUFFER_WIDENS);
    this.#mean += (MEAN - this.#mean) * RELEARNED;
    this.#climbed += (share - this.#climbed) * CLIMB;
    return bytes;
  }

  #follow(target: number, share: number): void {
    if (target < this.#target * FELL) {
      this.#buffer = BUFFER_AFTER_FALL;
      this.#mean = MEAN_AFTER_FALL;
    }
    this.#target = target;
    this.#climbed = share < this.#climbed || this.#climbed === 0 ? share : this.#climbed;
  }

  #keyFrame(share: number, limit: number): number {
    const shares = between(KEY_FRAME, this.#options.random());
    // An encoder that is to make one with too few bits is opened anew, and its buffer is full.
    return share < LEAST_KEY_FRAME_BYTES ? shares * LEAST_KEY_FRAME_BYTES : Math.min(limit, shares * share);
  }

  #shares(): number {
    const { random } = this.#options;
    const fresh = Math.sqrt(1 - INHERITED ** 2) * gaussian(random);
    this.#deviation = INHERITED * this.#deviation + fresh;
    if (random() < 1 / CUT_EVERY_FRAMES) return between(CUT, random());
    // The mean of a lognormal value lies above its median by this factor.
    return this.#mean * Math.exp(SCATTER * this.#deviation - SCATTER ** 2 / 2);
  }
}

function between({ least, most }: { readonly least: number; readonly most: number }, share: number): number {
  return least + (most - least) * share;
}

/**
 * Sizes of the frames that libx264 makes at our settings, without making them.
 *
 * What the model keeps of the real one: the rate is taken over with the next frame; a rate buffer of one and a half frames
 * bounds every frame, key frames included, so that a key frame is soft and not large; sizes scatter by about 15 %; and a
 * cut now and then asks for half as much again. What it leaves out: pictures. How good they look is no matter of the network.
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

/** In frames: as `encode/h264-options.ts` sets it for libx264. */
const BUFFER_FRAMES = 1.5;
/** Standard deviation of the logarithm of frame sizes. */
const SCATTER = 0.15;
const CUT_EVERY_FRAMES = 600;
const CUT_FRAMES = 1.4;
const KEY_FRAMES = { least: 0.7, most: 1.2 } as const;
/** A frame in which nothing moved still has its headers. */
const MIN_FRAME_BYTES = 200;

export class EncoderModel {
  readonly #options: EncoderModelOptions;
  /** What the rate buffer lets pass, in bytes; undefined before the first frame. */
  #allowed: number | undefined;

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
    const limit = share * BUFFER_FRAMES;
    const allowed = this.#allowed === undefined ? limit : Math.min(limit, this.#allowed + share);
    // Pictures that need less than the target get what they need; the buffer fills meanwhile.
    const needed = Math.min(target, useful(now)) / 8 / fps;
    const wanted = keyFrame ? share * this.#keyFrameShares() : needed * this.#shares();
    const bytes = Math.round(Math.max(MIN_FRAME_BYTES, Math.min(wanted, allowed)));
    this.#allowed = allowed - bytes;
    return bytes;
  }

  #keyFrameShares(): number {
    return KEY_FRAMES.least + (KEY_FRAMES.most - KEY_FRAMES.least) * this.#options.random();
  }

  #shares(): number {
    const { random } = this.#options;
    if (random() < 1 / CUT_EVERY_FRAMES) return CUT_FRAMES;
    // The mean of a lognormal value lies above its median by this factor.
    return Math.exp(SCATTER * gaussian(random) - SCATTER ** 2 / 2);
  }
}

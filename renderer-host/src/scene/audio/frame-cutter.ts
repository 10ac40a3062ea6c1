/**
 * Cuts the blocks that an audio context gives into the frames that an encoder takes.
 *
 * Blocks follow each other to the sample, or some are missing: then the frame that was begun is dropped, and the next
 * begins where the sound goes on, so that each frame's number stays true.
 */
import { CHANNELS, FRAME_SAMPLES, toMillis, type SoundBlock, type SoundFrame } from '../../link/sound-format.ts';

export class FrameCutter {
  readonly #frame = new Float32Array(FRAME_SAMPLES * CHANNELS);
  #filled = 0;
  #next: number | undefined;
  #first = true;

  /** The whole frames that the block completes; the samples of each are valid until the next is taken. */
  *push({ sample, playedAt, pcm }: SoundBlock): Generator<SoundFrame> {
    if (sample !== this.#next) {
      this.#first = true;
      this.#filled = 0;
    }
    const samples = pcm.length / CHANNELS;
    this.#next = sample + samples;
    for (let at = 0; at < samples;) {
      const taken = Math.min(FRAME_SAMPLES - this.#filled, samples - at);
      this.#frame.set(pcm.subarray(at * CHANNELS, (at + taken) * CHANNELS), this.#filled * CHANNELS);
      this.#filled += taken;
      at += taken;
      if (this.#filled < FRAME_SAMPLES) return;
      this.#filled = 0;
      const begin = at - FRAME_SAMPLES;
      const first = this.#first;
      this.#first = false;
      yield { sample: sample + begin, playedAt: playedAt + toMillis(begin), pcm: this.#frame, first };
    }
  }
}

/**
 * Whether a block of sound is worth sending. Silence is not: nothing of it is encoded or sent, as with DTX (RFC 6716
 * section 2.1.9), which this FFmpeg's libopus does not offer. The first of it is sent, so that the sound before fades out
 * in the receiver's decoder and what it makes up for packets that do not come is silent as well.
 */
import { BLOCK_SAMPLES, SAMPLE_RATE } from '../../link/sound-format.ts';

/** Below one step of 16 bits: an oscillator that is faded out, a reverb's tail. */
const SILENT = 1 / 32_768;
const HANGOVER_BLOCKS = Math.ceil((0.2 * SAMPLE_RATE) / BLOCK_SAMPLES);

export class SilenceGate {
  #silentBlocks = HANGOVER_BLOCKS;

  /** @returns whether to send it */
  take(pcm: Float32Array): boolean {
    if (pcm.some((sample) => sample > SILENT || sample < -SILENT)) this.#silentBlocks = 0;
    else this.#silentBlocks += 1;
    return this.#silentBlocks <= HANGOVER_BLOCKS;
  }
}

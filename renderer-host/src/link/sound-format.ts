/** What sound is made of between a scene's audio context and the network. */
import type { Millis } from '@remote-view/protocol';

/** Hz; Opus has no other clock (RFC 7587 section 4.1). */
export const SAMPLE_RATE = 48_000;
/** Samples of each channel in a packet: 10 ms, so that no more than that waits for its packet to be full. */
export const FRAME_SAMPLES = 480;
/** Samples of each channel in what is taken from the audio context at once. */
export const BLOCK_SAMPLES = 256;
export const CHANNELS = 2;

export function toMillis(samples: number): Millis {
  return (samples * 1_000) / SAMPLE_RATE;
}

/** Some of what was played, samples of left and right by turns, -1 to 1. */
export interface SoundBlock {
  /** Number of its first sample, counted from the start of its audio context. */
  readonly sample: number;
  /** When that sample was played, on the host's clock. */
  readonly playedAt: Millis;
  readonly pcm: Float32Array<ArrayBuffer>;
}

/** {@link FRAME_SAMPLES} of it, for one packet. */
export interface SoundFrame extends SoundBlock {
  /** It does not follow the one before. */
  readonly first: boolean;
}

/** Samples as the link carries them, in the byte order of the machine, which both ends run on. */
export function pcmBytes(pcm: Float32Array): Uint8Array {
  return new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}

/** @param bytes of any length and offset; what does not fill a sample is left out */
export function bytesToPcm(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const pcm = new Float32Array(Math.floor(bytes.length / 4));
  new Uint8Array(pcm.buffer).set(bytes.subarray(0, pcm.byteLength));
  return pcm;
}

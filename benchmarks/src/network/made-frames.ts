/** Access units of a wanted size with the NAL units that packetising looks at, and nothing in them. */
import type { Random } from '../stats/random.ts';

const SPS = Uint8Array.of(0x67, 0x42, 0xc0, 0x1f, 0x8c, 0x8d, 0x40, 0x50, 0x1e, 0xd0, 0x0f, 0x08, 0x84, 0x6a);
const PPS = Uint8Array.of(0x68, 0xce, 0x3c, 0x80);
const IDR = 0x65;
const SLICE = 0x41;
/** A frame at 100 Mbit/s and 30 frames a second is smaller. */
const MAX_FRAME_BYTES = 1_048_576;

/** All frames share their bytes, which nobody writes to and nobody reads. */
const idr = new Uint8Array(MAX_FRAME_BYTES).fill(IDR, 0, 1);
const slice = new Uint8Array(MAX_FRAME_BYTES).fill(SLICE, 0, 1);

/** @param bytes of the slice; at most a MiB is made */
export function madeFrame(bytes: number, keyFrame: boolean): Uint8Array[] {
  const size = Math.min(MAX_FRAME_BYTES, Math.max(2, bytes));
  return keyFrame ? [SPS, PPS, idr.subarray(0, size)] : [slice.subarray(0, size)];
}

/** Numbers as a host draws them for a new stream. */
export function randomSequenceNumber(random: Random): number {
  return Math.floor(random() * 65_536);
}

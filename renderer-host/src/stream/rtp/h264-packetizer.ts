/**
 * H.264 into RTP payloads (RFC 6184, packetization-mode 1): single NAL unit packets, STAP-A where neighbours fit into
 * one packet (SPS and PPS do), FU-A where one does not fit.
 *
 * Planning and writing are two steps: the plan gives every size, so the caller allocates a frame once and each byte of
 * the encoder's output is copied exactly once. Pure and deterministic: the same NAL units give the same packets.
 */
import { NAL, nalType } from '../../encode/h264.ts';

const STAP_A = 24;
const FU_A = 28;
const STAP_A_LENGTH_BYTES = 2;
const FU_A_HEADER_BYTES = 2;
/** Below this a fragment would carry no data. */
const MIN_PAYLOAD_BYTES = FU_A_HEADER_BYTES + 1;

/** One RTP payload to be written; `size` is in bytes. */
export type H264Payload =
  | { readonly type: 'single'; readonly size: number; readonly nal: Uint8Array }
  | { readonly type: 'stap-a'; readonly size: number; readonly nals: readonly Uint8Array[] }
  /** Bytes `start` to `end` of `nal`; its first byte travels in the FU headers. */
  | {
      readonly type: 'fu-a';
      readonly size: number;
      readonly nal: Uint8Array;
      readonly start: number;
      readonly end: number;
    };

/**
 * Plans the payloads of one frame, none larger than `maxPayloadBytes`. Access unit delimiters and filler are left out:
 * the marker bit and the timestamp say the same in fewer bytes (RFC 6184 section 5.1).
 * @throws RangeError when `maxPayloadBytes` leaves no room for data
 */
export function planH264(nals: readonly Uint8Array[], maxPayloadBytes: number): H264Payload[] {
  if (maxPayloadBytes < MIN_PAYLOAD_BYTES) throw new RangeError(`a payload of ${maxPayloadBytes} bytes holds nothing`);
  const plan: H264Payload[] = [];
  let gathered: Uint8Array[] = [];
  let gatheredSize = 1;
  const flush = (): void => {
    if (gathered.length === 1) plan.push({ type: 'single', size: gathered[0]!.length, nal: gathered[0]! });
    if (gathered.length > 1) plan.push({ type: 'stap-a', size: gatheredSize, nals: gathered });
    gathered = [];
    gatheredSize = 1;
  };
  for (const nal of nals) {
    if (!isCarried(nal)) continue;
    if (nal.length > maxPayloadBytes) {
      flush();
      planFragments(nal, maxPayloadBytes, plan);
      continue;
    }
    const size = STAP_A_LENGTH_BYTES + nal.length;
    if (gatheredSize + size > maxPayloadBytes) flush();
    gathered.push(nal);
    gatheredSize += size;
  }
  flush();
  return plan;
}

/** Writes a payload at `at`; it takes `payload.size` bytes. */
export function writeH264(payload: H264Payload, target: Uint8Array, at: number): void {
  switch (payload.type) {
    case 'single':
      target.set(payload.nal, at);
      return;
    case 'stap-a':
      writeStapA(payload.nals, target, at);
      return;
    case 'fu-a': {
      const { nal, start, end } = payload;
      const header = nal[0]!;
      target[at] = (header & 0xe0) | FU_A;
      target[at + 1] = (start === 1 ? 0x80 : 0) | (end === nal.length ? 0x40 : 0) | (header & 0x1f);
      target.set(nal.subarray(start, end), at + FU_A_HEADER_BYTES);
      return;
    }
    default:
      payload satisfies never;
  }
}

function writeStapA(nals: readonly Uint8Array[], target: Uint8Array, at: number): void {
  // RFC 6184 section 5.7.1: the importance is the highest of those inside, the error bit is set where any is.
  let importance = 0;
  let errorBit = 0;
  let next = at + 1;
  for (const nal of nals) {
    importance = Math.max(importance, nal[0]! & 0x60);
    errorBit |= nal[0]! & 0x80;
    target[next] = nal.length >>> 8;
    target[next + 1] = nal.length;
    target.set(nal, next + STAP_A_LENGTH_BYTES);
    next += STAP_A_LENGTH_BYTES + nal.length;
  }
  target[at] = errorBit | importance | STAP_A;
}

/** Fragments of almost equal size: a tiny last packet costs as much as a full one. */
function planFragments(nal: Uint8Array, maxPayloadBytes: number, plan: H264Payload[]): void {
  const data = nal.length - 1;
  const count = Math.ceil(data / (maxPayloadBytes - FU_A_HEADER_BYTES));
  for (let index = 0; index < count; index += 1) {
    const start = 1 + Math.floor((data * index) / count);
    const end = 1 + Math.floor((data * (index + 1)) / count);
    plan.push({ type: 'fu-a', size: FU_A_HEADER_BYTES + end - start, nal, start, end });
  }
}

/** Types 0 and 24-31 mean something else in RTP (RFC 6184 table 1), so no NAL unit of these can travel. */
function isCarried(nal: Uint8Array): boolean {
  if (nal.length === 0) return false;
  const type = nalType(nal);
  return type !== NAL.aud && type !== NAL.filler && type > 0 && type < STAP_A;
}

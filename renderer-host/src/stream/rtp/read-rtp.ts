/**
 * Reads an RTP packet that a viewer sent (RFC 3550 section 5.1). Every length is checked against what is there; extensions
 * and padding are skipped.
 */

export interface RtpMedia {
  readonly payloadType: number;
  readonly sequenceNumber: number;
  /** 32 bits, in units of the payload's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** Part of `bytes`; not empty. */
  readonly payload: Uint8Array;
}

const FIXED_HEADER_BYTES = 12;

/** RFC 5761 section 4: where both share a port, RTCP is told by its second byte. */
export function isRtcp(bytes: Uint8Array): boolean {
  const type = (bytes[1] ?? 0) & 0x7f;
  return type >= 64 && type <= 95;
}

/** @returns undefined for what is no RTP packet, or holds nothing */
export function readRtp(bytes: Uint8Array): RtpMedia | undefined {
  if (bytes.length < FIXED_HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  if (first >> 6 !== 2) return undefined;
  let at = FIXED_HEADER_BYTES + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (at + 4 > bytes.length) return undefined;
    at += 4 + view.getUint16(at + 2) * 4;
  }
  const padding = (first & 0x20) === 0 ? 0 : view.getUint8(bytes.length - 1);
  const end = bytes.length - padding;
  // Padding counts its own last byte: none at all is a contradiction.
  if (at >= end || ((first & 0x20) !== 0 && padding === 0)) return undefined;
  return {
    payloadType: view.getUint8(1) & 0x7f,
    sequenceNumber: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: bytes.subarray(at, end),
  };
}

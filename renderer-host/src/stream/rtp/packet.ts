/**
 * RTP headers (RFC 3550 section 5.1) with one-byte header extensions (RFC 8285).
 *
 * Sizes are known before anything is written, so a frame's packets go into one preallocated block. The transport-wide
 * sequence number belongs to the moment a packet leaves, not to the moment it is made (a retransmission overtakes what
 * a pacer still holds): its place is reserved here and `TransportSequence.stamp` fills it last.
 */

export const RTP_FIXED_HEADER_BYTES = 12;
/** RFC 4588 section 4 puts the original sequence number in front of a retransmitted payload. */
export const RTX_PREFIX_BYTES = 2;

const ONE_BYTE_PROFILE = 0xbede;
const EXTENSION_HEADER_BYTES = 4;
/** Element header and data of each extension. */
const TRANSPORT_CC_BYTES = 1 + 2;
const PLAYOUT_DELAY_BYTES = 1 + 3;
/** The one-byte form holds 1-16 bytes of data. */
export const MAX_MID_EXTENSION_BYTES = 16;

/** A packet on its way out: what the transport sends, and what retransmission and congestion control need of it. */
export interface RtpPacket {
  readonly bytes: Uint8Array;
  readonly ssrc: number;
  readonly sequenceNumber: number;
  /** Of the video packet that it is, or that it repeats. */
  readonly carries: number;
  readonly headerBytes: number;
  /** Offset of the two bytes of the transport-wide sequence number in `bytes`; -1 where it is not negotiated. */
  readonly transportCcAt: number;
}

export interface RtpHeader {
  readonly payloadType: number;
  readonly sequenceNumber: number;
  /** 90 kHz, 32 bits. */
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
}

/** The extensions of one packet; an absent one is not written. Ids are 1-14. */
export interface RtpExtensions {
  /** Reserves the transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
  readonly transportCc?: { readonly id: number } | undefined;
  /** Bounds of the receiver's jitter buffer in ms, multiples of 10 up to 40,950. */
  readonly playoutDelay?: { readonly id: number; readonly minMs: number; readonly maxMs: number } | undefined;
  /** RFC 9143 section 15; at most {@link MAX_MID_EXTENSION_BYTES} ASCII characters. */
  readonly mid?: { readonly id: number; readonly value: string } | undefined;
}

/** Bytes that {@link writeRtpHeader} will write. */
export function rtpHeaderBytes(extensions: RtpExtensions): number {
  const data =
    (extensions.transportCc ? TRANSPORT_CC_BYTES : 0) +
    (extensions.playoutDelay ? PLAYOUT_DELAY_BYTES : 0) +
    (extensions.mid ? 1 + extensions.mid.value.length : 0);
  return RTP_FIXED_HEADER_BYTES + (data === 0 ? 0 : EXTENSION_HEADER_BYTES + padded(data));
}

/**
 * Writes a header to the start of `target` and returns its size with the offset of the transport-wide sequence number.
 * `target` may hold old bytes: every byte of the header is written.
 */
export function writeRtpHeader(
  target: Uint8Array,
  header: RtpHeader,
  extensions: RtpExtensions,
): Pick<RtpPacket, 'headerBytes' | 'transportCcAt'> {
  const headerBytes = rtpHeaderBytes(extensions);
  const hasExtensions = headerBytes > RTP_FIXED_HEADER_BYTES;
  target[0] = hasExtensions ? 0x90 : 0x80;
  target[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  writeUint16(target, 2, header.sequenceNumber);
  writeUint32(target, 4, header.timestamp);
  writeUint32(target, 8, header.ssrc);
  if (!hasExtensions) return { headerBytes, transportCcAt: -1 };
  writeUint16(target, 12, ONE_BYTE_PROFILE);
  writeUint16(target, 14, (headerBytes - RTP_FIXED_HEADER_BYTES - EXTENSION_HEADER_BYTES) / 4);
  let at = RTP_FIXED_HEADER_BYTES + EXTENSION_HEADER_BYTES;
  let transportCcAt = -1;
  const { transportCc, playoutDelay, mid } = extensions;
  if (transportCc) {
    target[at] = (transportCc.id << 4) | 1;
    transportCcAt = at + 1;
    writeUint16(target, transportCcAt, 0);
    at += TRANSPORT_CC_BYTES;
  }
  if (playoutDelay) {
    const min = playoutDelay.minMs / 10;
    const max = playoutDelay.maxMs / 10;
    target[at] = (playoutDelay.id << 4) | 2;
    target[at + 1] = min >> 4;
    target[at + 2] = ((min & 0x0f) << 4) | (max >> 8);
    target[at + 3] = max & 0xff;
    at += PLAYOUT_DELAY_BYTES;
  }
  if (mid) {
    target[at] = (mid.id << 4) | (mid.value.length - 1);
    for (let index = 0; index < mid.value.length; index += 1) target[at + 1 + index] = mid.value.charCodeAt(index);
    at += 1 + mid.value.length;
  }
  target.fill(0, at, headerBytes);
  return { headerBytes, transportCcAt };
}

/** Numbers the packets of one transport, whatever their SSRC, in the order they leave. */
export class TransportSequence {
  #next: number;

  /** @param first number of the first packet, 0-65535 */
  constructor(first: number) {
    this.#next = first & 0xffff;
  }

  /** Gives `packet` the next number, in place; does nothing where the extension is not negotiated. */
  stamp(packet: RtpPacket): void {
    if (packet.transportCcAt < 0) return;
    writeUint16(packet.bytes, packet.transportCcAt, this.#next);
    this.#next = (this.#next + 1) & 0xffff;
  }
}

export function writeUint16(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 8;
  target[at + 1] = value;
}

export function writeUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

function padded(bytes: number): number {
  return (bytes + 3) & ~3;
}

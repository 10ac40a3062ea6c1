/** The receiving half of RTP, as far as a model of a receiver needs it; written apart from the sending half. */

/** A packet of the video stream, or one of its retransmissions turned back into it (RFC 4588 section 4). */
export interface ReadPacket {
  /** Of the video stream, 16 bits; undefined where the packet is padding only. */
  readonly sequenceNumber: number | undefined;
  readonly retransmitted: boolean;
  /** 90 kHz, 32 bits. */
  readonly timestamp: number;
  readonly marker: boolean;
  /** Begins with a sequence parameter set: a decoder can start here. */
  readonly startsKeyFrame: boolean;
  /** Of the whole transport, 16 bits; undefined where it carries none. */
  readonly transportSequence: number | undefined;
}

const FIXED_HEADER_BYTES = 12;
const SPS = 7;
const STAP_A = 24;

/**
 * @param rtxSsrc of retransmissions
 * @param transportCcId of the header extension with the transport-wide number
 */
export function readRtp(bytes: Uint8Array, rtxSsrc: number, transportCcId: number | undefined): ReadPacket {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  const second = view.getUint8(1);
  const extended = (first & 0x10) !== 0;
  const payloadAt = extended ? FIXED_HEADER_BYTES + 4 + view.getUint16(14) * 4 : FIXED_HEADER_BYTES;
  const padding = (first & 0x20) === 0 ? 0 : view.getUint8(bytes.length - 1);
  const retransmitted = view.getUint32(8) === rtxSsrc;
  const prefix = retransmitted ? 2 : 0;
  const nalAt = payloadAt + prefix;
  const empty = nalAt >= bytes.length - padding;
  return {
    sequenceNumber: empty ? undefined : view.getUint16(retransmitted ? payloadAt : 2),
    retransmitted,
    timestamp: view.getUint32(4),
    marker: second >= 0x80,
    startsKeyFrame: !empty && startsKeyFrame(bytes, nalAt),
    transportSequence:
      extended && transportCcId !== undefined ? transportSequence(view, payloadAt, transportCcId) : undefined,
  };
}

/** The one-byte form of RFC 8285 section 4.2. */
function transportSequence(view: DataView, end: number, id: number): number | undefined {
  for (let at = FIXED_HEADER_BYTES + 4; at < end;) {
    const head = view.getUint8(at);
    if (head === 0) {
      at += 1;
      continue;
    }
    if (head >> 4 === id) return view.getUint16(at + 1);
    at += 2 + (head & 0x0f);
  }
  return undefined;
}

function startsKeyFrame(bytes: Uint8Array, at: number): boolean {
  const type = bytes[at]! & 0x1f;
  return type === SPS || (type === STAP_A && (bytes[at + 3]! & 0x1f) === SPS);
}

/** Counts on where 16-bit numbers wrap; any number is the one nearest to the newest. */
export class Unwrapper {
  #newest: number | undefined;

  unwrap(wire: number): number {
    if (this.#newest === undefined) {
      this.#newest = wire;
      return wire;
    }
    const step = (((wire - this.#newest) & 0xffff) ^ 0x8000) - 0x8000;
    const value = this.#newest + step;
    if (value > this.#newest) this.#newest = value;
    return value;
  }
}

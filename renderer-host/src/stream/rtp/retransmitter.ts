/**
 * Answers NACKs (RFC 4585 section 6.2.1) with retransmissions: RTX (RFC 4588) where it was negotiated, else the same
 * packet again on its own SSRC.
 *
 * NACKs are an amplifier in the wrong hands: libdatachannel's own responder sent 116.7 MB for 22.6 kB of them. So a
 * packet goes out again at most once per round trip, in few copies, and all retransmissions together keep to a share of
 * the target bitrate by a token bucket; what is refused is counted and nothing is queued, the receiver asks again.
 */
import type { Millis } from '@remote-view/protocol';
import type { NegotiatedVideo } from '../sdp/negotiate.ts';
import { PacketHistory } from './packet-history.ts';
import { RTX_PREFIX_BYTES, writeUint16, writeUint32, type RtpPacket } from './packet.ts';

/** Share of the target bitrate that retransmissions may take. */
export const RETRANSMISSION_SHARE = 0.4;
/** The bucket holds this many ms of its own rate, so a short outage is repaired at once. */
const BURST: Millis = 1_000;
/** Packets that a probe is made of, again and again. */
const MAX_DUPLICATES = 8;
/** Assumed before the first receiver report; also what Chromium's first retry waits for. */
const DEFAULT_RTT: Millis = 100;
/** Chromium looks at its list of gaps every 20 ms, but a loopback's round trip is next to nothing. */
const MIN_RTT: Millis = 5;

export interface RetransmitterOptions {
  readonly video: NegotiatedVideo;
  /** Of the RTX stream, random, 0-65535. */
  readonly firstRtxSequenceNumber: number;
  /** Bits per second. */
  readonly targetBitrate: number;
}

/** Counts of packets asked for; their sum is all that ever were. */
export interface RetransmitterStats {
  readonly resent: number;
  /** Never sent, or gone from the history. */
  readonly unknown: number;
  /** Asked for again within a round trip. */
  readonly tooSoon: number;
  readonly overBudget: number;
}

export class Retransmitter {
  readonly #video: NegotiatedVideo;
  readonly #history = new PacketHistory();
  readonly #counts = { resent: 0, unknown: 0, tooSoon: 0, overBudget: 0 };
  #rtxSequenceNumber: number;
  #packets = 0;
  #octets = 0;
  #bytesPerMs: number;
  #tokens: number;
  #filledAt: Millis | undefined;

  constructor({ video, firstRtxSequenceNumber, targetBitrate }: RetransmitterOptions) {
    this.#video = video;
    this.#rtxSequenceNumber = firstRtxSequenceNumber & 0xffff;
    this.#bytesPerMs = shareOf(targetBitrate);
    this.#tokens = this.#bytesPerMs * BURST;
  }

  get stats(): RetransmitterStats {
    return { ...this.#counts };
  }

  /** What a sender report of the RTX stream says. */
  get totals(): { readonly packets: number; readonly octets: number } {
    return { packets: this.#packets, octets: this.#octets };
  }

  /** @param targetBitrate bits per second */
  setTargetBitrate(targetBitrate: number, now: Millis): void {
    this.#refill(now);
    this.#bytesPerMs = shareOf(targetBitrate);
    this.#tokens = Math.min(this.#tokens, this.#bytesPerMs * BURST);
  }

  /** Remembers packets of the video stream as they are sent. */
  sent(packets: readonly RtpPacket[], now: Millis): void {
    for (const packet of packets) this.#history.add(packet, now);
  }

  /**
   * The packets to send for one NACK, at once.
   * @param lost sequence numbers, of which the RTCP parser bounds the count
   * @param rtt newest round-trip time, undefined before the first
   * @param copies of each: a lossy path loses retransmissions, too (Hairpin, NSDI 2024, spends its redundancy there)
   */
  onNack(lost: readonly number[], now: Millis, rtt: Millis | undefined, copies = 1): RtpPacket[] {
    this.#refill(now);
    const interval = Math.max(rtt ?? DEFAULT_RTT, MIN_RTT);
    const answer: RtpPacket[] = [];
    const again: RtpPacket[] = [];
    for (const sequenceNumber of lost) {
      const sent = this.#history.get(sequenceNumber, now);
      if (sent === undefined) {
        this.#counts.unknown += 1;
      } else if (sent.resentAt !== undefined && now - sent.resentAt < interval) {
        this.#counts.tooSoon += 1;
      } else if (this.#tokens < sent.packet.bytes.length + RTX_PREFIX_BYTES) {
        this.#counts.overBudget += 1;
      } else {
        sent.resentAt = now;
        this.#counts.resent += 1;
        for (let copy = 0; copy < copies && this.#tokens > 0; copy++) {
          const packet = this.#again(sent.packet);
          this.#tokens -= packet.bytes.length;
          (copy === 0 ? answer : again).push(packet);
        }
      }
    }
    // Copies behind all first ones: the further apart, the less likely one burst takes both.
    return [...answer, ...again];
  }

  /** Whether this packet was sent, and may be sent again. */
  knows(sequenceNumber: number, now: Millis): boolean {
    return this.#history.get(sequenceNumber, now) !== undefined;
  }

  /** Whether this packet was sent again before. */
  hasRepeated(sequenceNumber: number, now: Millis): boolean {
    return this.#history.get(sequenceNumber, now)?.resentAt !== undefined;
  }

  /** Newest packets once more, of so many bytes together; none without RTX, whose receiver counts no packet twice. */
  duplicates(bytes: number): RtpPacket[] {
    if (this.#video.rtxPayloadType === undefined) return [];
    const packets: RtpPacket[] = [];
    const newest = this.#history.newest(MAX_DUPLICATES);
    for (let left = bytes, index = 0; left > 0 && newest.length > 0; index++) {
      const again = this.#again(newest[index % newest.length]!);
      packets.push(again);
      left -= again.bytes.length;
    }
    return packets;
  }

  #refill(now: Millis): void {
    const elapsed = Math.max(0, now - (this.#filledAt ?? now));
    this.#filledAt = now;
    this.#tokens = Math.min(this.#tokens + elapsed * this.#bytesPerMs, this.#bytesPerMs * BURST);
  }

  #again(packet: RtpPacket): RtpPacket {
    const { rtxPayloadType, rtxSsrc } = this.#video;
    return rtxPayloadType === undefined ? copyOf(packet) : this.#rtx(packet, rtxPayloadType, rtxSsrc);
  }

  /** RFC 4588 section 4: header and extensions of the original, own SSRC, type and number, then the original number. */
  #rtx(packet: RtpPacket, payloadType: number, ssrc: number): RtpPacket {
    const { headerBytes } = packet;
    const bytes = new Uint8Array(packet.bytes.length + RTX_PREFIX_BYTES);
    bytes.set(packet.bytes.subarray(0, headerBytes));
    bytes.set(packet.bytes.subarray(headerBytes), headerBytes + RTX_PREFIX_BYTES);
    const sequenceNumber = this.#rtxSequenceNumber;
    this.#rtxSequenceNumber = (sequenceNumber + 1) & 0xffff;
    bytes[1] = (bytes[1]! & 0x80) | payloadType;
    writeUint16(bytes, 2, sequenceNumber);
    writeUint32(bytes, 8, ssrc);
    writeUint16(bytes, headerBytes, packet.sequenceNumber);
    this.#packets += 1;
    this.#octets += bytes.length - headerBytes;
    const carries = packet.sequenceNumber;
    return { bytes, ssrc, sequenceNumber, carries, headerBytes, transportCcAt: packet.transportCcAt };
  }
}

/** A copy, because the first sending may still be read from the original's bytes when the copy gets its number. */
function copyOf(packet: RtpPacket): RtpPacket {
  return { ...packet, bytes: packet.bytes.slice() };
}

/** Bytes per ms out of a target in bits per second. */
function shareOf(targetBitrate: number): number {
  return (targetBitrate * RETRANSMISSION_SHARE) / 8_000;
}

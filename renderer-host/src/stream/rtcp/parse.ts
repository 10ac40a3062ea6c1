/**
 * Parses what a viewer says in RTCP: one datagram, compound or reduced-size (RFC 5506).
 *
 * Every byte is hostile until parsed. Nothing here throws; what does not fit is left out and counted by reason. The
 * work and the result are bounded by {@link RTCP_BUDGET}, whatever the datagram claims.
 */
import { RTCP_HEADER_BYTES, RTCP_TYPE, PAYLOAD_FEEDBACK, TRANSPORT_FEEDBACK } from './rtcp-types.ts';

/** What one datagram may hold; an honest one stays far below, Chromium's list of gaps ends at 1,000. */
export const RTCP_BUDGET = {
  /** A datagram that does not fit an Ethernet frame was not made by a browser. */
  bytes: 1_500,
  packets: 16,
  nackedSequenceNumbers: 1_000,
} as const;

/** RFC 3550 section 6.4.1. */
export interface ReportBlock {
  /** The stream reported on: one of ours. */
  readonly ssrc: number;
  /** Lost since the last report, 0-255 in 1/256. */
  readonly fractionLost: number;
  /** Signed, 24 bits: duplicates make it negative. */
  readonly cumulativeLost: number;
  readonly highestSequenceNumber: number;
  /** In units of the RTP clock. */
  readonly jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report; 0 before the first. */
  readonly lastSenderReport: number;
  /** Since that report arrived, in 1/65,536 s. */
  readonly delaySinceLastSenderReport: number;
}

export type RtcpItem =
  | {
      readonly type: 'sender-report';
      readonly ssrc: number;
      /** 32.32 fixed point seconds since 1900. */
      readonly ntp: bigint;
      readonly rtpTimestamp: number;
      readonly packets: number;
      readonly octets: number;
      readonly reports: readonly ReportBlock[];
    }
  | { readonly type: 'receiver-report'; readonly ssrc: number; readonly reports: readonly ReportBlock[] }
  | { readonly type: 'sdes'; readonly ssrcs: readonly number[] }
  | { readonly type: 'bye'; readonly ssrcs: readonly number[] }
  | { readonly type: 'nack'; readonly mediaSsrc: number; readonly lost: readonly number[] }
  /** Transport-wide feedback; `feedback` starts at base sequence number and shares memory with the datagram. */
  | { readonly type: 'transport-cc'; readonly mediaSsrc: number; readonly feedback: Uint8Array }
  | { readonly type: 'pli'; readonly mediaSsrc: number }
  | { readonly type: 'fir'; readonly mediaSsrc: number; readonly sequenceNumber: number }
  | { readonly type: 'remb'; readonly bitrate: number; readonly ssrcs: readonly number[] };

/**
 * Why something was left out. - `version`, `length`, `padding`: the header is wrong, and with it the rest of the
 * datagram. - `malformed`: the body is too short for what it claims. - `unknown`: a type or format we do not use.
 * - `over-budget`: more than {@link RTCP_BUDGET} allows.
 */
export type RtcpRejection = 'version' | 'length' | 'padding' | 'malformed' | 'unknown' | 'over-budget';

export interface ParsedRtcp {
  readonly items: readonly RtcpItem[];
  readonly rejected: { readonly [reason in RtcpRejection]?: number };
}

export function parseRtcp(datagram: Uint8Array): ParsedRtcp {
  const parser = new RtcpParser();
  parser.datagram(datagram);
  return { items: parser.items, rejected: parser.rejected };
}

const REPORT_BLOCK_BYTES = 24;
/** Sender and media SSRC. */
const FEEDBACK_HEADER_BYTES = 8;
const REMB_IDENTIFIER = 0x52454d42; // "REMB"

class RtcpParser {
  readonly items: RtcpItem[] = [];
  readonly rejected: { [reason in RtcpRejection]?: number } = {};
  #nackedLeft: number = RTCP_BUDGET.nackedSequenceNumbers;

  datagram(bytes: Uint8Array): void {
    if (bytes.length > RTCP_BUDGET.bytes) return this.#reject('over-budget');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (let packets = 0; at < bytes.length; packets += 1) {
      if (packets === RTCP_BUDGET.packets) return this.#reject('over-budget');
      if (at + RTCP_HEADER_BYTES > bytes.length) return this.#reject('length');
      const first = view.getUint8(at);
      if (first >> 6 !== 2) return this.#reject('version');
      const end = at + RTCP_HEADER_BYTES + view.getUint16(at + 2) * 4;
      if (end > bytes.length) return this.#reject('length');
      const padding = (first & 0x20) === 0 ? 0 : view.getUint8(end - 1);
      const bodyBytes = end - at - RTCP_HEADER_BYTES - padding;
      // Only the last packet of a compound may be padded, by at least the byte that says so (RFC 3550 section 6.4.1).
      if ((first & 0x20) !== 0 && (padding === 0 || bodyBytes < 0 || end !== bytes.length)) {
        return this.#reject('padding');
      }
      const body = new DataView(view.buffer, view.byteOffset + at + RTCP_HEADER_BYTES, bodyBytes);
      this.#packet(view.getUint8(at + 1), first & 0x1f, body);
      at = end;
    }
  }

  /** @param count the header's five bits: a number of blocks or a feedback format */
  #packet(type: number, count: number, body: DataView): void {
    switch (type) {
      case RTCP_TYPE.senderReport:
        return this.#senderReport(count, body);
      case RTCP_TYPE.receiverReport:
        return this.#receiverReport(count, body);
      case RTCP_TYPE.sdes:
        return this.#sdes(count, body);
      case RTCP_TYPE.bye:
        if (body.byteLength < count * 4) return this.#reject('malformed');
        this.items.push({ type: 'bye', ssrcs: uint32s(body, 0, count) });
        return;
      case RTCP_TYPE.transportFeedback:
      case RTCP_TYPE.payloadFeedback:
        if (body.byteLength < FEEDBACK_HEADER_BYTES) return this.#reject('malformed');
        return type === RTCP_TYPE.transportFeedback
          ? this.#transportFeedback(count, body)
          : this.#payloadFeedback(count, body);
      default:
        return this.#reject('unknown');
    }
  }

  #senderReport(count: number, body: DataView): void {
    const head = 24;
    if (body.byteLength < head + count * REPORT_BLOCK_BYTES) return this.#reject('malformed');
    this.items.push({
      type: 'sender-report',
      ssrc: body.getUint32(0),
      ntp: body.getBigUint64(4),
      rtpTimestamp: body.getUint32(12),
      packets: body.getUint32(16),
      octets: body.getUint32(20),
      reports: reportBlocks(body, head, count),
    });
  }

  #receiverReport(count: number, body: DataView): void {
    const head = 4;
    if (body.byteLength < head + count * REPORT_BLOCK_BYTES) return this.#reject('malformed');
    this.items.push({ type: 'receiver-report', ssrc: body.getUint32(0), reports: reportBlocks(body, head, count) });
  }

  /** Only whose descriptions these are: nothing here uses a viewer's names. */
  #sdes(count: number, body: DataView): void {
    const ssrcs: number[] = [];
    let at = 0;
    for (let chunk = 0; chunk < count; chunk += 1) {
      if (at + 4 > body.byteLength) return this.#reject('malformed');
      ssrcs.push(body.getUint32(at));
      at += 4;
      while (at < body.byteLength && body.getUint8(at) !== 0) {
        if (at + 2 > body.byteLength) return this.#reject('malformed');
        at += 2 + body.getUint8(at + 1);
      }
      if (at >= body.byteLength) return this.#reject('malformed');
      at = (at + 4) & ~3; // the terminating zero and the zeros up to the next word
    }
    this.items.push({ type: 'sdes', ssrcs });
  }

  #transportFeedback(format: number, body: DataView): void {
    const mediaSsrc = body.getUint32(4);
    switch (format) {
      case TRANSPORT_FEEDBACK.nack:
        return this.#nack(mediaSsrc, body);
      case TRANSPORT_FEEDBACK.transportCc: {
        const feedback = bytesOf(body, FEEDBACK_HEADER_BYTES);
        // Base sequence number, status count, reference time, feedback count: less is no feedback.
        if (feedback.length < 8) return this.#reject('malformed');
        this.items.push({ type: 'transport-cc', mediaSsrc, feedback });
        return;
      }
      default:
        return this.#reject('unknown');
    }
  }

  /** RFC 4585 section 6.2.1: a number, and a mask of the sixteen that follow it. */
  #nack(mediaSsrc: number, body: DataView): void {
    if (body.byteLength === FEEDBACK_HEADER_BYTES) return this.#reject('malformed');
    const lost: number[] = [];
    for (let at = FEEDBACK_HEADER_BYTES; at + 4 <= body.byteLength; at += 4) {
      const first = body.getUint16(at);
      const mask = body.getUint16(at + 2);
      for (let step = 0; step <= 16; step += 1) {
        if (step > 0 && ((mask >> (step - 1)) & 1) === 0) continue;
        if (this.#nackedLeft === 0) this.#reject('over-budget');
        else {
          this.#nackedLeft -= 1;
          lost.push((first + step) & 0xffff);
        }
      }
    }
    this.items.push({ type: 'nack', mediaSsrc, lost });
  }

  #payloadFeedback(format: number, body: DataView): void {
    switch (format) {
      case PAYLOAD_FEEDBACK.pli:
        this.items.push({ type: 'pli', mediaSsrc: body.getUint32(4) });
        return;
      case PAYLOAD_FEEDBACK.fir:
        return this.#fir(body);
      case PAYLOAD_FEEDBACK.application:
        return this.#remb(body);
      default:
        return this.#reject('unknown');
    }
  }

  /** RFC 5104 section 4.3.1.1. Entries for one stream repeat nothing, so as many as our streams are enough. */
  #fir(body: DataView): void {
    const maxEntries = 4;
    if (body.byteLength < FEEDBACK_HEADER_BYTES + 8) return this.#reject('malformed');
    let entries = 0;
    for (let at = FEEDBACK_HEADER_BYTES; at + 8 <= body.byteLength; at += 8) {
      entries += 1;
      if (entries > maxEntries) return this.#reject('over-budget');
      this.items.push({ type: 'fir', mediaSsrc: body.getUint32(at), sequenceNumber: body.getUint8(at + 4) });
    }
  }

  #remb(body: DataView): void {
    const head = FEEDBACK_HEADER_BYTES + 8;
    if (body.byteLength < FEEDBACK_HEADER_BYTES + 4) return this.#reject('malformed');
    if (body.getUint32(FEEDBACK_HEADER_BYTES) !== REMB_IDENTIFIER) return this.#reject('unknown');
    if (body.byteLength < head) return this.#reject('malformed');
    const count = body.getUint8(12);
    if (body.byteLength < head + count * 4) return this.#reject('malformed');
    const exponent = body.getUint8(13) >> 2;
    const mantissa = ((body.getUint8(13) & 3) << 16) | body.getUint16(14);
    this.items.push({ type: 'remb', bitrate: mantissa * 2 ** exponent, ssrcs: uint32s(body, head, count) });
  }

  #reject(reason: RtcpRejection): void {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1;
  }
}

function reportBlocks(body: DataView, from: number, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index * REPORT_BLOCK_BYTES;
    return {
      ssrc: body.getUint32(at),
      fractionLost: body.getUint8(at + 4),
      cumulativeLost: (body.getInt32(at + 4) << 8) >> 8,
      highestSequenceNumber: body.getUint32(at + 8),
      jitter: body.getUint32(at + 12),
      lastSenderReport: body.getUint32(at + 16),
      delaySinceLastSenderReport: body.getUint32(at + 20),
    };
  });
}

function uint32s(body: DataView, from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => body.getUint32(from + index * 4));
}

function bytesOf(body: DataView, from: number): Uint8Array {
  return new Uint8Array(body.buffer, body.byteOffset + from, body.byteLength - from);
}

/** Builds the RTCP that a host sends: sender reports with a CNAME, and BYE. */
import { writeUint16, writeUint32 } from '../rtp/packet.ts';
import { RTCP_HEADER_BYTES, RTCP_TYPE } from './rtcp-types.ts';

export interface SenderReport {
  readonly ssrc: number;
  /** Wall clock, ms since 1970; may have a fraction. */
  readonly wallClockMs: number;
  /** The same moment on the stream's RTP clock. */
  readonly rtpTimestamp: number;
  readonly packets: number;
  readonly octets: number;
}

/** Seconds from 1900, where NTP begins, to 1970. */
const NTP_TO_UNIX_S = 2_208_988_800;

/** A wall clock time as NTP writes it: whole seconds since 1900 and their fraction in 1/2^32. */
export function ntpTime(wallClockMs: number): { readonly seconds: number; readonly fraction: number } {
  const whole = Math.floor(wallClockMs / 1_000);
  const fraction = Math.floor(((wallClockMs - whole * 1_000) / 1_000) * 2 ** 32);
  return { seconds: (whole + NTP_TO_UNIX_S) >>> 0, fraction };
}

/** The middle 32 bits of an NTP time, as receiver reports echo it (RFC 3550 section 4). */
export function compactNtp(wallClockMs: number): number {
  const { seconds, fraction } = ntpTime(wallClockMs);
  return ((seconds << 16) | (fraction >>> 16)) >>> 0;
}

/** RFC 3550 section 6.4.1, without report blocks: a host receives no media. */
export function buildSenderReport(report: SenderReport): Uint8Array {
  const bytes = packet(0, RTCP_TYPE.senderReport, 24);
  const { seconds, fraction } = ntpTime(report.wallClockMs);
  writeUint32(bytes, 4, report.ssrc);
  writeUint32(bytes, 8, seconds);
  writeUint32(bytes, 12, fraction);
  writeUint32(bytes, 16, report.rtpTimestamp);
  writeUint32(bytes, 20, report.packets);
  writeUint32(bytes, 24, report.octets);
  return bytes;
}

/** RFC 3550 section 6.5: names the streams' common source. `cname` is ASCII, at most 255 characters. */
export function buildSdes(ssrcs: readonly number[], cname: string): Uint8Array {
  const cnameItem = 1;
  // Each chunk ends with at least one zero and is padded with zeros to a whole word.
  const chunkBytes = (4 + 2 + cname.length + 4) & ~3;
  const bytes = packet(ssrcs.length, RTCP_TYPE.sdes, chunkBytes * ssrcs.length);
  for (const [index, ssrc] of ssrcs.entries()) {
    const at = RTCP_HEADER_BYTES + index * chunkBytes;
    writeUint32(bytes, at, ssrc);
    bytes[at + 4] = cnameItem;
    bytes[at + 5] = cname.length;
    for (let letter = 0; letter < cname.length; letter += 1) bytes[at + 6 + letter] = cname.charCodeAt(letter);
  }
  return bytes;
}

/** RFC 3550 section 6.6: these streams end. */
export function buildBye(ssrcs: readonly number[]): Uint8Array {
  const bytes = packet(ssrcs.length, RTCP_TYPE.bye, ssrcs.length * 4);
  for (const [index, ssrc] of ssrcs.entries()) writeUint32(bytes, RTCP_HEADER_BYTES + index * 4, ssrc);
  return bytes;
}

/** One datagram of several RTCP packets; a full compound starts with a report (RFC 3550 section 6.1). */
export function compound(packets: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(packets.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of packets) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}

function packet(count: number, type: number, bodyBytes: number): Uint8Array {
  const bytes = new Uint8Array(RTCP_HEADER_BYTES + bodyBytes);
  bytes[0] = 0x80 | count;
  bytes[1] = type;
  writeUint16(bytes, 2, bodyBytes / 4);
  return bytes;
}

/** RTCP as viewers send it, for tests. */
import { RTCP_TYPE } from '../rtcp-types.ts';

/** One RTCP packet of 32-bit words behind a header with five bits of `count`. */
export function rtcp(type: number, count: number, words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 + words.length * 4);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, type);
  view.setUint16(2, words.length);
  for (const [index, word] of words.entries()) view.setUint32(4 + index * 4, word >>> 0);
  return bytes;
}

/** The six words of a report block. */
export function reportBlock(block: {
  readonly ssrc: number;
  readonly fractionLost?: number;
  readonly cumulativeLost?: number;
  readonly lsr?: number;
  readonly dlsr?: number;
  readonly jitter?: number;
}): number[] {
  const { ssrc, fractionLost = 0, cumulativeLost = 0, lsr = 0, dlsr = 0, jitter = 0 } = block;
  return [ssrc, (fractionLost << 24) | (cumulativeLost & 0xff_ffff), 4_711, jitter, lsr, dlsr];
}

export const pli = rtcp(RTCP_TYPE.payloadFeedback, 1, [1, 42]);
export const fir = rtcp(RTCP_TYPE.payloadFeedback, 4, [1, 0, 42, 0x07000000]);
export const nack = rtcp(RTCP_TYPE.transportFeedback, 1, [1, 42, (65_534 << 16) | 0b101]);
/** 2 Mbit/s: mantissa 125,000, exponent 4. */
export const remb = rtcp(RTCP_TYPE.payloadFeedback, 15, [1, 0, 0x52454d42, (1 << 24) | (4 << 18) | 125_000, 42]);
export const transportCc = rtcp(RTCP_TYPE.transportFeedback, 15, [1, 42, 0x00640001, 0x00000100, 0x20010400]);
export const receiverReport = rtcp(RTCP_TYPE.receiverReport, 1, [
  1,
  ...reportBlock({ ssrc: 42, fractionLost: 64, cumulativeLost: -2, jitter: 90, lsr: 5, dlsr: 6 }),
]);

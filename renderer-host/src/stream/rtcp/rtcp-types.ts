/** RTCP packet types and feedback formats (RFC 3550, 4585, 5104, draft-alvestrand-rmcat-remb, transport-wide-cc). */

export const RTCP_TYPE = {
  senderReport: 200,
  receiverReport: 201,
  sdes: 202,
  bye: 203,
  transportFeedback: 205,
  payloadFeedback: 206,
} as const;

/** `FMT` of {@link RTCP_TYPE}.transportFeedback. */
export const TRANSPORT_FEEDBACK = { nack: 1, transportCc: 15 } as const;

/** `FMT` of {@link RTCP_TYPE}.payloadFeedback. */
export const PAYLOAD_FEEDBACK = { pli: 1, fir: 4, application: 15 } as const;

/** Version, padding and count; type; length in 32-bit words minus one. */
export const RTCP_HEADER_BYTES = 4;

/** Tells RTCP from RTP where both share one transport (RFC 5761 section 4). */
export function isRtcp(bytes: Uint8Array): boolean {
  const type = bytes[1];
  return type !== undefined && bytes[0]! >> 6 === 2 && type >= 192 && type <= 223;
}

/** Session descriptions of the size that browsers write (Chromium's offers have 6 to 9 kB); gateways do not read them. */
const LINE = 'a=rtpmap:96 H264/90000 and what else a browser can decode\r\n';

export function sdpText(chars: number): string {
  return `v=0\r\n${LINE.repeat(Math.ceil(chars / LINE.length))}`;
}

export const OFFER_SDP = sdpText(7_000);
export const ANSWER_SDP = sdpText(2_500);

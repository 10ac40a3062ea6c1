/** What a page cannot say through an API of WebRTC and has to write into the session description. */

/**
 * Only candidates on loopback: the machine's other addresses would be a shorter or a longer way by chance.
 * @param sdp lines end in CRLF (RFC 8866 section 5)
 */
export function onLoopback(sdp: string): string {
  return rewriteLines(sdp, (line) => (line.startsWith('a=candidate:') && !/ 127\.0\.0\.1 /u.test(line) ? [] : [line]));
}

/**
 * libwebrtc starts at 300 kbit/s and climbs; these parameters of the codec, which it reads from the remote description,
 * let it start where it shall be. The minimum keeps it there, as there is nothing to adapt to on loopback.
 * @param bitrate bits per second
 */
export function startingAt(sdp: string, bitrate: number): string {
  const kilobits = Math.round(bitrate / 1_000);
  const parameters = ['start', 'min', 'max'].map((name) => `x-google-${name}-bitrate=${kilobits}`).join(';');
  const h264 = new Set(Array.from(sdp.matchAll(/^a=rtpmap:(\d+) H264\//gmu), ([, payloadType]) => payloadType));
  return rewriteLines(sdp, (line) => {
    const payloadType = /^a=fmtp:(\d+) /u.exec(line)?.[1];
    return [payloadType !== undefined && h264.has(payloadType) ? `${line};${parameters}` : line];
  });
}

function rewriteLines(sdp: string, rewrite: (line: string) => readonly string[]): string {
  return sdp.split('\r\n').flatMap(rewrite).join('\r\n');
}

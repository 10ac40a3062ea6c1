/** What a decoder must be told before it gets an H.264 stream. */
const SPS = 7;

/**
 * The codec of an access unit in Annex B that has a sequence parameter set, as WebCodecs wants it (RFC 6381 section 3.3:
 * `avc1.` and three bytes of the SPS); undefined where there is none.
 */
export function avcCodec(bytes: Uint8Array): string | undefined {
  for (let at = 0; at + 6 < bytes.length; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 1) continue;
    if ((bytes[at + 3]! & 0x1f) !== SPS) continue;
    const hex = Array.from(bytes.subarray(at + 4, at + 7), (byte) => byte.toString(16).padStart(2, '0'));
    return `avc1.${hex.join('')}`;
  }
  return undefined;
}

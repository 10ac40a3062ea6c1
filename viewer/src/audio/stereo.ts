/**
 * Says in an offer that sound may come in stereo (RFC 7587 section 6.1). Browsers that do not say so themselves play one
 * channel of what arrives, and have no other setting for it.
 */
export function offerStereo(sdp: string): string {
  const [, payloadType] = /^a=rtpmap:(\d+) opus\/48000\/2\r?$/imu.exec(sdp) ?? [];
  if (payloadType === undefined) return sdp;
  return sdp.replace(new RegExp(`^(a=fmtp:${payloadType} (?:(?!stereo=)[^\\r\\n])+)(\\r?)$`, 'mu'), '$1;stereo=1$2');
}

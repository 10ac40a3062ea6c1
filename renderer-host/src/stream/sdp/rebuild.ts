/**
 * Writes a viewer's offer anew for libdatachannel, out of nothing but parsed values: no rejected m-lines, one
 * payload type and its retransmission, and of the candidates those that the host may check.
 */
import { acceptedSections, audioLines, type NegotiatedAudio } from './audio.ts';
import { extensionLines, payloadLines } from './video-lines.ts';
import type { DtlsSetup, ParsedOffer } from './offer.ts';
import type { NegotiatedVideo } from './negotiate.ts';

/**
 * The offer for `setRemoteDescription(text, 'offer')`.
 * @param setup the viewer's DTLS role as libdatachannel shall see it: 'active' makes the host wait for the viewer's
 * ClientHello. 'active' is only allowed for a viewer that offered 'actpass' or 'active', 'passive' likewise.
 * @param candidates values of `a=candidate`
 * @param audio undefined: its section is rejected
 */
export function rebuildOffer(
  offer: ParsedOffer,
  video: NegotiatedVideo,
  setup: DtlsSetup,
  candidates: readonly string[],
  audio?: NegotiatedAudio,
): string {
  const { data } = offer;
  const mids = acceptedSections(offer, audio).map(({ mid }) => mid);
  const transport = [
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${offer.ufrag}`,
    `a=ice-pwd:${offer.pwd}`,
    `a=fingerprint:sha-256 ${offer.fingerprint}`,
    `a=setup:${setup}`,
    ...candidates.map((candidate) => `a=candidate:${candidate}`),
  ];
  const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', `a=group:BUNDLE ${mids.join(' ')}`];
  for (const { use } of offer.sections) {
    if (use === 'video') {
      const payloadTypes = video.rtxPayloadType === undefined ? [] : [video.rtxPayloadType];
      lines.push(
        `m=video 9 UDP/TLS/RTP/SAVPF ${[video.payloadType, ...payloadTypes].join(' ')}`,
        ...transport,
        `a=mid:${video.mid}`,
        'a=recvonly',
        'a=rtcp-mux',
        ...(video.reducedSizeRtcp ? ['a=rtcp-rsize'] : []),
        ...extensionLines(video),
        ...payloadLines(video),
        // With two tracks libdatachannel drops feedback that names neither: REMB is about stream 0.
        ...(audio === undefined ? [] : ['a=ssrc:0 cname:viewer']),
      );
    }
    if (use === 'audio' && audio !== undefined) {
      lines.push(
        `m=audio 9 UDP/TLS/RTP/SAVPF ${audio.payloadType}`,
        ...transport,
        `a=mid:${audio.mid}`,
        audio.microphoneSsrc === undefined ? 'a=recvonly' : 'a=sendrecv',
        ...audioLines(audio),
        // libdatachannel knows by it which track a packet belongs to.
        ...(audio.microphoneSsrc === undefined ? [] : [`a=ssrc:${audio.microphoneSsrc} cname:viewer`]),
      );
    }
    if (use === 'data' && data !== undefined) {
      lines.push(
        'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
        ...transport,
        `a=mid:${data.mid}`,
        `a=sctp-port:${data.sctpPort}`,
        `a=max-message-size:${data.maxMessageSize}`,
      );
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

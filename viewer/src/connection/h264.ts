/** Which codecs the viewer offers: H.264 and its retransmissions, nothing that the host could not send. */
import { RemoteViewError } from '@remote-view/protocol';

export interface Codec {
  readonly mimeType: string;
  readonly sdpFmtpLine?: string | undefined;
}

/**
 * The codecs to prefer, most welcome first.
 * @param codecs from `RTCRtpReceiver.getCapabilities('video')`
 * @throws RemoteViewError `sdp-no-h264`
 */
export function preferH264<C extends Codec>(codecs: readonly C[]): C[] {
  const h264 = codecs.filter((codec) => is(codec, 'video/h264')).toSorted((a, b) => rank(a) - rank(b));
  if (h264.length === 0) throw new RemoteViewError('sdp-no-h264');
  return [...h264, ...codecs.filter((codec) => is(codec, 'video/rtx'))];
}

function is(codec: Codec, mimeType: string): boolean {
  return codec.mimeType.toLowerCase() === mimeType;
}

/** Packetization mode 1 (RFC 6184 section 5.4) is what the host sends; constrained baseline decodes everywhere. */
function rank(codec: Codec): number {
  const parameters = (codec.sdpFmtpLine ?? '').toLowerCase();
  const mode = parameters.includes('packetization-mode=1') ? 0 : 2;
  const profile = parameters.includes('profile-level-id=42e0') ? 0 : 1;
  return mode + profile;
}

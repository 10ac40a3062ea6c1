/** A negotiated video for tests; each names only what it is about. */
import type { NegotiatedVideo } from '../../sdp/negotiate.ts';

export function negotiated(changes: Partial<NegotiatedVideo> = {}): NegotiatedVideo {
  return {
    mid: '0',
    payloadType: 108,
    rtxPayloadType: 109,
    ssrc: 0x11112222,
    rtxSsrc: 0x33334444,
    transportCcId: 4,
    playoutDelayId: 5,
    midId: 9,
    profileLevelId: '42c01f',
    levelAsymmetryAllowed: true,
    feedback: ['nack', 'nack pli', 'ccm fir', 'transport-cc'],
    reducedSizeRtcp: true,
    ...changes,
  };
}

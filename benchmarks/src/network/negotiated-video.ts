/** What host and viewer agreed on, in every run. */
import type { NegotiatedVideo } from '@remote-view/renderer-host/transport';

export const VIDEO: NegotiatedVideo = {
  ...{ mid: '0', payloadType: 108, rtxPayloadType: 109, ssrc: 0x1111_2222, rtxSsrc: 0x3333_4444 },
  ...{ transportCcId: 4, playoutDelayId: 5, midId: 9, profileLevelId: '42c01f', levelAsymmetryAllowed: true },
  ...{ feedback: ['nack', 'nack pli', 'ccm fir', 'transport-cc'], reducedSizeRtcp: true },
};

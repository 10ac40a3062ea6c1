/** The lines of a video section that the rebuilt offer and the answer share. */
import { EXTENSION_URIS } from './payload-types.ts';
import type { NegotiatedVideo } from './negotiate.ts';

export function extensionLines(video: NegotiatedVideo): string[] {
  const ids = [
    [video.transportCcId, EXTENSION_URIS.transportCc],
    [video.playoutDelayId, EXTENSION_URIS.playoutDelay],
    [video.midId, EXTENSION_URIS.mid],
  ] as const;
  return ids.filter(([id]) => id !== undefined).map(([id, uri]) => `a=extmap:${id} ${uri}`);
}

export function payloadLines(video: NegotiatedVideo): string[] {
  const { payloadType, rtxPayloadType } = video;
  const asymmetry = video.levelAsymmetryAllowed ? 'level-asymmetry-allowed=1;' : '';
  const lines = [
    `a=rtpmap:${payloadType} H264/90000`,
    ...video.feedback.map((name) => `a=rtcp-fb:${payloadType} ${name}`),
    `a=fmtp:${payloadType} ${asymmetry}packetization-mode=1;profile-level-id=${video.profileLevelId}`,
  ];
  if (rtxPayloadType === undefined) return lines;
  return [...lines, `a=rtpmap:${rtxPayloadType} rtx/90000`, `a=fmtp:${rtxPayloadType} apt=${payloadType}`];
}

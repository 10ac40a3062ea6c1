/**
 * Chooses how video is sent to one viewer: the payload type whose profile the encoder's real stream fits, its
 * retransmission, and the header extensions of ours that the viewer knows.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { MAX_MID_EXTENSION_BYTES } from '../rtp/packet.ts';
import type { Feedback, OfferedH264, ParsedOffer } from './offer.ts';

export interface NegotiatedVideo {
  readonly mid: string;
  readonly payloadType: number;
  /** Undefined where the viewer knows no RTX for it; `rtxSsrc` is unused then. */
  readonly rtxPayloadType: number | undefined;
  readonly ssrc: number;
  readonly rtxSsrc: number;
  readonly transportCcId: number | undefined;
  readonly playoutDelayId: number | undefined;
  readonly midId: number | undefined;
  /** For the answer. */
  readonly profileLevelId: string;
  readonly levelAsymmetryAllowed: boolean;
  readonly feedback: readonly Feedback[];
  readonly reducedSizeRtcp: boolean;
}

export interface VideoStreamIds {
  /** 32 bits, random, different from each other. */
  readonly ssrc: number;
  readonly rtxSsrc: number;
}

/** What a host uses in any case. */
const WANTED_FEEDBACK: readonly Feedback[] = ['nack', 'nack pli', 'ccm fir'];

/**
 * Chooses among what the viewer offered.
 * @param encoderProfileLevelId of the encoder's real SPS, six hex digits
 * @throws RemoteViewError `sdp-no-h264` where nothing offered can take the encoder's stream
 */
export function negotiateVideo(
  { video }: ParsedOffer,
  encoderProfileLevelId: string,
  { ssrc, rtxSsrc }: VideoStreamIds,
): NegotiatedVideo {
  const encoder = profileOf(encoderProfileLevelId);
  const usable = takingFragments(video.h264);
  const isExact = ({ profileLevelId }: OfferedH264): boolean => profileOf(profileLevelId) === encoder;
  const chosen =
    usable.find(isExact) ?? usable.find(({ profileLevelId }) => decodes(profileOf(profileLevelId), encoder));
  if (chosen === undefined) {
    throw new RemoteViewError('sdp-no-h264', 'The browser offers no H.264 profile that the encoder makes.', {
      context: { encoder: encoderProfileLevelId, offered: video.h264.map((one) => one.profileLevelId).join(' ') },
    });
  }
  const transportCc = video.extensions.transportCc !== undefined && chosen.feedback.includes('transport-cc');
  // The receiver's estimate says less than when each packet came, so it is for those that have nothing better.
  const rateFeedback: Feedback = transportCc ? 'transport-cc' : 'goog-remb';
  return {
    mid: video.mid,
    payloadType: chosen.payloadType,
    rtxPayloadType: chosen.rtxPayloadType,
    ssrc,
    rtxSsrc,
    transportCcId: transportCc ? video.extensions.transportCc : undefined,
    playoutDelayId: video.extensions.playoutDelay,
    midId: video.mid.length <= MAX_MID_EXTENSION_BYTES ? video.extensions.mid : undefined,
    profileLevelId: answeredProfile(chosen, encoderProfileLevelId, isExact(chosen)),
    levelAsymmetryAllowed: chosen.levelAsymmetryAllowed,
    feedback: [...WANTED_FEEDBACK, rateFeedback].filter((name) => chosen.feedback.includes(name)),
    reducedSizeRtcp: video.reducedSizeRtcp,
  };
}

/**
 * RFC 6184 section 8.1 reads a format of which nothing is said as one that takes no fragments. Players that know a single way to
 * receive H.264 (GStreamer's, by their plain caps) leave it all out and take them: they are the last resort.
 */
function takingFragments(offered: readonly OfferedH264[]): readonly OfferedH264[] {
  const declared = offered.filter(({ packetizationMode }) => packetizationMode === 1);
  return declared.length > 0 ? declared : offered.filter(({ packetizationMode }) => packetizationMode === undefined);
}

/**
 * The encoder's own, where the profile is the offered one. A payload type of a larger profile keeps that profile in the
 * answer (RFC 6184 section 8.2.2: it is symmetric, and a stream of a smaller one conforms to it) with our level.
 */
function answeredProfile(chosen: OfferedH264, encoderProfileLevelId: string, exact: boolean): string {
  return exact ? encoderProfileLevelId : chosen.profileLevelId.slice(0, 4) + encoderProfileLevelId.slice(4);
}

type Profile = 'constrained-baseline' | 'baseline' | 'main' | 'extended' | 'constrained-high' | 'high' | 'other';

/** RFC 6184 table 5, and Constrained High (H.264 A.2.4.2): profile_idc, then the constraint flags' mask and value. */
const PROFILES: readonly (readonly [idc: number, mask: number, value: number, Profile])[] = [
  [0x42, 0x4f, 0x40, 'constrained-baseline'],
  [0x4d, 0x8f, 0x80, 'constrained-baseline'],
  [0x58, 0xcf, 0xc0, 'constrained-baseline'],
  [0x42, 0x4f, 0x00, 'baseline'],
  [0x58, 0xcf, 0x80, 'baseline'],
  [0x4d, 0xaf, 0x00, 'main'],
  [0x58, 0xcf, 0x00, 'extended'],
  [0x64, 0xff, 0x0c, 'constrained-high'],
  [0x64, 0xff, 0x00, 'high'],
];

function profileOf(profileLevelId: string): Profile {
  const idc = Number.parseInt(profileLevelId.slice(0, 2), 16);
  const flags = Number.parseInt(profileLevelId.slice(2, 4), 16);
  return PROFILES.find(([id, mask, value]) => id === idc && (flags & mask) === value)?.[3] ?? 'other';
}

/** Which streams a decoder of a profile takes besides its own (H.264 annex A). */
const ALSO_DECODES: { readonly [profile in Profile]: readonly Profile[] } = {
  'constrained-baseline': [],
  baseline: ['constrained-baseline'],
  main: ['constrained-baseline'],
  extended: ['constrained-baseline', 'baseline'],
  'constrained-high': ['constrained-baseline'],
  high: ['constrained-baseline', 'main', 'constrained-high'],
  other: [],
};

function decodes(offered: Profile, encoder: Profile): boolean {
  return ALSO_DECODES[offered].includes(encoder);
}

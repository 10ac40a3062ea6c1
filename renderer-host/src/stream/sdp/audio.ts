/**
 * The sound of an offer: one section with Opus (RFC 7587) that the viewer wants to hear, and may speak on.
 *
 * What comes from its microphone is told apart by its SSRC, so only a viewer that announces one (RFC 5576) can speak.
 */
import { MAX_MID_EXTENSION_BYTES } from '../rtp/packet.ts';
import { EXTENSION_URIS, readExtensions, readPayloadTypes, type ExtensionIds } from './payload-types.ts';
import type { OfferedSection, ParsedOffer } from './offer.ts';
import type { MediaSection } from './sections.ts';

export interface OfferedAudio {
  readonly mid: string;
  readonly payloadType: number;
  readonly transportCc: boolean;
  readonly extensions: ExtensionIds;
  readonly reducedSizeRtcp: boolean;
  /** Of the viewer's microphone; undefined where it only listens. */
  readonly microphoneSsrc: number | undefined;
}

export interface NegotiatedAudio {
  readonly mid: string;
  readonly payloadType: number;
  /** Of the sound that the host sends. */
  readonly ssrc: number;
  readonly transportCcId: number | undefined;
  readonly midId: number | undefined;
  readonly reducedSizeRtcp: boolean;
  readonly microphoneSsrc: number | undefined;
}

/** RFC 7587 section 7: the clock is 48 kHz and the channels are two, whatever is in the stream. */
const OPUS = /^opus\/48000\/2$/i;

/** @returns undefined where the section holds no sound that the host could send */
export function readAudio(
  section: MediaSection,
  mid: string,
  receives: boolean,
  sends: boolean,
): OfferedAudio | undefined {
  const { attributes } = section;
  const types = readPayloadTypes(section);
  const payloadType = types.offered.find((one) => types.isCodec(one, OPUS));
  if (payloadType === undefined || !receives || !attributes.has('rtcp-mux')) return undefined;
  return {
    mid,
    payloadType,
    transportCc: types.hasFeedback(payloadType, 'transport-cc'),
    extensions: readExtensions(attributes),
    reducedSizeRtcp: attributes.has('rtcp-rsize'),
    microphoneSsrc: sends ? readSsrc(attributes.all('ssrc')[0]) : undefined,
  };
}

/** @param ssrc random, another than any of the video's; one that the viewer has taken for itself becomes the next */
export function negotiateAudio(offered: OfferedAudio, ssrc: number): NegotiatedAudio {
  const { mid, payloadType, transportCc, extensions, reducedSizeRtcp, microphoneSsrc } = offered;
  return {
    mid,
    payloadType,
    ssrc: ssrc === microphoneSsrc ? ssrc + 1 : ssrc,
    transportCcId: transportCc ? extensions.transportCc : undefined,
    midId: mid.length <= MAX_MID_EXTENSION_BYTES ? extensions.mid : undefined,
    reducedSizeRtcp,
    microphoneSsrc,
  };
}

/**
 * The lines that the rebuilt offer and the answer share. There is no playout-delay: sound without a jitter buffer is
 * torn. What the host sends has two channels; no `stereo`, since a microphone has one (RFC 7587 section 6.1).
 */
export function audioLines(audio: NegotiatedAudio): string[] {
  const { payloadType, transportCcId, midId } = audio;
  return [
    'a=rtcp-mux',
    ...(audio.reducedSizeRtcp ? ['a=rtcp-rsize'] : []),
    ...(transportCcId === undefined ? [] : [`a=extmap:${transportCcId} ${EXTENSION_URIS.transportCc}`]),
    ...(midId === undefined ? [] : [`a=extmap:${midId} ${EXTENSION_URIS.mid}`]),
    `a=rtpmap:${payloadType} opus/48000/2`,
    ...(transportCcId === undefined ? [] : [`a=rtcp-fb:${payloadType} transport-cc`]),
    `a=fmtp:${payloadType} minptime=10;useinbandfec=1;sprop-stereo=1`,
  ];
}

/** RFC 5576: `<ssrc> <attribute>`. */
function readSsrc(value: string | undefined): number | undefined {
  const [, digits] = /^(\d{1,10}) cname:\S/.exec(value ?? '') ?? [];
  const ssrc = Number(digits);
  return ssrc >= 1 && ssrc <= 0xffff_ffff ? ssrc : undefined;
}

/** The m-lines that are not rejected, in the viewer's order. */
export function acceptedSections(offer: ParsedOffer, audio: NegotiatedAudio | undefined): OfferedSection[] {
  return offer.sections.filter(({ use }) => use !== 'rejected' && (use !== 'audio' || audio !== undefined));
}

/**
 * Reads a viewer's offer: one H.264 video that it wants to receive, sound in Opus where it wants that too, and one
 * data-channel association.
 *
 * The text is hostile until read. Only the values below leave it, each by a strict grammar; what becomes of its candidates
 * says `candidates.ts`.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { readAudio, type OfferedAudio } from './audio.ts';
import { readCandidates, type OfferedCandidate } from './candidates.ts';
import { readExtensions, readPayloadTypes, type ExtensionIds } from './payload-types.ts';
import { GRAMMAR, invalidSdp, parseSections, type Attributes, type MediaSection } from './sections.ts';

/** The RTCP feedback we know how to answer or use. */
export const KNOWN_FEEDBACK = ['nack', 'nack pli', 'ccm fir', 'transport-cc', 'goog-remb'] as const;
export type Feedback = (typeof KNOWN_FEEDBACK)[number];

export interface OfferedH264 {
  readonly payloadType: number;
  /** Six hex digits, lower case. */
  readonly profileLevelId: string;
  /** Undefined where nothing at all is said of the format. */
  readonly packetizationMode: number | undefined;
  readonly levelAsymmetryAllowed: boolean;
  /** Payload type of its retransmissions (RFC 4588). */
  readonly rtxPayloadType: number | undefined;
  readonly feedback: readonly Feedback[];
}

export interface OfferedVideo {
  readonly mid: string;
  /** In the viewer's order of preference. */
  readonly h264: readonly OfferedH264[];
  readonly extensions: ExtensionIds;
  readonly reducedSizeRtcp: boolean;
}

export interface OfferedData {
  readonly mid: string;
  readonly sctpPort: number;
  /** Bytes; 0 is "any size" (RFC 8841 section 6). */
  readonly maxMessageSize: number;
}

/** One m-line of the offer, as the answer has to repeat it. */
export interface OfferedSection {
  readonly kind: string;
  readonly protocol: string;
  readonly format: string;
  readonly mid: string | undefined;
  readonly use: 'video' | 'audio' | 'data' | 'rejected';
}

export type DtlsSetup = 'actpass' | 'active' | 'passive';

export interface ParsedOffer {
  readonly ufrag: string;
  readonly pwd: string;
  /** SHA-256, upper case hex pairs with colons. */
  readonly fingerprint: string;
  readonly setup: DtlsSetup;
  readonly candidates: readonly OfferedCandidate[];
  readonly video: OfferedVideo;
  /** Undefined where a player wants no sound, or none that goes with the video. */
  readonly audio: OfferedAudio | undefined;
  /** Undefined where a player wants video alone (WHEP). */
  readonly data: OfferedData | undefined;
  /** Several media may share the transport of the video (RFC 9143); otherwise there is the video alone. */
  readonly bundled: boolean;
  /** All m-lines in the viewer's order. */
  readonly sections: readonly OfferedSection[];
}

/**
 * Parses an offer.
 * @throws RemoteViewError `sdp-invalid` with the line or attribute that was wrong, `sdp-no-h264` where no video section
 * that the viewer would receive holds H.264
 */
export function parseOffer(text: string): ParsedOffer {
  const { session, media } = parseSections(text);
  const mids = media.map((section) => section.attributes.first('mid', GRAMMAR.mid));
  const named = mids.filter((mid) => mid !== undefined);
  if (new Set(named).size !== named.length) throw invalidSdp("two m-lines have the same 'a=mid'");

  const videoAt = media.findIndex((section, index) => mids[index] !== undefined && isReceivedH264(section, session));
  const videoSection = media[videoAt];
  const videoMid = mids[videoAt];
  if (videoSection === undefined || videoMid === undefined) throw new RemoteViewError('sdp-no-h264');
  if (!videoSection.attributes.has('rtcp-mux')) throw invalidSdp("the video has no 'a=rtcp-mux'");

  const group = bundleWith(session, videoMid);
  const bundle = group ?? [videoMid];
  const dataAt = media.findIndex((section, index) => isData(section) && bundle.includes(mids[index] ?? ''));
  const data = media[dataAt];
  const audio = media.map((section, index) =>
    bundle.includes(mids[index] ?? '') ? offeredAudio(section, session, mids[index]!) : undefined,
  );
  const audioAt = audio.findIndex((one) => one !== undefined);
  const use = (index: number): OfferedSection['use'] => {
    if (index === videoAt) return 'video';
    if (index === audioAt) return 'audio';
    return index === dataAt ? 'data' : 'rejected';
  };
  // Where transport attributes may stand: in the section, in the bundle's first section (RFC 9143), in the session.
  const tagged = media[mids.indexOf(bundle[0])];
  const places = [videoSection.attributes, ...(tagged === undefined ? [] : [tagged.attributes]), session];
  return {
    ufrag: required(places, 'ice-ufrag', GRAMMAR.iceUfrag),
    pwd: required(places, 'ice-pwd', GRAMMAR.icePwd),
    fingerprint: fingerprint(places),
    setup: required(places, 'setup', /^(?:actpass|active|passive)$/) as DtlsSetup,
    candidates: readCandidates(places),
    video: {
      mid: videoMid,
      h264: readH264(videoSection),
      extensions: readExtensions(videoSection.attributes),
      reducedSizeRtcp: videoSection.attributes.has('rtcp-rsize'),
    },
    audio: audio[audioAt],
    data: data === undefined ? undefined : readData(data.attributes, mids[dataAt]!),
    bundled: group !== undefined,
    sections: media.map((section, index) => ({
      kind: section.kind,
      protocol: section.protocol,
      format: section.formats[0]!,
      mid: mids[index],
      use: use(index),
    })),
  };
}

/** The mids of the BUNDLE group that holds the video. */
function bundleWith(session: Attributes, videoMid: string): readonly string[] | undefined {
  const groups = session
    .all('group')
    .map((group) => group.split(' '))
    .filter(([semantics]) => semantics === 'BUNDLE')
    .map(([, ...mids]) => mids);
  return groups.find((mids) => mids.includes(videoMid));
}

const RTP_PROTOCOLS = new Set(['UDP/TLS/RTP/SAVPF', 'TCP/DTLS/RTP/SAVPF']);
const DATA_PROTOCOLS = new Set(['UDP/DTLS/SCTP', 'TCP/DTLS/SCTP']);

function isReceivedH264(section: MediaSection, session: Attributes): boolean {
  if (section.kind !== 'video' || !RTP_PROTOCOLS.has(section.protocol) || isDisabled(section)) return false;
  const direction = directionOf(section, session);
  return direction !== 'sendonly' && direction !== 'inactive' && readH264(section).length > 0;
}

function offeredAudio(section: MediaSection, session: Attributes, mid: string): OfferedAudio | undefined {
  if (section.kind !== 'audio' || !RTP_PROTOCOLS.has(section.protocol) || isDisabled(section)) return undefined;
  const direction = directionOf(section, session);
  const both = direction === undefined || direction === 'sendrecv';
  return readAudio(section, mid, both || direction === 'recvonly', both);
}

/** RFC 8866 section 6.7; undefined is `sendrecv`. */
function directionOf(section: MediaSection, session: Attributes): string | undefined {
  const directions = ['sendrecv', 'recvonly', 'sendonly', 'inactive'];
  return directions.find((name) => section.attributes.has(name)) ?? directions.find((name) => session.has(name));
}

function isData(section: MediaSection): boolean {
  return (
    section.kind === 'application' &&
    DATA_PROTOCOLS.has(section.protocol) &&
    section.formats[0] === 'webrtc-datachannel' &&
    !isDisabled(section)
  );
}

/** Port 0 rejects a section, except where it only says "bundled or not at all" (RFC 9143 section 6). */
function isDisabled(section: MediaSection): boolean {
  return section.port === 0 && !section.attributes.has('bundle-only');
}

function required(places: readonly Attributes[], name: string, grammar: RegExp): string {
  for (const attributes of places) {
    const value = attributes.first(name, grammar);
    if (value !== undefined) return value;
  }
  throw invalidSdp(`'a=${name}' is missing`);
}

/** A description may list several hashes of its certificate (RFC 8122 section 5). */
function fingerprint(places: readonly Attributes[]): string {
  for (const attributes of places) {
    const offered = attributes.all('fingerprint');
    const sha256 = offered.find((value) => GRAMMAR.fingerprint.test(value));
    if (sha256 !== undefined) return sha256.slice('sha-256 '.length).toUpperCase();
    if (offered.length > 0) throw invalidSdp(`'a=fingerprint' of ${attributes.where} is no SHA-256`);
  }
  throw invalidSdp("'a=fingerprint' is missing");
}

function readH264(section: MediaSection): OfferedH264[] {
  const types = readPayloadTypes(section);
  const rtxOf = new Map<number, number>();
  for (const payloadType of types.offered.filter((candidate) => types.isCodec(candidate, /^rtx\/90000$/i))) {
    const repaired = Number(types.parameters(payloadType).get('apt') ?? NaN);
    if (!rtxOf.has(repaired)) rtxOf.set(repaired, payloadType);
  }
  return types.offered
    .filter((payloadType) => types.isCodec(payloadType, /^H264\/90000$/i))
    .flatMap((payloadType) => {
      const format = types.parameters(payloadType);
      // RFC 6184 section 8.1: without it the stream is Baseline, level 1.
      const profile = format.get('profile-level-id') ?? '420010';
      const mode = format.get('packetization-mode') ?? '0';
      if (!/^[0-9a-f]{6}$/i.test(profile) || !/^[012]$/.test(mode)) return [];
      return {
        payloadType,
        profileLevelId: profile.toLowerCase(),
        packetizationMode: format.size === 0 ? undefined : Number(mode),
        levelAsymmetryAllowed: format.get('level-asymmetry-allowed') === '1',
        rtxPayloadType: rtxOf.get(payloadType),
        feedback: KNOWN_FEEDBACK.filter((name) => types.hasFeedback(payloadType, name)),
      };
    });
}

/** RFC 8841; the defaults are those of sections 5 and 6. */
function readData(attributes: Attributes, mid: string): OfferedData {
  const sctpPort = Number(attributes.first('sctp-port', /^\d{1,5}$/) ?? 5_000);
  if (sctpPort < 1 || sctpPort > 65_535) throw invalidSdp(`'a=sctp-port' of ${attributes.where} is out of range`);
  return { mid, sctpPort, maxMessageSize: Number(attributes.first('max-message-size', /^\d{1,10}$/) ?? 65_536) };
}

/**
 * Writes the answer for the viewer: the transport (ICE, DTLS, candidates) from libdatachannel's own answer, everything
 * about media from what was negotiated, in the order of the viewer's m-lines (RFC 8829 section 5.3.1).
 *
 * libdatachannel describes neither header extensions nor retransmission, and knows nothing of the m-lines that were
 * kept from it; so its text is read, not edited.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { acceptedSections, audioLines, type NegotiatedAudio } from './audio.ts';
import { extensionLines, payloadLines } from './video-lines.ts';
import { GRAMMAR, parseSections } from './sections.ts';
import type { NegotiatedVideo } from './negotiate.ts';
import type { OfferedSection, ParsedOffer } from './offer.ts';

/** What libdatachannel decided. */
export interface LocalTransport {
  readonly ufrag: string;
  readonly pwd: string;
  readonly fingerprint: string;
  readonly setup: 'active' | 'passive';
  /** `candidate:...` values. */
  readonly candidates: readonly string[];
  /** Whether no more candidates come. */
  readonly complete: boolean;
  readonly maxMessageSize: number;
}

export interface AnswerIds {
  /** Also what the SDES of our RTCP says. */
  readonly cname: string;
  /** The MediaStream of the video; sound has another one, or the browser delays video to be in step with it. */
  readonly streamId: string;
  readonly trackId: string;
}

/**
 * Reads `localDescription().sdp` of an answering peer connection.
 * @throws RemoteViewError `internal` where something is missing
 */
export function readLocalTransport(text: string): LocalTransport {
  const { session, media } = parseSections(text);
  const places = [...media.map(({ attributes }) => attributes), session];
  const find = (name: string, grammar: RegExp): string | undefined =>
    places.map((attributes) => attributes.first(name, grammar)).find((value) => value !== undefined);
  const need = (name: string, grammar: RegExp): string => {
    const value = find(name, grammar);
    if (value === undefined) throw new RemoteViewError('internal', `The local description has no 'a=${name}'.`);
    return value;
  };
  const candidates = places.flatMap((attributes) => attributes.all('candidate'));
  return {
    ufrag: need('ice-ufrag', GRAMMAR.iceUfrag),
    pwd: need('ice-pwd', GRAMMAR.icePwd),
    fingerprint: need('fingerprint', GRAMMAR.fingerprint).slice('sha-256 '.length),
    setup: need('setup', /^(?:active|passive)$/) as LocalTransport['setup'],
    candidates: [...new Set(candidates)].map((value) => `candidate:${value}`),
    complete: places.some((attributes) => attributes.has('end-of-candidates')),
    maxMessageSize: Number(find('max-message-size', /^\d{1,10}$/) ?? 65_536),
  };
}

/**
 * The answer text for the viewer.
 * @param audio undefined: its section is rejected
 */
export function buildAnswer(
  offer: ParsedOffer,
  video: NegotiatedVideo,
  local: LocalTransport,
  ids: AnswerIds,
  audio?: NegotiatedAudio,
): string {
  const accepted = acceptedSections(offer, audio);
  const streams = [ids.streamId, ...(audio === undefined ? [] : [soundStreamId(ids)])];
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    // RFC 9143 section 7.3: not where the offer has none.
    ...(offer.bundled ? [`a=group:BUNDLE ${accepted.map(({ mid }) => mid).join(' ')}`] : []),
    `a=msid-semantic: WMS ${streams.join(' ')}`,
  ];
  for (const section of offer.sections) {
    if (!accepted.includes(section)) {
      lines.push(...rejectedLines(section));
      continue;
    }
    if (section.use === 'video') lines.push(...videoLines(section, video, ids));
    else if (section.use === 'data')
      lines.push(...dataLines(section, offer.data?.sctpPort ?? 5_000, local.maxMessageSize));
    else if (audio !== undefined) lines.push(...soundLines(section, audio, ids));
    lines.push(
      `a=ice-ufrag:${local.ufrag}`,
      `a=ice-pwd:${local.pwd}`,
      `a=fingerprint:sha-256 ${local.fingerprint}`,
      `a=setup:${local.setup}`,
    );
    // All sections share one transport, whose candidates stand in the first (RFC 9143 section 7.4).
    if (section !== accepted[0]) continue;
    lines.push(...local.candidates.map((candidate) => `a=${candidate}`));
    if (local.complete) lines.push('a=end-of-candidates');
  }
  return `${lines.join('\r\n')}\r\n`;
}

function soundStreamId({ streamId }: AnswerIds): string {
  return `${streamId}-sound`;
}

function soundLines(section: OfferedSection, audio: NegotiatedAudio, ids: AnswerIds): string[] {
  const msid = `${soundStreamId(ids)} sound`;
  return [
    `m=audio 9 ${section.protocol} ${audio.payloadType}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=mid:${audio.mid}`,
    audio.microphoneSsrc === undefined ? 'a=sendonly' : 'a=sendrecv',
    `a=msid:${msid}`,
    ...audioLines(audio),
    `a=ssrc:${audio.ssrc} cname:${ids.cname}`,
    `a=ssrc:${audio.ssrc} msid:${msid}`,
  ];
}

function videoLines(section: OfferedSection, video: NegotiatedVideo, ids: AnswerIds): string[] {
  const { ssrc, rtxSsrc, payloadType, rtxPayloadType } = video;
  const rtx = rtxPayloadType !== undefined;
  return [
    `m=video 9 ${section.protocol} ${[payloadType, ...(rtx ? [rtxPayloadType] : [])].join(' ')}`,
    'c=IN IP4 0.0.0.0',
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=mid:${video.mid}`,
    'a=sendonly',
    `a=msid:${ids.streamId} ${ids.trackId}`,
    'a=rtcp-mux',
    ...(video.reducedSizeRtcp ? ['a=rtcp-rsize'] : []),
    ...extensionLines(video),
    ...payloadLines(video),
    ...(rtx ? [`a=ssrc-group:FID ${ssrc} ${rtxSsrc}`] : []),
    ...[ssrc, ...(rtx ? [rtxSsrc] : [])].flatMap((id) => [
      `a=ssrc:${id} cname:${ids.cname}`,
      `a=ssrc:${id} msid:${ids.streamId} ${ids.trackId}`,
    ]),
  ];
}

function dataLines(section: OfferedSection, sctpPort: number, maxMessageSize: number): string[] {
  return [
    `m=application 9 ${section.protocol} webrtc-datachannel`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${section.mid}`,
    `a=sctp-port:${sctpPort}`,
    `a=max-message-size:${maxMessageSize}`,
  ];
}

function rejectedLines(section: OfferedSection): string[] {
  const mid = section.mid === undefined ? [] : [`a=mid:${section.mid}`];
  return [`m=${section.kind} 0 ${section.protocol} ${section.format}`, 'c=IN IP4 0.0.0.0', ...mid, 'a=inactive'];
}

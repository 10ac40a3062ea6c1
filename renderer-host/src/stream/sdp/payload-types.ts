/** The lines of a section that speak of its payload types and its header extensions (RFC 8866 section 6.6, RFC 8285). */
import type { Attributes, MediaSection } from './sections.ts';

/** The header extensions we know, by the name that they have here. */
export const EXTENSION_URIS = {
  transportCc: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  playoutDelay: 'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  mid: 'urn:ietf:params:rtp-hdrext:sdes:mid',
  absCaptureTime: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
} as const;
export type ExtensionName = keyof typeof EXTENSION_URIS;
export type ExtensionIds = { readonly [name in ExtensionName]?: number };

/** What a section says of its payload types. */
export interface PayloadTypes {
  /** In the viewer's order of preference. */
  readonly offered: readonly number[];
  isCodec(payloadType: number, codec: RegExp): boolean;
  /** `name=value` pairs of its `a=fmtp` lines, names in lower case. */
  parameters(payloadType: number): ReadonlyMap<string, string>;
  hasFeedback(payloadType: number, name: string): boolean;
}

export function readPayloadTypes({ formats, attributes }: MediaSection): PayloadTypes {
  const codecs = perPayloadType(attributes.all('rtpmap'));
  const parameters = perPayloadType(attributes.all('fmtp'));
  const feedback = attributes.all('rtcp-fb');
  return {
    offered: formats.filter((format) => /^\d{1,3}$/.test(format)).map(Number),
    isCodec: (payloadType, codec) =>
      isDynamicPayloadType(payloadType) && (codecs.get(payloadType) ?? []).some((value) => codec.test(value)),
    parameters: (payloadType) => formatParameters(parameters.get(payloadType)),
    hasFeedback: (payloadType, name) => feedback.includes(`${payloadType} ${name}`) || feedback.includes(`* ${name}`),
  };
}

/** RFC 8285: `<id>[/<direction>] <URI>`; ids 1-14 have the one-byte form that we write. */
export function readExtensions(attributes: Attributes): ExtensionIds {
  const ids: { [name in ExtensionName]?: number } = {};
  const taken = new Set<number>();
  for (const value of attributes.all('extmap')) {
    const [, digits, direction, uri] = /^(\d{1,5})(?:\/([a-z]{1,8}))? (\S{1,200})(?: .*)?$/.exec(value) ?? [];
    const id = Number(digits);
    const name = (Object.keys(EXTENSION_URIS) as ExtensionName[]).find((key) => EXTENSION_URIS[key] === uri);
    const received = direction === undefined || direction === 'sendrecv' || direction === 'recvonly';
    if (name === undefined || !received || !(id >= 1 && id <= 14) || taken.has(id) || ids[name] !== undefined) continue;
    taken.add(id);
    ids[name] = id;
  }
  return ids;
}

/** Dynamic payload types; 64-95 would be taken for RTCP (RFC 5761 section 4). */
function isDynamicPayloadType(payloadType: number): boolean {
  return (payloadType >= 35 && payloadType <= 63) || (payloadType >= 96 && payloadType <= 127);
}

/** Groups `<payload type> <rest>` values by their payload type. */
function perPayloadType(values: readonly string[]): Map<number, string[]> {
  const grouped = new Map<number, string[]>();
  for (const value of values) {
    const [, payloadType, rest] = /^(\d{1,3}) (.+)$/.exec(value) ?? [];
    if (payloadType === undefined || rest === undefined) continue;
    const group = grouped.get(Number(payloadType));
    if (group === undefined) grouped.set(Number(payloadType), [rest]);
    else group.push(rest);
  }
  return grouped;
}

function formatParameters(lines: readonly string[] | undefined): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const parameter of (lines ?? []).flatMap((line) => line.split(';'))) {
    const [, name, value] = /^\s*([a-z-]{1,40})=(\S{1,100})\s*$/i.exec(parameter) ?? [];
    if (name !== undefined && value !== undefined) parameters.set(name.toLowerCase(), value);
  }
  return parameters;
}

/**
 * Splits a session description (RFC 8866) into its session part and its m-sections, and holds the strict grammars of
 * the values that are taken from one. What a value does not match is refused, so nothing a peer wrote reaches another
 * parser unread; what nobody asks for is dropped.
 */
import { LIMITS, RemoteViewError } from '@remote-view/protocol';

const MAX_LINES = 1_000;
const MAX_LINE_CHARS = 4_096;
/** One video, one data and a few that get rejected. */
const MAX_SECTIONS = 16;

/** The `a=` lines of one section. */
export class Attributes {
  /** For error texts: "session", or "m-line 2 (video)". */
  readonly where: string;
  readonly #lines: string[] = [];

  constructor(where: string) {
    this.where = where;
  }

  add(attribute: string): void {
    this.#lines.push(attribute);
  }

  /** Whether the property attribute `name` is there. */
  has(name: string): boolean {
    return this.#lines.includes(name);
  }

  /** The values of every `a=name:value`, in order. */
  all(name: string): string[] {
    const prefix = `${name}:`;
    return this.#lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
  }

  /**
   * The first value of `name`, undefined where it is absent.
   * @throws RemoteViewError `sdp-invalid` where it does not match
   */
  first(name: string, grammar: RegExp): string | undefined {
    const value = this.all(name)[0];
    if (value === undefined) return undefined;
    if (!grammar.test(value)) throw invalidSdp(`'a=${name}' of ${this.where} has a wrong form`);
    return value;
  }
}

export interface MediaSection {
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly attributes: Attributes;
}

export interface SessionDescription {
  readonly session: Attributes;
  readonly media: readonly MediaSection[];
}

export const GRAMMAR = {
  /** RFC 8839 section 5.4. */
  iceUfrag: /^[A-Za-z0-9+/]{4,256}$/,
  icePwd: /^[A-Za-z0-9+/]{22,256}$/,
  /** RFC 5888: a token; no more than fits into an m-section's name anywhere. */
  mid: /^[A-Za-z0-9!#$%&'*+.^_`{|}~-]{1,64}$/,
  /** RFC 8122, SHA-256 only; case of hash name and digits is free in the wild. */
  fingerprint: /^sha-256 [0-9a-f]{2}(?::[0-9a-f]{2}){31}$/i,
} as const;

export function invalidSdp(problem: string): RemoteViewError {
  return new RemoteViewError('sdp-invalid', `The session description was not accepted: ${problem}.`);
}

/** @throws RemoteViewError `sdp-invalid` */
export function parseSections(text: string): SessionDescription {
  if (text.length > LIMITS.sdpChars) throw invalidSdp(`it is longer than ${LIMITS.sdpChars} characters`);
  const lines = text.split(/\r\n|\n/);
  if (lines.length > MAX_LINES) throw invalidSdp(`it has more than ${MAX_LINES} lines`);
  while (lines.at(-1) === '') lines.pop();
  if (lines[0] !== 'v=0') throw invalidSdp("line 1 is not 'v=0'");
  const session = new Attributes('the session');
  const media: MediaSection[] = [];
  let current = session;
  for (const [index, line] of lines.entries()) {
    if (line.length > MAX_LINE_CHARS) throw invalidSdp(`line ${index + 1} is too long`);
    if (!/^[a-z]=\P{Cc}*$/u.test(line)) throw invalidSdp(`line ${index + 1} is no SDP line`);
    if (line.startsWith('m=')) {
      if (media.length === MAX_SECTIONS) throw invalidSdp(`it has more than ${MAX_SECTIONS} m-lines`);
      const section = parseMediaLine(line, index + 1, media.length + 1);
      media.push(section);
      current = section.attributes;
    } else if (line.startsWith('a=')) {
      current.add(line.slice(2));
    }
  }
  return { session, media };
}

const MEDIA_LINE = /^m=([a-z]{1,16}) (\d{1,5})(?:\/\d{1,5})? ([A-Za-z0-9/]{1,32})((?: [A-Za-z0-9-]{1,32}){1,128})$/;

function parseMediaLine(line: string, lineNumber: number, number: number): MediaSection {
  const [, kind, port, protocol, formats] = MEDIA_LINE.exec(line) ?? [];
  if (kind === undefined || port === undefined || protocol === undefined || formats === undefined) {
    throw invalidSdp(`the m-line in line ${lineNumber} has a wrong form`);
  }
  if (Number(port) > 65_535) throw invalidSdp(`the port in line ${lineNumber} is too large`);
  return {
    kind,
    port: Number(port),
    protocol,
    formats: formats.slice(1).split(' '),
    attributes: new Attributes(`m-line ${number} (${kind})`),
  };
}

/** Reads the numbers we show out of an `RTCStatsReport` (W3C webrtc-stats). Rates are differences between two readings. */
import type { Millis } from '@remote-view/protocol';
import { Increase, type Added } from './increase.ts';
import { NO_MEDIA_STATS, type CandidateType, type MediaStats, type Transport } from './stats.ts';

/** One entry of a report; what it holds differs between browsers, so every field is looked at before it is used. */
export interface ReportEntry {
  readonly id: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Totals by the names that the report has for them. */
const TOTALS = [
  'bytesReceived',
  'framesDecoded',
  'totalDecodeTime',
  'jitterBufferDelay',
  'jitterBufferEmittedCount',
  'packetsReceived',
  'packetsLost',
] as const;
type Totals = Record<(typeof TOTALS)[number], number>;

/** From direct to roundabout. */
const CANDIDATE_TYPES: readonly CandidateType[] = ['host', 'prflx', 'srflx', 'relay'];

export class ReportReader {
  readonly #transport: Transport;
  readonly #increase = new Increase<keyof Totals>();

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  read(report: Iterable<ReportEntry>, now: Millis): MediaStats {
    const entries = new Map<string, ReportEntry>();
    for (const entry of report) entries.set(entry.id, entry);
    const path = { transport: this.#transport, ...pathIn(entries) };
    const inbound = find(entries, (entry) => entry.type === 'inbound-rtp' && entry['kind'] === 'video');
    if (inbound === undefined) return { ...NO_MEDIA_STATS, ...path };
    const totals = Object.fromEntries(TOTALS.map((name) => [name, number(inbound, name) ?? 0])) as Totals;
    const isEfficient = inbound['powerEfficientDecoder'];
    return {
      ...path,
      ...rates(this.#increase.read(totals, now)),
      fps: number(inbound, 'framesPerSecond'),
      width: number(inbound, 'frameWidth'),
      height: number(inbound, 'frameHeight'),
      framesDecoded: number(inbound, 'framesDecoded'),
      framesDropped: number(inbound, 'framesDropped'),
      packetsLost: number(inbound, 'packetsLost'),
      freezeCount: number(inbound, 'freezeCount'),
      codec: text(entries.get(String(inbound['codecId'])), 'mimeType'),
      decoder: typeof isEfficient !== 'boolean' ? null : isEfficient ? 'hardware' : 'software',
      decoderName: text(inbound, 'decoderImplementation'),
    };
  }
}

type Rates = Pick<MediaStats, 'bitrate' | 'jitterBufferMs' | 'decodeMs' | 'lossRatio'>;

function rates(added: Added<keyof Totals> | null): Rates {
  if (added === null) return { bitrate: null, jitterBufferMs: null, decodeMs: null, lossRatio: null };
  const { during, by } = added;
  // Packets that come late take back their loss.
  const lost = Math.max(0, by.packetsLost);
  return {
    bitrate: Math.round((by.bytesReceived * 8_000) / during),
    jitterBufferMs: ratio(by.jitterBufferDelay * 1_000, by.jitterBufferEmittedCount),
    decodeMs: ratio(by.totalDecodeTime * 1_000, by.framesDecoded),
    lossRatio: ratio(lost, lost + by.packetsReceived),
  };
}

type Path = Pick<MediaStats, 'candidateType' | 'transportProtocol' | 'rtt'>;

function pathIn(entries: ReadonlyMap<string, ReportEntry>): Path {
  const pair = pairInUse(entries);
  const ends = ['localCandidateId', 'remoteCandidateId'].map((end) => entries.get(String(pair?.[end])));
  const ranks = ends.map((end) => CANDIDATE_TYPES.indexOf(end?.['candidateType'] as CandidateType));
  const rtt = number(pair, 'currentRoundTripTime');
  // To a TURN server it may be TCP or TLS, while what the server sends on is UDP.
  const protocol = text(ends[0], 'relayProtocol') ?? text(ends[0], 'protocol');
  return {
    candidateType: CANDIDATE_TYPES[Math.max(...ranks)] ?? null,
    transportProtocol: protocol === null ? null : protocol === 'udp' ? 'udp' : 'tcp',
    rtt: rtt === null ? null : rtt * 1_000,
  };
}

function pairInUse(entries: ReadonlyMap<string, ReportEntry>): ReportEntry | undefined {
  const transport = find(entries, ({ type }) => type === 'transport');
  const selected = entries.get(String(transport?.['selectedCandidatePairId']));
  // Firefox has no entry for the transport, and marks the pair.
  return selected ?? find(entries, (entry) => entry.type === 'candidate-pair' && entry['selected'] === true);
}

function find(
  entries: ReadonlyMap<string, ReportEntry>,
  fits: (entry: ReportEntry) => boolean,
): ReportEntry | undefined {
  for (const entry of entries.values()) if (fits(entry)) return entry;
  return undefined;
}

function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

function number(entry: ReportEntry | undefined, field: string): number | null {
  const value = entry?.[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function text(entry: ReportEntry | undefined, field: string): string | null {
  const value = entry?.[field];
  return typeof value === 'string' ? value : null;
}

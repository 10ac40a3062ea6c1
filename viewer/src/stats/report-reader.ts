/**
 * Reads the numbers we show out of an `RTCStatsReport` (W3C webrtc-stats). Rates are differences between two readings;
 * two that are close together, because page and overlay both asked, share one.
 */
import type { Millis } from '@remote-view/protocol';
import { NO_MEDIA_STATS, type MediaStats } from './stats.ts';

/** One entry of a report; what it holds differs between browsers, so every field is looked at before it is used. */
export interface ReportEntry {
  readonly id: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

const MIN_INTERVAL: Millis = 250;

interface Totals {
  readonly at: Millis;
  readonly bytes: number;
  readonly jitterBufferDelay: number;
  readonly jitterBufferEmitted: number;
}

export class ReportReader {
  #last: Totals | null = null;
  #rates: Pick<MediaStats, 'bitrate' | 'jitterBufferMs'> = { bitrate: null, jitterBufferMs: null };

  read(report: Iterable<ReportEntry>, now: Millis): MediaStats {
    const entries = new Map<string, ReportEntry>();
    let inbound: ReportEntry | undefined;
    let transport: ReportEntry | undefined;
    for (const entry of report) {
      entries.set(entry.id, entry);
      if (entry.type === 'inbound-rtp' && entry['kind'] === 'video') inbound = entry;
      if (entry.type === 'transport') transport = entry;
    }
    if (inbound === undefined) return NO_MEDIA_STATS;
    this.#measure(inbound, now);
    const pair = entries.get(String(transport?.['selectedCandidatePairId']));
    const rtt = number(pair, 'currentRoundTripTime');
    const mimeType = entries.get(String(inbound['codecId']))?.['mimeType'];
    return {
      ...this.#rates,
      fps: number(inbound, 'framesPerSecond'),
      width: number(inbound, 'frameWidth'),
      height: number(inbound, 'frameHeight'),
      framesDecoded: number(inbound, 'framesDecoded'),
      framesDropped: number(inbound, 'framesDropped'),
      packetsLost: number(inbound, 'packetsLost'),
      freezeCount: number(inbound, 'freezeCount'),
      rtt: rtt === null ? null : rtt * 1_000,
      codec: typeof mimeType === 'string' ? mimeType : null,
    };
  }

  #measure(inbound: ReportEntry, now: Millis): void {
    const last = this.#last;
    if (last !== null && now - last.at < MIN_INTERVAL) return;
    const totals: Totals = {
      at: now,
      bytes: number(inbound, 'bytesReceived') ?? 0,
      jitterBufferDelay: number(inbound, 'jitterBufferDelay') ?? 0,
      jitterBufferEmitted: number(inbound, 'jitterBufferEmittedCount') ?? 0,
    };
    this.#last = totals;
    if (last === null) return;
    const emitted = totals.jitterBufferEmitted - last.jitterBufferEmitted;
    const delay = totals.jitterBufferDelay - last.jitterBufferDelay;
    this.#rates = {
      bitrate: Math.round(((totals.bytes - last.bytes) * 8_000) / (now - last.at)),
      jitterBufferMs: emitted > 0 ? (delay / emitted) * 1_000 : null,
    };
  }
}

function number(entry: ReportEntry | undefined, field: string): number | null {
  const value = entry?.[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

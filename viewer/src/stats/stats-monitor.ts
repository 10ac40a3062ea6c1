/** Puts together what is known about the stream: when someone asks, and once a second while someone watches. */
import type { Millis, RateInfo, VideoInfo } from '@remote-view/protocol';
import type { ConnectionStateName } from '../connection/transition.ts';
import { frameTimes } from '../latency/frame-times.ts';
import { FrameLog } from '../latency/frame-log.ts';
import type { LatencyMeter } from '../latency/latency-meter.ts';
import { summarizeLatency } from '../latency/latency-summary.ts';
import { Increase, type Added } from './increase.ts';
import { ReportReader, type ReportEntry } from './report-reader.ts';
import { StatsHistory, toCsv, toSample } from './stats-history.ts';
import { hostStats, NO_MEDIA_STATS, type RemoteViewStats, type Transport } from './stats.ts';

/** One life of the media path. */
export interface MeasuredLink {
  readonly transport: Transport;
  readonly latency: LatencyMeter;
  report(): Promise<Iterable<ReportEntry>>;
}

/** What the numbers are made of. */
export interface StatsSources {
  state(): ConnectionStateName;
  link(): MeasuredLink | null;
  video(): VideoInfo | null;
  rate(): RateInfo | null;
  rejected(): Readonly<Record<string, number>>;
}

export type StatsFormat = 'json' | 'csv';

/** What is remembered of a link from one reading to the next. */
interface Reading {
  readonly link: MeasuredLink;
  readonly reader: ReportReader;
  readonly inputs: Increase<'inputs'>;
}

const EVERY: Millis = 1_000;

export class StatsMonitor {
  readonly history = new StatsHistory();
  readonly #sources: StatsSources;
  readonly #told: (stats: RemoteViewStats) => void;
  #reading: Reading | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The second goes on while nobody watches: whoever comes and goes faster gets no more. */
  #tickedAt: Millis = -Infinity;

  /** @param told once a second while it runs */
  constructor(sources: StatsSources, told: (stats: RemoteViewStats) => void) {
    this.#sources = sources;
    this.#told = told;
  }

  async read(): Promise<RemoteViewStats> {
    const { state, video, rate, rejected } = this.#sources;
    const reading = this.#readingOf(this.#sources.link());
    const report = await reading?.link.report().catch(() => null);
    const now = performance.now();
    const latency = reading?.link.latency;
    return {
      timestamp: Math.round(performance.timeOrigin + now),
      state: state(),
      latency: summarizeLatency(latency?.samples ?? []),
      inputRate: reading === null ? null : perSecond(reading.inputs.read({ inputs: reading.link.latency.inputs }, now)),
      frames: frameTimes(latency?.frames ?? new FrameLog(), now),
      ...(reading !== null && report ? reading.reader.read(report, now) : NO_MEDIA_STATS),
      ...hostStats(video(), rate()),
      rejected: { ...rejected() },
    };
  }

  /** Whether someone watches. */
  run(isWatched: boolean): void {
    if (isWatched === (this.#timer !== undefined)) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (isWatched) this.#wait();
  }

  /** What was watched in the last ten minutes, or where nobody did, what is known now. */
  async export(format: StatsFormat): Promise<Blob> {
    const { samples } = this.history;
    const told = samples.length > 0 ? samples : [toSample(await this.read())];
    return format === 'csv'
      ? new Blob([toCsv(told)], { type: 'text/csv' })
      : new Blob([JSON.stringify(told, null, 1)], { type: 'application/json' });
  }

  #wait(): void {
    const pause = this.#tickedAt + EVERY - performance.now();
    this.#timer = setTimeout(() => void this.#tick(), Math.max(0, pause));
  }

  async #tick(): Promise<void> {
    this.#tickedAt = performance.now();
    this.#wait();
    const stats = await this.read();
    // Meanwhile the connection may have been lost, or everybody has left.
    if (this.#timer === undefined) return;
    this.history.add(stats);
    this.#told(stats);
  }

  #readingOf(link: MeasuredLink | null): Reading | null {
    if (link === null) this.#reading = null;
    else if (this.#reading?.link !== link) {
      this.#reading = { link, reader: new ReportReader(link.transport), inputs: new Increase() };
    }
    return this.#reading;
  }
}

function perSecond(added: Added<'inputs'> | null): number | null {
  return added === null ? null : (added.by.inputs * 1_000) / added.during;
}

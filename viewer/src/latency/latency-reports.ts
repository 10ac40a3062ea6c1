/**
 * Tells the gateway what this viewer measures from input to picture, for the statistics of its operators: the newest samples, four
 * times a minute, while the picture is live and seen.
 */
import type { Millis } from '@remote-view/protocol';
import type { ConnectionStateName } from '../connection/transition.ts';
import type { LatencySample } from './latency-meter.ts';

const EVERY: Millis = 15_000;
/** As many as one message takes. */
const MAX_SAMPLES = 64;
/** What the protocol has room for, ms. */
const LONGEST = 60_000;

/** Where samples come from, and where they go. */
export interface ReportingConnection {
  readonly state: { readonly name: ConnectionStateName };
  readonly link: { readonly latency: { readonly samples: readonly LatencySample[] } } | null;
  report(samples: number[]): void;
}

export class LatencyReports {
  readonly #connection: ReportingConnection;
  #newest: LatencySample | undefined;

  constructor(connection: ReportingConnection) {
    this.#connection = connection;
  }

  /** @param signal ends it */
  listen(signal: AbortSignal): void {
    const timer = setInterval(() => document.hidden || this.tell(), EVERY);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** What was measured since the last time. */
  tell(): void {
    const { state, link } = this.#connection;
    if (state.name !== 'live' || link === null) return;
    const { samples } = link.latency;
    // Those of another connection, and those that were forgotten since, are not found: then all are new.
    const fresh = samples.slice(samples.lastIndexOf(this.#newest!) + 1).slice(-MAX_SAMPLES);
    this.#newest = samples.at(-1);
    if (fresh.length > 0) this.#connection.report(fresh.map(({ total }) => toReported(total)));
  }
}

function toReported(total: Millis): Millis {
  return Math.round(Math.max(0, Math.min(LONGEST, total)) * 10) / 10;
}

/**
 * How one of our streams fares at the viewer, out of its receiver reports.
 *
 * The round trip is measured on the host's monotonic clock: each sender report's NTP stamp is remembered with the
 * moment it left, so a wall clock that jumps does not matter, and an echo of a report that was never sent says nothing.
 */
import type { Millis } from '@remote-view/protocol';
import type { ReportBlock } from './parse.ts';

/** Sender reports leave about once a second, so these reach back further than any round trip worth knowing. */
const REMEMBERED_REPORTS = 16;

export interface ReceiverState {
  /** Newest round-trip time; undefined before the first echo. */
  readonly rtt: Millis | undefined;
  /** Share of packets lost between the last two reports, 0-1. */
  readonly fractionLost: number;
  /** Since the start; negative where duplicates outnumber losses. */
  readonly cumulativeLost: number;
  readonly jitter: Millis;
  readonly highestSequenceNumber: number;
}

export class ReceiverStats {
  readonly #ssrc: number;
  readonly #ticksPerMs: number;
  /** Sender reports in order of departure. */
  readonly #sent: { readonly compactNtp: number; readonly at: Millis }[] = [];
  #state: ReceiverState = {
    rtt: undefined,
    fractionLost: 0,
    cumulativeLost: 0,
    jitter: 0,
    highestSequenceNumber: 0,
  };

  /** @param clockRate of the stream's RTP timestamps, Hz */
  constructor(ssrc: number, clockRate: number) {
    this.#ssrc = ssrc;
    this.#ticksPerMs = clockRate / 1_000;
  }

  get state(): ReceiverState {
    return this.#state;
  }

  /** @param compactNtp the middle 32 bits of the report's NTP time */
  senderReportSent(compactNtp: number, now: Millis): void {
    this.#sent.push({ compactNtp, at: now });
    if (this.#sent.length > REMEMBERED_REPORTS) this.#sent.shift();
  }

  /** Takes what a report says of this stream; returns whether it said anything. */
  onReports(reports: readonly ReportBlock[], now: Millis): boolean {
    const report = reports.find(({ ssrc }) => ssrc === this.#ssrc);
    if (report === undefined) return false;
    this.#state = {
      rtt: this.#rtt(report, now) ?? this.#state.rtt,
      fractionLost: report.fractionLost / 256,
      cumulativeLost: report.cumulativeLost,
      jitter: report.jitter / this.#ticksPerMs,
      highestSequenceNumber: report.highestSequenceNumber,
    };
    return true;
  }

  #rtt(report: ReportBlock, now: Millis): Millis | undefined {
    const echoed = this.#sent.find(({ compactNtp }) => compactNtp === report.lastSenderReport);
    if (echoed === undefined) return undefined;
    const heldBack = (report.delaySinceLastSenderReport / 65_536) * 1_000;
    const rtt = now - echoed.at - heldBack;
    // Rounding makes a loopback's round trip slightly negative; a held-back time longer than the whole is a lie.
    if (rtt < -1) return undefined;
    return Math.max(0, rtt);
  }
}

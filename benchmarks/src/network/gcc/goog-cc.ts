/**
 * The reference that ours is compared with: Google's congestion control as libwebrtc runs it in every browser, written
 * from its published description (draft-ietf-rmcat-gcc-02; Carlucci et al., 2016), structure and constants.
 *
 * Three estimates make one: delay (delay-based.ts) says how fast, loss (loss-based.ts) how much less, probes
 * (probe-controller.ts) how much more. Media leaves at 1.1 times the target, so a frame spreads over its interval. The
 * encoder gets the target without what repairs take (repair-share.ts).
 *
 * Left out: what is behind field trials (congestion window, network state estimates), padding while it recovers from
 * loss, and audio. Frame reports say nothing here, since libwebrtc has no such thing.
 */
import type { Millis } from '@remote-view/protocol';
import type {
  CongestionController,
  PacketReport,
  RateDecision,
  SentPacket,
} from '@remote-view/renderer-host/transport';
import { AckedBitrate } from './acked-bitrate.ts';
import { AlrDetector } from './alr-detector.ts';
import { DelayBased, type Arrival } from './delay-based.ts';
import { LossBased } from './loss-based.ts';
import { ProbeClusters } from './probe-clusters.ts';
import { ProbeController, type LimitedBy } from './probe-controller.ts';
import { RepairShare } from './repair-share.ts';
import { RttBackoff } from './rtt-backoff.ts';

/** Bits per second. */
export interface GoogCcOptions {
  /** Before anything is known; 300,000 where undefined. */
  readonly start?: number;
  readonly min: number;
  readonly max: number;
}

const DEFAULT_START = 300_000;
const FIRST_PACING = 2.5;
const PACING = 1.1;
/** A probe that found less than this share of what arrives was disturbed. */
const PROBE_SHARE_OF_ACKED = 0.85;

export class GoogCc implements CongestionController {
  readonly #min: number;
  readonly #max: number;
  readonly #delay: DelayBased;
  readonly #loss: LossBased;
  readonly #acked = new AckedBitrate();
  readonly #alr = new AlrDetector();
  readonly #backoff = new RttBackoff();
  readonly #repairs = new RepairShare();
  readonly #probes: ProbeController;
  readonly #clusters = new ProbeClusters();
  /** When the application stopped to be the limit. */
  #alrEndedAt: Millis | undefined;
  #wasLimitedByApplication = false;
  #heard = false;
  #sent = false;
  #now: Millis = 0;
  #rtt: Millis = 0;
  #target: number;
  #decision: RateDecision;

  /** @throws RangeError unless 0 < min <= start <= max */
  constructor({ start = DEFAULT_START, min, max }: GoogCcOptions) {
    if (!(min > 0 && min <= start && start <= max)) {
      throw new RangeError(`rates are out of order [min: ${min}, start: ${start}, max: ${max}]`);
    }
    this.#min = min;
    this.#max = max;
    this.#delay = new DelayBased(start, min);
    this.#loss = new LossBased(start, min, max);
    this.#probes = new ProbeController(start, max);
    this.#alr.setEstimate(start);
    this.#target = start;
    this.#decision = this.#decide();
  }

  /** Its probe is the same object for as long as it is the same probe. */
  get decision(): RateDecision {
    return this.#decision;
  }

  sent(packet: SentPacket): void {
    this.#now = packet.sentAt;
    this.#sent = true;
    this.#alr.sent(packet.bytes, packet.sentAt);
    this.#backoff.sent(packet.sentAt);
    this.#repairs.sent(packet.bytes, packet.frame === undefined && this.#clusters.current === undefined, packet.sentAt);
    this.#clusters.sent(packet);
    if (this.#clusters.current !== this.#decision.probe) this.#decision = this.#decide();
  }

  feedback(reports: readonly PacketReport[], now: Millis): void {
    this.#now = now;
    if (reports.length === 0) return;
    this.#heard = true;
    this.#backoff.heard(this.#rtt, now);
    this.#followApplication(now);
    const arrivals = arrivalsOf(reports);
    for (const { bytes, sentAt, receivedAt } of arrivals) {
      if (this.#alrEndedAt !== undefined && sentAt > this.#alrEndedAt) {
        this.#acked.expectChange();
        this.#alrEndedAt = undefined;
      }
      this.#acked.add(bytes, receivedAt);
    }
    const acked = this.#acked.value;
    const recovered = this.#updateDelay(arrivals, acked, this.#probeResult(reports, acked), now);
    const packets = reports.map(({ bytes, sentAt, receivedAt }) => ({ bytes, sentAt, lost: receivedAt === undefined }));
    const applicationLimited = this.#alr.since !== undefined;
    this.#loss.update(packets, { delayBased: Math.min(this.#delay.rate, this.#max), acked, applicationLimited });
    this.#conclude(now);
    if (recovered) this.#clusters.request(this.#probes.recovered(now), now);
    this.#clusters.advance(now);
    this.#decision = this.#decide();
  }

  frameReported(): void {
    // libwebrtc hears of packets alone.
  }

  roundTrip(rtt: Millis, now: Millis): void {
    this.#now = now;
    this.#rtt = rtt;
    this.#delay.setRoundTrip(rtt);
  }

  lossReported(): void {
    // It has feedback on every packet, and goes by that.
  }

  estimated(): void {
    // No receiver estimates where the sender does.
  }

  setUseful(bitrate: number): void {
    this.#clusters.request(this.#probes.setUseful(bitrate, this.#now), this.#now);
  }

  tick(now: Millis): void {
    this.#now = now;
    // A probe is made of what was sent before; there is nothing to make the first one of until media flows.
    if (!this.#sent) return;
    this.#followApplication(now);
    this.#conclude(now);
    this.#clusters.request(this.#probes.tick(now), now);
    this.#clusters.advance(now);
    this.#decision = this.#decide();
  }

  #followApplication(now: Millis): void {
    const { since } = this.#alr;
    if (this.#wasLimitedByApplication && since === undefined) this.#alrEndedAt = now;
    this.#wasLimitedByApplication = since !== undefined;
    this.#probes.setApplicationLimited(since, now);
  }

  #probeResult(reports: readonly PacketReport[], acked: number | undefined): number | undefined {
    const probe = this.#clusters.received(reports);
    if (probe === undefined || acked === undefined) return probe;
    return Math.max(probe, Math.min(this.#delay.rate, PROBE_SHARE_OF_ACKED * acked));
  }

  /** @returns whether the queue of an overuse has drained */
  #updateDelay(
    arrivals: readonly Arrival[],
    acked: number | undefined,
    probe: number | undefined,
    now: Millis,
  ): boolean {
    if (arrivals.length === 0) return false;
    const { probed, recovered } = this.#delay.update(arrivals, acked, probe, now);
    if (probed) this.#loss.setRate(Math.min(this.#delay.rate, this.#max));
    return recovered;
  }

  /** The target that all estimates allow together. */
  #conclude(now: Millis): void {
    const silent = this.#backoff.isLimiting();
    const allowed = silent
      ? this.#backoff.reduce(this.#target, now)
      : Math.min(this.#loss.rate ?? Infinity, this.#delay.rate);
    this.#target = Math.min(Math.max(allowed, this.#min), this.#max);
    this.#alr.setEstimate(this.#target);
    this.#clusters.request(this.#probes.setEstimate(this.#target, this.#limitedBy(silent), now), now);
  }

  #limitedBy(silent: boolean): LimitedBy {
    if (silent) return 'silence';
    const { state } = this.#loss;
    switch (state) {
      case 'decreasing':
        return 'loss';
      case 'increasing':
        return 'recovering-loss';
      case 'delay-based':
        return this.#delay.usage === 'over' ? 'growing-delay' : 'delay';
      default:
        return state satisfies never;
    }
  }

  #decide(): RateDecision {
    const probe = this.#clusters.current;
    const media = this.#target * (this.#heard ? PACING : FIRST_PACING);
    // Media that leaves during a probe is part of it.
    const pacing = Math.max(media, probe?.pacing ?? 0);
    const target = Math.max(this.#min, this.#target * (1 - this.#repairs.at(this.#now)));
    return { target, pacing, window: Infinity, probe };
  }
}

/** What arrived, in the order of arrival. */
function arrivalsOf(reports: readonly PacketReport[]): Arrival[] {
  return reports
    .flatMap(({ bytes, sentAt, receivedAt }) => (receivedAt === undefined ? [] : [{ bytes, sentAt, receivedAt }]))
    .sort((a, b) => a.receivedAt - b.receivedAt);
}

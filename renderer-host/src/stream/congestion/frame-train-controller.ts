/**
 * The congestion controller: every frame is a packet train that measures the path (path-capacity.ts).
 *
 * - The target is a little less than what the path holds, less what drains a queue that stands before the trains within a
 *   few frames, less what repairs take.
 * - With the viewer's own word about each frame (frame acks), a drop is seen one frame and half a round trip after it
 *   happened (frame-delays.ts); transport-wide feedback, every 50 to 250 ms, is enough to work without them.
 * - Bytes under way are bounded by what the path holds for a round trip and a report: when it stops answering,
 *   sending stops (`window`).
 * - Losses alone say nothing unless a cut cures them (loss-guard.ts).
 *
 * Pure. How it came about, and what it does on which path: docs/congestion-control.md.
 */
import type { Millis } from '@remote-view/protocol';
import { Cadence } from './cadence.ts';
import type {
  CongestionController,
  FrameReport,
  PacketReport,
  RateDecision,
  RateRange,
  SentPacket,
} from './controller.ts';
import { DecayingRate } from './decaying-rate.ts';
import { FrameDelays } from './frame-delays.ts';
import { LossGuard } from './loss-guard.ts';
import { CHANGED, CONTIGUOUS, PathCapacity, UTILISATION } from './path-capacity.ts';
import { ReportController } from './report-controller.ts';
import { SpentShare } from './spent-share.ts';
import { WindowedMin } from './windowed-min.ts';

/** A share of the path that video always gets, however long the queue. */
const LEAST_SHARE = 0.3;
/** Trains leave faster than the path by this, so that its rate shows; how much costs delay. */
const PROBING_PACE = 1.25;
/** The same while it is not known where the path ends. */
const SEARCHING_PACE = 2.5;
/** Bits per second of the first frames, which have nothing to go by: ten packets of them are what TCP sends (RFC 6928). */
const INITIAL_PACING = 25e6;
const ROUND_TRIP_WINDOW: Millis = 10_000;
const DEFAULT_ROUND_TRIP: Millis = 100;
const LONGEST_FEEDBACK: Millis = 250;
const LONGEST_ACK: Millis = 100;
/** Without one for so long there are none: the page is hidden, or knows nothing of them. */
const ACKS_COME: Millis = 250;
/** Reports may come this much later than they do in the mean. */
const LATE_REPORT = 1.25;
/** Queue that the window leaves room for. */
const WINDOW_QUEUE: Millis = 15;
const WINDOW_QUEUE_ACKED: Millis = 10;
/** Jitter that it leaves room for: of both ways, some ten times its noise (delay-noise.ts), bounded since a queue may look like it. */
const WINDOW_PER_JITTER = 16;
const MOST_WINDOW_JITTER: Millis = 30;
/** Four packets: less than that and nothing is measured. */
const LEAST_WINDOW = 6_000;
/** Over which it is learned what repairs take: a burst of them must not hold the video back for longer. */
const REPAIR_MEMORY: Millis = 300;
/** Whether a path whose end is known has become wider. */
const PROBE_LIMITED_EVERY: Millis = 1_000;
/** Trains in a quarter of a second that leave nothing to find out. */
const ENOUGH = 5;
/** Sending for so long without feedback means that there is none: it was not negotiated, or has stopped. */
const SILENT: Millis = 1_500;
/** A pause in what is sent; what came before it needs no answer any more. */
const PAUSE: Millis = 500;
/** Of the rate, when what it rested on is gone. */
const WITHOUT_FEEDBACK = 0.5;
const PACKET_BYTES = 1_200;
/** A probe is what the path holds in so many ms, in 3 to 15 packets; where its end is known, what has room between two frames. */
const PROBE_SPAN: Millis = 40;
const PROBE_LIMITED_SPAN: Millis = 6;

export class FrameTrainController implements CongestionController {
  readonly #range: RateRange;
  readonly #capacity: PathCapacity;
  readonly #losses = new LossGuard();
  readonly #frameDelays = new FrameDelays();
  readonly #roundTrip = new WindowedMin(ROUND_TRIP_WINDOW);
  readonly #feedback = new Cadence(LONGEST_FEEDBACK);
  readonly #acks = new Cadence(LONGEST_ACK);
  /** What is sent again. */
  readonly #repair = new DecayingRate(REPAIR_MEMORY);
  readonly #spent = new SpentShare();
  readonly #reports: ReportController;
  /** Packets have left without a pause and without feedback since then. */
  #unansweredSince: Millis | undefined;
  /** Feedback does not come: receiver reports have to do. */
  #silent = false;
  /** Bits per second that were sent when feedback last came: without it the window soon stops most of them. */
  #answered = 0;
  #sentAt: Millis = 0;
  #useful = Infinity;
  #probedAt: Millis = -Infinity;
  #decision: RateDecision;

  constructor(range: RateRange) {
    this.#range = range;
    this.#reports = new ReportController(range);
    this.#capacity = new PathCapacity((range.start * this.#spent.value) / UTILISATION);
    this.#decision = this.#decide(undefined);
  }

  get decision(): RateDecision {
    return this.#silent ? this.#reports.decision : this.#decision;
  }

  /** Single packets have not been told of for 1.5 s, or never. */
  get silent(): boolean {
    return this.#silent;
  }

  sent(packet: SentPacket): void {
    const { frame, bytes, sentAt } = packet;
    if (sentAt - this.#sentAt > PAUSE) this.#unansweredSince = undefined;
    this.#unansweredSince ??= sentAt;
    this.#sentAt = sentAt;
    this.#reports.sent(packet);
    if (frame === undefined) this.#repair.add(bytes, sentAt);
    else this.#spent.sent(frame, bytes, Math.min(this.decision.target, this.#useful), sentAt);
  }

  setUseful(bitrate: number): void {
    this.#useful = bitrate;
    this.#decision = this.#decide(undefined);
  }

  roundTrip(rtt: Millis, now: Millis): void {
    this.#roundTrip.add(rtt, now);
    this.#reports.roundTrip(rtt, now);
  }

  lossReported(share: number, now: Millis): void {
    this.#reports.lossReported(share, now);
  }

  estimated(bitrate: number, now: Millis): void {
    this.#reports.estimated(bitrate, now);
  }

  feedback(reports: readonly PacketReport[], now: Millis): void {
    this.#feedback.heard(now);
    this.#unansweredSince = undefined;
    this.#answered = this.#reports.sentRate(now);
    if (this.#silent) {
      this.#silent = false;
      this.#capacity.restart(this.#reports.decision.target / UTILISATION);
    }
    for (const { sentAt, receivedAt } of reports) {
      // With what the receiver held it back: the least of them is close to the truth.
      if (receivedAt !== undefined) this.#roundTrip.add(now - sentAt, now);
    }
    const roundTrip = this.#roundTripOrDefault();
    this.#capacity.add(reports, (roundTrip + this.#capacity.lag) / this.#feedback.every, now);
    this.#losses.add(reports, roundTrip, this.#capacity.standing > CHANGED, now);
    this.#decision = this.#decide(now);
  }

  frameReported(report: FrameReport, now: Millis): void {
    this.#acks.heard(now);
    this.#roundTrip.add(now - report.lastSentAt, now);
    const late = this.#frameDelays.add(report, now);
    if (late !== undefined && this.#capacity.late(late, now)) this.#decision = this.#decide(now);
  }

  tick(now: Millis): void {
    if (!this.#silent && now - (this.#unansweredSince ?? now) > SILENT) this.#goByReports(now);
    if (this.#silent) this.#reports.tick(now);
    else if (this.#decision.probe !== undefined) this.#decision = this.#decide(undefined);
    else if (this.#wantsProbe(now)) this.#decision = this.#decide(now);
  }

  #goByReports(now: Millis): void {
    this.#silent = true;
    const target = Math.min(this.#decision.target, this.#useful);
    // The target may be many times of what was sent; and that may be next to nothing, since there was little to show.
    const used = Math.min(target, Math.max(this.#answered, this.#range.start));
    // Without feedback from the start nothing is gone, only unknown.
    this.#reports.takeOver(this.#feedback.heardAt === undefined ? target : used * WITHOUT_FEEDBACK, now);
  }

  #decide(now: Millis | undefined): RateDecision {
    const { min, max } = this.#range;
    const { value: capacity, standing, limited, lag, jitter } = this.#capacity;
    const acked = now !== undefined && now - (this.#acks.heardAt ?? -Infinity) < ACKS_COME;
    const delayed = this.#roundTripOrDefault() + (acked ? this.#acks : this.#feedback).every * LATE_REPORT;
    // What is drained shows in a report after a round trip: faster than that would drain it twice.
    const drain = standing > CONTIGUOUS ? standing / (delayed + lag) : 0;
    const least = capacity * LEAST_SHARE;
    const all = Math.min(Math.max(least, capacity * (UTILISATION - drain)), this.#losses.cap);
    const video = Math.max(Math.min(least, all), all - this.#repair.at(now ?? this.#sentAt));
    const searching = this.#feedback.heardAt === undefined ? INITIAL_PACING : capacity * SEARCHING_PACE;
    const trembling = Math.min(MOST_WINDOW_JITTER, WINDOW_PER_JITTER * jitter);
    const underway = delayed + trembling + (acked ? WINDOW_QUEUE_ACKED : WINDOW_QUEUE);
    const probe = now !== undefined && this.#wantsProbe(now) ? this.#probe() : undefined;
    if (probe !== undefined && now !== undefined) this.#probedAt = now;
    return {
      target: Math.max(min, Math.min(max, video / this.#spent.value)),
      // Behind a queue nothing is found out by haste.
      pacing: standing > CHANGED ? all : limited ? capacity * PROBING_PACE : searching,
      window: Math.max(LEAST_WINDOW, (capacity / 8_000) * underway),
      probe,
    };
  }

  /** More is wanted than the path is known to hold, and frames are too small to find out. */
  #wantsProbe(now: Millis): boolean {
    const { value: capacity, standing, limited, measured } = this.#capacity;
    if (limited && measured >= ENOUGH) return false;
    const wanted = Math.min(this.#useful, this.#range.max);
    const every = limited ? PROBE_LIMITED_EVERY : this.#roundTripOrDefault() + this.#feedback.every;
    return capacity * UTILISATION < wanted && standing < CONTIGUOUS * 2 && now - this.#probedAt > every;
  }

  #probe(): RateDecision['probe'] {
    const { value: capacity, limited } = this.#capacity;
    const span = limited ? PROBE_LIMITED_SPAN : PROBE_SPAN;
    const bytes = Math.min(15 * PACKET_BYTES, Math.max(3 * PACKET_BYTES, (capacity / 8_000) * span));
    return { bytes, pacing: capacity * SEARCHING_PACE };
  }

  #roundTripOrDefault(): Millis {
    const known = this.#roundTrip.value;
    return Number.isFinite(known) ? known : DEFAULT_ROUND_TRIP;
  }
}

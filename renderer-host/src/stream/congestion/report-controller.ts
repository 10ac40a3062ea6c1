/**
 * For a viewer that gives no transport-wide feedback, or gives none any more: it goes by what every RTP player says once in a
 * while. The share of packets that a receiver report calls lost, the round trip that it measures, and the receiver's own estimate
 * of the path (REMB, draft-alvestrand-rmcat-remb) where there is one.
 *
 * - The estimate is a bound, and a reason to grow towards it fast. Without one the rate grows by 8 % a second, as long as nothing is lost,
 *   up to one and a half times of what is sent.
 * - Losses above 10 % and round trips that grow by a queue cut it: the steps and limits are those of the sender side of Google's
 *   congestion control (draft-ietf-rmcat-gcc-02 section 6).
 * - Where no report comes at all, although packets leave, the rate halves whenever three more are missing, down to the least (RFC
 *   8083 has senders stop in that case; ours goes on at its least, to be heard once the path is back).
 *
 * Pure. Bounded: whatever a report claims, the rate stays between least and most.
 */
import type { Millis } from '@remote-view/protocol';
import type { CongestionController, RateDecision, RateRange, SentPacket } from './controller.ts';
import { DecayingRate } from './decaying-rate.ts';
import { WindowedMin } from './windowed-min.ts';

/** Share of lost packets below which the rate grows, and above which it is cut by half of that share. */
const FEW_LOST = 0.02;
const MANY_LOST = 0.1;
/** In a second. */
const GROWTH = 1.08;
const GROWTH_TO_ESTIMATE = 1.5;
/** What is not used was not tried. */
const BEYOND_SENT = 1.5;
const SENT_MEMORY: Millis = 1_000;
/** Reports come once in one to five seconds; after a longer pause it grows by no more than after this. */
const LONGEST_STEP: Millis = 2_000;
/** A round trip that is longer than the least by this has met a queue. */
const QUEUED: Millis = 80;
const ROUND_TRIP_WINDOW: Millis = 30_000;
const CUT = 0.85;
/** An estimate is repeated at least once a second. */
const ESTIMATE_HOLDS: Millis = 5_000;
/** As many reports in a row are not lost by chance. */
const MISSED_REPORTS = 3;
/** How often they come before that is known, and at least and at most (RFC 3550 section 6.2 asks for no more than one in 5 s). */
const FIRST_INTERVAL: Millis = 2_500;
const LEAST_INTERVAL: Millis = 500;
const LONGEST_INTERVAL: Millis = 5_000;
/** So long a longer one is remembered: requests bring reports along (RFC 4585 section 3.1), and come in bursts. */
const INTERVAL_MEMORY: Millis = 10_000;
/** What came before a pause in what is sent needs no answer any more. */
const PAUSE: Millis = 500;
/** A train leaves so much faster than the rate, as libwebrtc paces. */
const PACE = 2.5;

export class ReportController implements CongestionController {
  readonly silent = true;
  readonly #range: RateRange;
  readonly #sent = new DecayingRate(SENT_MEMORY);
  readonly #roundTrips = new WindowedMin(ROUND_TRIP_WINDOW);
  #rate: number;
  #estimate: { readonly bitrate: number; readonly at: Millis } | undefined;
  /** Of the newest round trip. */
  #queue: Millis = 0;
  #reportedAt: Millis | undefined;
  /** From here on a silence is counted. */
  #silentSince: Millis = 0;
  #interval: Millis = FIRST_INTERVAL;
  #sentAt: Millis = -Infinity;
  #decision: RateDecision;

  constructor(range: RateRange) {
    this.#range = range;
    this.#rate = range.start;
    this.#decision = this.#decide();
  }

  get decision(): RateDecision {
    return this.#decision;
  }

  /** Bits per second that leave, over the last second. */
  sentRate(now: Millis): number {
    return this.#sent.at(now);
  }

  /** Goes on from here: the rate of whoever knew more. @param bitrate bits per second */
  takeOver(bitrate: number, now: Millis): void {
    this.#rate = bitrate;
    this.#reportedAt = now;
    this.#silentSince = now;
    this.#conclude(now);
  }

  sent({ bytes, sentAt }: SentPacket): void {
    this.#sent.add(bytes, sentAt);
    if (sentAt - this.#sentAt > PAUSE) this.#silentSince = sentAt;
    this.#sentAt = sentAt;
  }

  lossReported(share: number, now: Millis): void {
    const gap = now - (this.#reportedAt ?? now);
    const elapsed = Math.min(LONGEST_STEP, gap);
    const remembered = this.#interval * Math.exp(-gap / INTERVAL_MEMORY);
    this.#interval = Math.max(LEAST_INTERVAL, Math.min(LONGEST_INTERVAL, Math.max(gap, remembered)));
    this.#silentSince = now;
    if (share > MANY_LOST) this.#rate *= 1 - share / 2;
    else if (this.#queue > QUEUED) this.#rate = Math.min(this.#rate, this.#sent.at(now)) * CUT;
    else if (share < FEW_LOST) this.#grow(elapsed, now);
    this.#reportedAt = now;
    // A queue is seen once.
    this.#queue = 0;
    this.#conclude(now);
  }

  /** Comes along with a report, or between two of them: it ends a silence, and says nothing of how often reports come. */
  estimated(bitrate: number, now: Millis): void {
    this.#silentSince = now;
    this.#estimate = { bitrate, at: now };
    this.#conclude(now);
  }

  roundTrip(rtt: Millis, now: Millis): void {
    this.#roundTrips.add(rtt, now);
    this.#queue = rtt - this.#roundTrips.value;
  }

  tick(now: Millis): void {
    if (now - this.#silentSince < this.#interval * MISSED_REPORTS) return;
    this.#silentSince = now;
    this.#rate /= 2;
    this.#conclude(now);
  }

  feedback(): void {
    // Whoever hears of packets goes by more than this.
  }

  frameReported(): void {
    // An ack says that a frame came, not what the path holds.
  }

  setUseful(): void {
    // Nothing is found out here by sending more than there is to send.
  }

  #grow(elapsed: Millis, now: Millis): void {
    const estimate = this.#estimateAt(now);
    const step = (estimate === undefined ? GROWTH : GROWTH_TO_ESTIMATE) ** (elapsed / 1_000);
    const most = Math.max(this.#rate, this.#sent.at(now) * BEYOND_SENT);
    this.#rate = Math.min(this.#rate * step, most);
  }

  #conclude(now: Millis): void {
    const { min, max } = this.#range;
    this.#rate = Math.max(min, Math.min(max, this.#rate, this.#estimateAt(now) ?? Infinity));
    this.#decision = this.#decide();
  }

  #estimateAt(now: Millis): number | undefined {
    const estimate = this.#estimate;
    return estimate === undefined || now - estimate.at > ESTIMATE_HOLDS ? undefined : estimate.bitrate;
  }

  #decide(): RateDecision {
    // Nobody tells what is under way, so no window could be kept.
    return { target: this.#rate, pacing: this.#rate * PACE, window: Infinity, probe: undefined };
  }
}

/**
 * What losses say about the rate. Nothing, where they come whatever is sent, as on a bad radio link: a controller that
 * yields to them gives the path away. Something, where a policer or a shallow queue drops what is too much without delay to
 * show for it. The two look alike, so it is tried out: the rate is cut once to what arrived, and if the losses stay they
 * are the path's own and are ignored from then on.
 *
 * Pure; fed with every report. Losses that come with a queue are the delay's affair: the controller has reacted by then.
 */
import type { Millis } from '@remote-view/protocol';
import type { PacketReport } from './controller.ts';

/** Losses are counted over so long at least, and over so many packets: fewer, and two bursts look like many losses. */
const WINDOW: Millis = 400;
const MIN_PACKETS = 200;
/** Above what is known to be the path's own. */
const SUSPICIOUS = 0.08;
const LONG_RUN = 16;
/** A cut that is right takes most of the losses away. */
const CURED = 0.5;
/** How fast a cap is lifted, per window without suspicion. */
const LIFT = 1.25;
/** How slowly a path is believed to have become better. */
const FORGET = 0.1;

type State = { readonly name: 'watching' } | { readonly name: 'testing'; readonly loss: number; readonly from: Millis };

export class LossGuard {
  #state: State = { name: 'watching' };
  #inherent = 0;
  #cap = Infinity;
  #startedAt: Millis | undefined;
  #packets = 0;
  #lost = 0;
  /** Packets lost in a row, up to the newest. */
  #run = 0;
  #receivedBytes = 0;

  /** Bits per second that the losses allow; Infinity where they say nothing. */
  get cap(): number {
    return this.#cap;
  }

  /** Share of packets that the path loses whatever is sent. */
  get inherentLoss(): number {
    return this.#inherent;
  }

  /** @param queued packets wait at the bottleneck, so that it may drop some for that */
  add(reports: readonly PacketReport[], roundTrip: Millis, queued: boolean, now: Millis): void {
    if (queued && this.#state.name === 'watching') {
      this.#begin(now);
      return;
    }
    if (this.#startedAt === undefined) {
      this.#begin(now);
      return;
    }
    // What left before a cut took effect says nothing about it.
    const from = this.#state.name === 'testing' ? this.#state.from : -Infinity;
    for (const { sentAt, receivedAt, bytes } of reports) {
      if (sentAt < from) continue;
      this.#run = receivedAt === undefined ? this.#run + 1 : 0;
      // Many in a row are an outage, of which a rate is not the cause: what was counted up to its end says nothing.
      if (this.#run > LONG_RUN) {
        this.#begin(now);
        continue;
      }
      this.#packets += 1;
      if (receivedAt === undefined) this.#lost += 1;
      else this.#receivedBytes += bytes;
    }
    const span = now - this.#startedAt;
    if (span < WINDOW || this.#packets < MIN_PACKETS) return;
    this.#judge(this.#lost / this.#packets, (this.#receivedBytes * 8_000) / span, roundTrip, now);
    this.#begin(now);
  }

  #begin(now: Millis): void {
    this.#startedAt = now;
    this.#packets = 0;
    this.#lost = 0;
    this.#receivedBytes = 0;
  }

  #judge(loss: number, delivered: number, roundTrip: Millis, now: Millis): void {
    const suspicious = loss > this.#inherent + SUSPICIOUS;
    if (this.#state.name === 'testing') {
      const cured = loss < this.#state.loss * CURED;
      this.#state = { name: 'watching' };
      if (cured) return;
      this.#inherent = loss;
      this.#cap = Infinity;
      return;
    }
    if (suspicious) {
      this.#cap = delivered;
      this.#state = { name: 'testing', loss, from: now + roundTrip };
      return;
    }
    this.#inherent += Math.min(0, loss - this.#inherent) * FORGET;
    this.#cap *= LIFT;
    // Far above what is sent it says nothing any more.
    if (this.#cap > delivered * 2) this.#cap = Infinity;
  }
}

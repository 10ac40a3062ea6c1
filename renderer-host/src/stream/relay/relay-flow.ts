/**
 * How much a relayed viewer is sent, and when.
 *
 * TCP loses nothing, so a path that is full does not drop frames but lets them pile up: in the system's buffers, the gateway's,
 * the browser's, seconds of them, and every later frame and description comes behind. So no more is under way than fills the path:
 * the viewer acks each frame that it presents, and what is not acked is under way. Above the window no frame is made; what comes
 * all the same (an encoder serves several viewers) is dropped until all has drained, and a key frame goes on from there.
 *
 * The rate follows what arrives. A frame that took longer than the shortest way, its own bits not counted, waited somewhere. One is
 * chance: a busy machine holds a frame up for longer than many a queue does. Where all frames of a while waited there is a queue,
 * and the rate becomes a little less than what was delivered, so that it drains. Otherwise the rate grows, but not far beyond what is
 * used: an encoder that makes less does not find out what the path holds. Pure.
 */
import type { AckedFrame, Millis } from '@remote-view/protocol';
import { DeliveredRate } from '../congestion/delivered-rate.ts';
import { WindowedMin } from '../congestion/windowed-min.ts';

/** Bits per second. */
export interface RelayFlowOptions {
  readonly start: number;
  readonly min: number;
  readonly max: number;
}

interface SentFrame {
  readonly rtpTimestamp: number;
  readonly bytes: number;
  readonly sentAt: Millis;
}

/** The shortest way is forgotten after this: routes change. */
const BASE_WINDOW: Millis = 20_000;
/** Waiting that counts as a queue. A screen's refresh and a scheduler's slice are less. */
const QUEUED: Millis = 40;
/** All that came within this waited: a queue. */
const STANDING: Millis = 150;
/** Of what was delivered, while a queue drains. */
const DRAIN = 0.85;
/** What is left of the rate at least, each time. */
const MOST_AT_ONCE = 0.5;
/** Growth in a second, soon after a queue and later. */
const GROWTH = 1.25;
const FREE_GROWTH = 2.5;
const SOON: Millis = 4_000;
/** Of the rate: what is used of it, for it to grow fast; and to grow at all. */
const USED = 0.7;
const TOUCHED = 0.25;
/** More than the useful rate is never needed: a key frame may take a little longer. */
const BEYOND_USEFUL = 1.2;
/** What may be under way beyond the shortest round trip's worth. */
const SLACK: Millis = 70;
/** A frame that is under way for longer than the shortest round trip and this says that the path is not what it was. */
const OVERDUE: Millis = 150;
const UNKNOWN_TRIP: Millis = 300;
/** A key frame and a few small ones always may, bytes. */
const MIN_WINDOW = 24_000;
/** So many times of what may be under way, and of how late it may be: frames are dropped. */
const OVERFULL = 4;
/** Nothing was acked for so long: what is under way is not waited for any more. A path that is dead for longer is given up anyway. */
const SILENT: Millis = 1_500;
/** Frames whose acks are waited for. */
const MAX_FRAMES = 512;

export class RelayFlow {
  readonly #min: number;
  readonly #max: number;
  readonly #base = new WindowedMin(BASE_WINDOW);
  readonly #roundTrip = new WindowedMin(BASE_WINDOW);
  readonly #delivered = new DeliveredRate();
  /** Not acked, oldest first. */
  readonly #underway: SentFrame[] = [];
  #bytes = 0;
  #rate: number;
  #useful = Infinity;
  #grewAt: Millis | undefined;
  /** Each frame since then has waited. */
  #waitedSince: Millis | undefined;
  /** What was sent before is not counted: it left at the rate that was too much. */
  #slowedAt: Millis = -Infinity;
  #ackedAt: Millis = -Infinity;
  #draining = false;

  constructor({ start, min, max }: RelayFlowOptions) {
    this.#rate = start;
    this.#min = min;
    this.#max = max;
  }

  /** Bits per second that the path holds, as far as is known. */
  get target(): number {
    return this.#rate;
  }

  /** Not acked yet. */
  get bytesUnderway(): number {
    return this.#bytes;
  }

  /** Whether there is room for another frame. */
  ready(now: Millis): boolean {
    return !this.#draining && this.#bytes < this.#window && this.#overdue(now) < OVERDUE;
  }

  /** @param bitrate that the encoder could use at most, bits per second */
  setUseful(bitrate: number): void {
    this.#useful = bitrate;
  }

  /** @returns false for a frame that must not be sent: far more is under way than the path holds */
  send(rtpTimestamp: number, bytes: number, now: Millis): boolean {
    const isFull = this.#bytes > this.#window * OVERFULL || this.#overdue(now) > OVERDUE * OVERFULL;
    if (this.#draining || isFull || this.#underway.length >= MAX_FRAMES) {
      this.#draining = true;
      return false;
    }
    this.#underway.push({ rtpTimestamp, bytes, sentAt: now });
    this.#bytes += bytes;
    return true;
  }

  /**
   * The viewer has this frame, and all before it. One that was never sent, or is long acked, says nothing.
   * @returns whether frames were dropped and may go on now, with a key frame
   */
  acked({ rtpTimestamp, receivedAt, presentedAt }: AckedFrame, now: Millis): boolean {
    const index = this.#underway.findIndex((frame) => frame.rtpTimestamp === rtpTimestamp);
    if (index < 0 || !Number.isFinite(receivedAt) || !Number.isFinite(presentedAt)) return false;
    const arrived = this.#underway.splice(0, index + 1);
    const frame = arrived.at(-1)!;
    const bytes = arrived.reduce((sum, each) => sum + each.bytes, 0);
    this.#bytes -= bytes;
    this.#ackedAt = now;
    this.#delivered.add(receivedAt, bytes);
    this.#roundTrip.add(Math.max(0, now - frame.sentAt - Math.max(0, presentedAt - receivedAt)), now);
    // Of two clocks: only differences to the shortest mean anything.
    const way = receivedAt - frame.sentAt;
    this.#base.add(way, now);
    const wait = way - this.#base.value - this.#own(frame);
    this.#waitedSince = wait > QUEUED ? (this.#waitedSince ?? now) : undefined;
    if (this.#waitedSince === undefined) this.#grow(now);
    else if (now - this.#waitedSince >= STANDING) this.#slowDown(frame, now);
    if (!this.#draining || this.#bytes > this.#window / 2) return false;
    this.#draining = false;
    return true;
  }

  /** Once a second. A viewer whose decoder lost a frame never acks it, and shall not wait for ever. */
  tick(now: Millis): void {
    const [oldest] = this.#underway;
    if (oldest !== undefined && now - Math.max(oldest.sentAt, this.#ackedAt) > SILENT) this.forget();
  }

  /** What is under way is of no use to the viewer, which will ack none of it. */
  forget(): void {
    this.#underway.length = 0;
    this.#bytes = 0;
    this.#draining = false;
  }

  get #window(): number {
    return Math.max(MIN_WINDOW, (this.#rate / 8_000) * (this.#trip + SLACK));
  }

  /** The shortest round trip. Before the first, what is not short either. */
  get #trip(): Millis {
    return Number.isFinite(this.#roundTrip.value) ? this.#roundTrip.value : UNKNOWN_TRIP;
  }

  /** How much longer than the shortest round trip the oldest frame is under way, its own bits not counted. */
  #overdue(now: Millis): Millis {
    const [oldest] = this.#underway;
    return oldest === undefined ? 0 : now - oldest.sentAt - this.#trip - this.#own(oldest);
  }

  /** How long the frame's own bits take. */
  #own({ bytes }: SentFrame): Millis {
    return (bytes * 8_000) / this.#rate;
  }

  #slowDown(frame: SentFrame, now: Millis): void {
    this.#grewAt = now;
    if (frame.sentAt < this.#slowedAt) return;
    this.#slowedAt = now;
    const drained = Math.min(this.#rate, this.#delivered.value) * DRAIN;
    this.#rate = Math.max(this.#min, this.#rate * MOST_AT_ONCE, drained);
  }

  #grow(now: Millis): void {
    const seconds = Math.min(SILENT, now - (this.#grewAt ?? now)) / 1_000;
    this.#grewAt = now;
    const most = Math.min(this.#max, this.#useful * BEYOND_USEFUL);
    const used = this.#delivered.value / this.#rate;
    if (this.#rate >= most || used < TOUCHED) return;
    const growth = used < USED || now - this.#slowedAt < SOON ? GROWTH : FREE_GROWTH;
    this.#rate = Math.min(most, this.#rate * growth ** seconds);
  }
}

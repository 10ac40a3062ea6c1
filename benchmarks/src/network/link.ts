/**
 * One direction of a path: a bottleneck with a queue that drops what does not fit, then a way that takes time, trembles and
 * loses packets.
 *
 * Sans-IO: `send` says what becomes of a packet, `poll` gives what has arrived, and `nextAt` says when to poll. The same
 * class serves virtual time and a link emulator in real time. Bounded by the queue's limit and the length of the way.
 */
import type { Millis } from '@remote-view/protocol';
import type { Random } from '../stats/random.ts';
import type { Bottleneck } from './capacity.ts';
import { LossProcess, type LossModel } from './loss.ts';

/** How much may wait: so many ms at the rate of the moment, or so many bytes. */
export type QueueLimit = { readonly ms: Millis } | { readonly bytes: number };

export interface Jitter {
  /** Added to the delay: 0 to this, each as likely. */
  readonly upTo: Millis;
  /** Whether packets may overtake each other; else those that come too early wait for their turn. */
  readonly reorders: boolean;
}

export interface Span {
  readonly from: Millis;
  readonly to: Millis;
}

export interface LinkOptions {
  readonly bottleneck: Bottleneck;
  readonly queue: QueueLimit;
  /** From the bottleneck to the other end. */
  readonly delay: Millis;
  readonly jitter?: Jitter | undefined;
  /** Behind the bottleneck, as on a radio: what is lost has taken its share of the capacity. */
  readonly loss?: LossModel | undefined;
  /** In which everything is lost that reaches the way. */
  readonly outages?: readonly Span[] | undefined;
  readonly random: Random;
}

/** What becomes of a packet. `wait` is what it stands behind others in the queue. */
export type Fate =
  | { readonly type: 'delivered'; readonly wait: Millis; readonly arrivesAt: Millis }
  | { readonly type: 'lost'; readonly wait: Millis }
  | { readonly type: 'dropped' };

export interface Arrival<P> {
  readonly packet: P;
  readonly at: Millis;
}

/** How many packets that are gone may stay in memory before it is tidied up. */
const TIDY_AFTER = 1_024;

export class Link<P> {
  readonly #options: LinkOptions;
  readonly #loss: LossProcess | undefined;
  /** Waiting at the bottleneck: until when, and how much. */
  readonly #queue: { readonly leavesAt: Millis; readonly bytes: number }[] = [];
  #queueHead = 0;
  #queuedBytes = 0;
  #freeAt: Millis = 0;
  /** On the way, in order of arrival. */
  readonly #arrivals: Arrival<P>[] = [];
  #arrivalsHead = 0;
  #lastArrival: Millis = -Infinity;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#loss = options.loss === undefined ? undefined : new LossProcess(options.loss, options.random);
  }

  /** When to call {@link poll}; undefined while nothing is on the way. */
  get nextAt(): Millis | undefined {
    return this.#arrivals[this.#arrivalsHead]?.at;
  }

  /** Bytes that wait at the bottleneck, the packet included that is passing it. */
  queuedBytes(now: Millis): number {
    let head = this.#queue[this.#queueHead];
    while (head !== undefined && head.leavesAt <= now) {
      this.#queuedBytes -= head.bytes;
      head = this.#queue[++this.#queueHead];
    }
    if (this.#queueHead > TIDY_AFTER) {
      this.#queue.splice(0, this.#queueHead);
      this.#queueHead = 0;
    }
    return this.#queuedBytes;
  }

  /** @param bytes that it takes on the link */
  send(packet: P, bytes: number, now: Millis): Fate {
    const { bottleneck, delay, outages = [] } = this.#options;
    const queued = this.queuedBytes(now);
    // A packet that finds the link free always fits, however little may wait.
    if (queued > 0 && queued + bytes > this.#limit(now)) return { type: 'dropped' };
    const start = Math.max(now, this.#freeAt);
    const leavesAt = bottleneck.serve(bytes, start);
    this.#freeAt = leavesAt;
    this.#queue.push({ leavesAt, bytes });
    this.#queuedBytes += bytes;
    const wait = start - now;
    const lost = this.#loss?.next() ?? false;
    if (lost || outages.some(({ from, to }) => leavesAt >= from && leavesAt < to)) return { type: 'lost', wait };
    const arrivesAt = this.#arrivalOf(leavesAt + delay);
    this.#insert({ packet, at: arrivesAt });
    return { type: 'delivered', wait, arrivesAt };
  }

  /** What has arrived by now, in order. */
  poll(now: Millis): Arrival<P>[] {
    const from = this.#arrivalsHead;
    let to = from;
    while (to < this.#arrivals.length && this.#arrivals[to]!.at <= now) to++;
    if (to === from) return [];
    const arrived = this.#arrivals.slice(from, to);
    this.#arrivalsHead = to;
    if (to > TIDY_AFTER || to === this.#arrivals.length) {
      this.#arrivals.splice(0, to);
      this.#arrivalsHead = 0;
    }
    return arrived;
  }

  #limit(now: Millis): number {
    const { queue, bottleneck } = this.#options;
    return 'bytes' in queue ? queue.bytes : (queue.ms * bottleneck.rateAt(now)) / 8_000;
  }

  #arrivalOf(earliest: Millis): Millis {
    const { jitter, random } = this.#options;
    if (jitter === undefined) return earliest;
    const at = earliest + jitter.upTo * random();
    if (jitter.reorders) return at;
    this.#lastArrival = Math.max(this.#lastArrival, at);
    return this.#lastArrival;
  }

  /** Nearly always the last; where packets overtake, a few places further ahead. */
  #insert(arrival: Arrival<P>): void {
    let at = this.#arrivals.length;
    while (at > this.#arrivalsHead && this.#arrivals[at - 1]!.at > arrival.at) at--;
    this.#arrivals.splice(at, 0, arrival);
  }
}

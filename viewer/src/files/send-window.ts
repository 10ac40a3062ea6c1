/**
 * How much of a file is under way at a time: as much as the path carries without a queue. A file shares the way up with
 * every input, and whatever queues before an input is latency.
 *
 * This is LEDBAT (RFC 6817) over data-channel messages: the delay of the host's confirmations above the least one seen is
 * the queue, which is kept at {@link TARGET}. SCTP's own congestion control fills the buffer of the bottleneck instead.
 */
import { FILE_LIMITS, type Millis } from '@remote-view/protocol';

/** Delay that a file may add. RFC 6817 allows 100 ms; inputs are why this is less. */
const TARGET: Millis = 25;
/** Also at first: what the first piece takes is the least delay that is ever seen, so it is a small one. */
const LEAST = 4_096;
const LEAST_PIECE = 1_024;
/** A message waits for the one before it as a whole: the smaller the window, the smaller the pieces. */
const PIECES = 4;
/** The least of the last delays is looked at: a late timer is no queue. */
const RECENT = 4;
/** The window shrinks by no more pieces a round trip. */
const MAX_FALL = 2;

export class SendWindow {
  #window = LEAST;
  #growing = true;
  #sent = 0;
  #confirmed = 0;
  #base: Millis = Infinity;
  readonly #recent: Millis[] = [];
  /** What was sent up to when, oldest first. At most a window of pieces. */
  readonly #marks: { readonly upTo: number; readonly at: Millis }[] = [];

  /** Bytes under way at most. */
  get size(): number {
    return Math.floor(this.#window);
  }

  /** Bytes that may be sent now, in one piece; 0: none. */
  get room(): number {
    const piece = Math.min(FILE_LIMITS.pieceBytes, Math.max(LEAST_PIECE, Math.floor(this.#window / PIECES)));
    return this.#sent - this.#confirmed + piece <= this.#window ? piece : 0;
  }

  sent(bytes: number, now: Millis): void {
    this.#sent += bytes;
    this.#marks.push({ upTo: this.#sent, at: now });
  }

  /** @param upTo bytes of all that was sent */
  confirmed(upTo: number, now: Millis): void {
    const bytes = upTo - this.#confirmed;
    if (bytes <= 0 || upTo > this.#sent) return;
    this.#confirmed = upTo;
    let mark = this.#marks[0];
    while (this.#marks[0] !== undefined && this.#marks[0].upTo <= upTo) mark = this.#marks.shift();
    if (mark !== undefined) this.#adapt(bytes, now - mark.at);
  }

  #adapt(bytes: number, delay: Millis): void {
    this.#base = Math.min(this.#base, delay);
    this.#recent.push(delay);
    if (this.#recent.length > RECENT) this.#recent.shift();
    const queued = Math.min(...this.#recent) - this.#base;
    if (queued > TARGET / 2) this.#growing = false;
    const off = Math.max(-MAX_FALL, (TARGET - queued) / TARGET);
    const piece = this.#window / PIECES;
    const change = this.#growing ? bytes : (off * bytes * piece) / this.#window;
    this.#window = Math.min(FILE_LIMITS.windowBytes, Math.max(LEAST, this.#window + change));
  }
}

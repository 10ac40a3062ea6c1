/**
 * What a viewer may say: each data-channel message is decoded and bounded here before anything else sees it.
 *
 * What more than its budget comes on a channel whose messages may be lost is dropped, since the next one says more: ten
 * fingers on a fast screen are no attack. A viewer that floods the reliable channel, or keeps sending what nobody
 * understands, is closed: libdatachannel queues what nobody reads yet without a bound.
 */
import {
  decodeFrameAck,
  decodeFromViewer,
  NO_WISHES,
  RemoteViewError,
  type AckedFrame,
  type ChannelLabel,
  type Millis,
  type Quality,
  type ViewerData,
} from '@remote-view/protocol';

type Accepted<T> = { readonly type: 'accept'; readonly data: T };
type Refused =
  /** Counted and ignored. */
  | { readonly type: 'drop'; readonly reason: 'malformed' | 'stale' | 'over-budget' }
  | { readonly type: 'close'; readonly error: RemoteViewError };

export type GateResult =
  | Accepted<ViewerData>
  /** Nothing for the scene: {@link InputGate.wishes} are others now. */
  | { readonly type: 'drop'; readonly reason: 'wish' }
  | Refused;
export type AckResult = Accepted<readonly AckedFrame[]> | Refused;

const WINDOW: Millis = 1_000;
/** Messages per window. An ack comes every 4 ms at most. */
const BUDGET: Readonly<Record<ChannelLabel, number>> = { motion: 1_000, events: 2_000, frames: 500 };
const MAX_MALFORMED = 20;
/** Pointers whose order is watched; more are let through in any order. */
const MAX_POINTERS = 64;

export class InputGate {
  #windowStart: Millis = -Infinity;
  readonly #messages: Record<ChannelLabel, number> = { motion: 0, events: 0, frames: 0 };
  #malformed = 0;
  /** By pointer: the newest input that was applied. */
  readonly #newest = new Map<number, number>();
  #wishes: Quality = NO_WISHES;
  readonly #counts = { accepted: 0, malformed: 0, stale: 0, overBudget: 0 };

  get counts(): {
    readonly accepted: number;
    readonly malformed: number;
    readonly stale: number;
    readonly overBudget: number;
  } {
    return { ...this.#counts };
  }

  /** The newest that this viewer said. */
  get wishes(): Quality {
    return this.#wishes;
  }

  /** A message on a channel for input. */
  take(bytes: Uint8Array, channel: 'motion' | 'events', now: Millis): GateResult {
    const result = this.#read(channel, now, () => decodeFromViewer(bytes, channel));
    if (result.type !== 'accept') return result;
    const { data } = result;
    if (this.#isStale(data)) {
      this.#counts.stale++;
      return { type: 'drop', reason: 'stale' };
    }
    this.#counts.accepted++;
    if (data.type !== 'quality') return { type: 'accept', data };
    this.#wishes = data;
    return { type: 'drop', reason: 'wish' };
  }

  /** A message on the `frames` channel. */
  takeAck(bytes: Uint8Array, now: Millis): AckResult {
    const result = this.#read('frames', now, () => decodeFrameAck(bytes));
    if (result.type === 'accept') this.#counts.accepted++;
    return result;
  }

  #read<T>(channel: ChannelLabel, now: Millis, decode: () => T): Accepted<T> | Refused {
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      Object.assign(this.#messages, { motion: 0, events: 0, frames: 0 });
      this.#malformed = 0;
    }
    if (++this.#messages[channel] > BUDGET[channel]) {
      if (channel === 'events') return close('rate-limited', 'The viewer sent too many messages.');
      this.#counts.overBudget++;
      return { type: 'drop', reason: 'over-budget' };
    }
    try {
      return { type: 'accept', data: decode() };
    } catch (thrown) {
      this.#counts.malformed++;
      if (++this.#malformed > MAX_MALFORMED) return close(RemoteViewError.from(thrown, 'malformed-message').code);
      return { type: 'drop', reason: 'malformed' };
    }
  }

  /**
   * The motion channel is unordered: a position older than one that was applied would jump back, and one from before a
   * button was let go would look like a drag that goes on.
   */
  #isStale(data: ViewerData | Quality): boolean {
    if (data.type !== 'move' && data.type !== 'button' && data.type !== 'presence') return false;
    const newest = this.#newest.get(data.pointerId) ?? 0;
    if (data.type === 'move' && data.seq <= newest) return true;
    if (newest > 0 || this.#newest.size < MAX_POINTERS) this.#newest.set(data.pointerId, Math.max(newest, data.seq));
    return false;
  }
}

function close(code: RemoteViewError['code'], text?: string): Refused {
  return { type: 'close', error: new RemoteViewError(code, text) };
}

/**
 * What a viewer may say: each data-channel message is decoded and bounded here before anything else sees it.
 *
 * Motion beyond its budget is dropped, since the next one says more: ten fingers on a fast screen are no attack. A viewer
 * that floods the reliable channel, or keeps sending what nobody understands, is closed: libdatachannel queues what
 * nobody reads yet without a bound.
 */
import { decodeViewerData, RemoteViewError, type Millis, type ViewerData } from '@remote-view/protocol';

export type GateResult =
  | { readonly type: 'accept'; readonly data: ViewerData }
  /** Counted and ignored. */
  | { readonly type: 'drop'; readonly reason: 'malformed' | 'stale' | 'over-budget' }
  | { readonly type: 'close'; readonly error: RemoteViewError };

const WINDOW: Millis = 1_000;
/** Messages per window. */
const BUDGET = { motion: 1_000, events: 2_000 } as const;
const MAX_MALFORMED = 20;
/** Pointers whose order is watched; more are let through in any order. */
const MAX_POINTERS = 64;

export class InputGate {
  #windowStart: Millis = -Infinity;
  readonly #messages = { motion: 0, events: 0 };
  #malformed = 0;
  /** By pointer: the newest input that was applied. */
  readonly #newest = new Map<number, number>();
  readonly #counts = { accepted: 0, malformed: 0, stale: 0, overBudget: 0 };

  get counts(): {
    readonly accepted: number;
    readonly malformed: number;
    readonly stale: number;
    readonly overBudget: number;
  } {
    return { ...this.#counts };
  }

  take(bytes: Uint8Array, channel: 'motion' | 'events', now: Millis): GateResult {
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      this.#messages.motion = 0;
      this.#messages.events = 0;
      this.#malformed = 0;
    }
    if (++this.#messages[channel] > BUDGET[channel]) {
      if (channel === 'events') return close('rate-limited', 'The viewer sent too many messages.');
      this.#counts.overBudget++;
      return { type: 'drop', reason: 'over-budget' };
    }
    let data: ViewerData;
    try {
      data = decodeViewerData(bytes, channel);
    } catch (thrown) {
      this.#counts.malformed++;
      if (++this.#malformed > MAX_MALFORMED) return close(RemoteViewError.from(thrown, 'malformed-message').code);
      return { type: 'drop', reason: 'malformed' };
    }
    if (data.type === 'move' || data.type === 'button' || data.type === 'presence') {
      const newest = this.#newest.get(data.pointerId) ?? 0;
      if (data.type === 'move' && data.seq <= newest) {
        // The motion channel is unordered: a position older than one that was applied would jump back, and one from
        // before a button was let go would look like a drag that goes on.
        this.#counts.stale++;
        return { type: 'drop', reason: 'stale' };
      }
      if (newest > 0 || this.#newest.size < MAX_POINTERS) {
        this.#newest.set(data.pointerId, Math.max(newest, data.seq));
      }
    }
    this.#counts.accepted++;
    return { type: 'accept', data };
  }
}

function close(code: RemoteViewError['code'], text?: string): GateResult {
  return { type: 'close', error: new RemoteViewError(code, text) };
}

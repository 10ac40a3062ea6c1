/**
 * What a viewer may say: each data-channel message is decoded and bounded here before anything else sees it.
 *
 * A viewer that sends more than its budget, or keeps sending what nobody understands, is closed: the budget is far above
 * what a hand on a mouse makes, and a flood would fill memory (robustness: N7).
 */
import { decodeViewerData, RemoteViewError, type Millis, type ViewerData } from '@remote-view/protocol';

export type GateResult =
  | { readonly type: 'accept'; readonly data: ViewerData }
  /** Counted and ignored. */
  | { readonly type: 'drop'; readonly reason: 'malformed' | 'stale' }
  | { readonly type: 'close'; readonly error: RemoteViewError };

const WINDOW: Millis = 1_000;
const MAX_MESSAGES = 600;
const MAX_MALFORMED = 20;

export class InputGate {
  #windowStart: Millis = -Infinity;
  #messages = 0;
  #malformed = 0;
  #newestPointer = 0;
  readonly #counts = { accepted: 0, malformed: 0, stale: 0 };

  get counts(): { readonly accepted: number; readonly malformed: number; readonly stale: number } {
    return { ...this.#counts };
  }

  take(bytes: Uint8Array, channel: 'motion' | 'events', now: Millis): GateResult {
    if (now - this.#windowStart >= WINDOW) {
      this.#windowStart = now;
      this.#messages = 0;
      this.#malformed = 0;
    }
    if (++this.#messages > MAX_MESSAGES) return close('rate-limited', 'The viewer sent too many messages.');
    let data: ViewerData;
    try {
      data = decodeViewerData(bytes, channel);
    } catch (thrown) {
      this.#counts.malformed++;
      if (++this.#malformed > MAX_MALFORMED) return close(RemoteViewError.from(thrown, 'malformed-message').code);
      return { type: 'drop', reason: 'malformed' };
    }
    if (data.type === 'move' && data.seq <= this.#newestPointer) {
      // The motion channel is unordered: a position older than one that was applied would jump back, and one from before
      // a button was let go would look like a drag that goes on.
      this.#counts.stale++;
      return { type: 'drop', reason: 'stale' };
    }
    if (data.type === 'move' || data.type === 'button' || data.type === 'presence') {
      this.#newestPointer = Math.max(this.#newestPointer, data.seq);
    }
    this.#counts.accepted++;
    return { type: 'accept', data };
  }
}

function close(code: RemoteViewError['code'], text?: string): GateResult {
  return { type: 'close', error: new RemoteViewError(code, text) };
}

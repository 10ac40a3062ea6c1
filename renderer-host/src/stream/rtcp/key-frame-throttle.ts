/**
 * Decides when viewers' wishes for a key frame reach the encoder: at most twice in any second, the rest merged into one
 * that comes as soon as the second allows. Key frames are the largest frames there are, and 20,000 PLIs a second
 * cost a viewer nothing.
 *
 * Sans-IO: call `handleTimeout` when the time of `nextTimeout` has come. Invariant: a wish is never dropped; every
 * `request` is followed by a key frame at once or at `nextTimeout`.
 */
import type { Millis } from '@remote-view/protocol';

/** Who wants a key frame: a viewer's PLI or FIR, one that just joined or was asleep, or the host after it dropped a frame. */
export type KeyFrameReason = 'pli' | 'fir' | 'join' | 'refresh' | 'drop';

export interface KeyFrameTimeout {
  readonly at: Millis;
  /** Of the first wish that waits. */
  readonly reason: KeyFrameReason;
}

const WINDOW: Millis = 1_000;
const PER_WINDOW = 2;

export class KeyFrameThrottle {
  /** The newest key frames asked of the encoder, oldest first, at most {@link PER_WINDOW}. */
  readonly #granted: Millis[] = [];
  #waiting: KeyFrameReason | undefined;

  /** Returns whether to ask the encoder now; a wish refused now is granted by `handleTimeout` later. */
  request(reason: KeyFrameReason, now: Millis): boolean {
    if (now < this.#freeAt()) {
      this.#waiting ??= reason;
      return false;
    }
    this.#grant(now);
    return true;
  }

  /** When to call {@link handleTimeout}; undefined while nothing waits. */
  nextTimeout(): KeyFrameTimeout | undefined {
    return this.#waiting === undefined ? undefined : { at: this.#freeAt(), reason: this.#waiting };
  }

  /** Returns whether to ask the encoder now. Early or needless calls do nothing. */
  handleTimeout(now: Millis): boolean {
    if (this.#waiting === undefined || now < this.#freeAt()) return false;
    this.#grant(now);
    return true;
  }

  #freeAt(): Millis {
    return this.#granted.length < PER_WINDOW ? -Infinity : this.#granted[0]! + WINDOW;
  }

  #grant(now: Millis): void {
    this.#waiting = undefined;
    this.#granted.push(now);
    if (this.#granted.length > PER_WINDOW) this.#granted.shift();
  }
}

/**
 * Tells a new FIR of one viewer for one stream from a repetition: a receiver repeats a command with the same sequence
 * number until it sees the key frame (RFC 5104 section 4.3.1.1).
 */
export class FirSequence {
  #last: number | undefined;

  isNew(sequenceNumber: number): boolean {
    const isNew = sequenceNumber !== this.#last;
    this.#last = sequenceNumber;
    return isNew;
  }
}

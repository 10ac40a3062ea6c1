/**
 * Sends a picture that stands still again until there is nothing more to say about it.
 *
 * A frame has the bits of about one frame (the encoder's rate buffer), so what was in motion is soft when it stops, and
 * what begins with a key frame even more so. Every further frame of the same picture makes it sharper; once the encoder
 * has next to nothing left to write, sending stops.
 */
import type { FrameOutcome } from '../encode/encoder-messages.ts';

/** Repeats at most: enough for a full picture at a seventh of its rate. */
const MOST_REPEATS = 240;
/** Pixels per byte of an access unit that holds nothing but "as before". */
const TINY = 800;
/** Quantiser of a picture that can hardly be told from the original (47 dB and more); before that the rate is what is short. */
const FINE = 18;

export class Refinement {
  #left = 0;
  /** The newest frame that went to the encoder since the picture changed or was asked for. */
  #newest: number | undefined;

  /** Somebody has not seen the picture as good as it gets. */
  get unfinished(): boolean {
    return this.#left > 0;
  }

  /** There is a new picture, or the present one is due once more for whoever has not seen it. */
  begin(): void {
    this.#left = MOST_REPEATS;
    // What is being encoded right now says nothing about the frames that are wanted.
    this.#newest = undefined;
  }

  /** Nothing new was drawn. @returns whether the picture is to be sent once more */
  repeat(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    return true;
  }

  handedOver(frame: number): void {
    this.#newest = frame;
  }

  /** @param pixels of the picture */
  encoded(outcome: FrameOutcome, pixels: number): void {
    if (outcome.frame === this.#newest && isSettled(outcome, pixels)) this.#left = 0;
  }
}

/** A frame that says no more than that nothing changed, of a picture that is as good as it gets. */
export function isSettled({ bytes, quantiser }: FrameOutcome, pixels: number): boolean {
  return bytes > 0 && bytes < pixels / TINY && quantiser !== undefined && quantiser <= FINE;
}

/**
 * Decides when the next frame starts: at the frame rate, and earlier when an input arrives.
 *
 * A virtual schedule (the generic cell rate algorithm, ITU-T I.371): each frame moves it on by one interval, an input
 * lets a frame start up to half an interval ahead of it. So an input waits a few milliseconds where a fixed tick lets it
 * wait half a frame on average, and the rate over any longer time is exactly the frame rate.
 */
import type { Millis } from '@remote-view/protocol';

export class FrameClock {
  #interval: Millis;
  /** When the schedule has the next frame. */
  #scheduled = -Infinity;
  #inputWaits = false;

  constructor(fps: number) {
    this.#interval = intervalOf(fps);
  }

  get interval(): Millis {
    return this.#interval;
  }

  setRate(fps: number): void {
    this.#interval = intervalOf(fps);
  }

  /** The next frame will show something new: it may start early. */
  inputArrived(): void {
    this.#inputWaits = true;
  }

  /** When the next frame is due; in the past where it is late. */
  nextDue(): Millis {
    return this.#inputWaits ? this.#scheduled - this.#interval / 2 : this.#scheduled;
  }

  frameStarted(now: Millis): void {
    this.#inputWaits = false;
    // A little late is a timer's jitter and keeps the schedule; an interval late was a pause and starts a new one.
    const base = now - this.#scheduled > this.#interval ? now : this.#scheduled;
    this.#scheduled = base + this.#interval;
  }
}

function intervalOf(fps: number): Millis {
  if (!(fps > 0 && fps <= 1_000)) throw new RangeError(`frames per second must be in 0..1000, not ${fps}`);
  return 1_000 / fps;
}

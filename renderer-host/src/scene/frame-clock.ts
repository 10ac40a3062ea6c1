/**
 * Decides when the next frame starts: at the frame rate, and at once when an input arrives.
 *
 * An input that arrives between two frames of a fixed tick waits half an interval on average and a whole one at worst,
 * which is most of the latency of a 30 Hz scene. Here it starts a frame as soon as a quarter of an interval has passed
 * since the last one, and the schedule goes on from there. Such frames are extra ones, so they are paid from a budget:
 * a hand on a mouse makes hundreds of inputs a second, and more frames than displays show are of no use.
 */
import type { Millis } from '@remote-view/protocol';

/** An early frame starts no closer to the last one than this share of the interval. */
const CLOSEST = 0.25;
/** Extra frames that may come in a row. */
const BURST = 8;
/** Frames per second that every display shows: a slower scene may go up to it while there is input. */
const COMMON_DISPLAY_RATE = 60;
/** Timers have whole milliseconds. */
const TIMER_JITTER: Millis = 1;

export class FrameClock {
  #interval: Millis;
  /** Extra frames per millisecond. */
  #extraRate: number;
  /** When the schedule has the next frame. */
  #scheduled = -Infinity;
  #lastStart = -Infinity;
  #wanted = false;
  /** Extra frames that may be made now; as of `#lastStart`. */
  #credit = BURST;

  constructor(fps: number) {
    this.#interval = intervalOf(fps);
    this.#extraRate = extraRateOf(fps, COMMON_DISPLAY_RATE);
  }

  get interval(): Millis {
    return this.#interval;
  }

  /** @param withInput frames per second that there may be while inputs come; a quarter more than `fps` there always may */
  setRate(fps: number, withInput = COMMON_DISPLAY_RATE): void {
    this.#interval = intervalOf(fps);
    this.#extraRate = extraRateOf(fps, withInput);
  }

  /** Somebody waits for the next frame, for an input or after a pause of the path: it may start early. */
  frameWanted(): void {
    this.#wanted = true;
  }

  /** When the next frame is due; in the past where it is late. */
  nextDue(): Millis {
    if (!this.#wanted || this.#lastStart === -Infinity) return this.#scheduled;
    const missing = 1 - CLOSEST - this.#credit;
    const afforded = missing > 0 ? this.#lastStart + missing / this.#extraRate : -Infinity;
    return Math.min(this.#scheduled, Math.max(afforded, this.#lastStart + this.#interval * CLOSEST));
  }

  /** Whether the schedule has a frame by now; one that starts in spite of that is early. */
  isScheduled(now: Millis): boolean {
    return this.#scheduled - now <= TIMER_JITTER;
  }

  frameStarted(now: Millis): void {
    const ahead = this.#scheduled - now;
    const early = ahead > TIMER_JITTER ? ahead / this.#interval : 0;
    if (early > 0 || now - this.#scheduled > this.#interval) {
      // Ahead of the schedule, or after a pause: it goes on from here.
      this.#scheduled = now + this.#interval;
    } else {
      // A little late, or a little early, is a timer's jitter and changes nothing.
      this.#scheduled += this.#interval;
    }
    const passed = this.#lastStart === -Infinity ? 0 : now - this.#lastStart;
    this.#credit = Math.min(BURST, this.#credit + passed * this.#extraRate) - early;
    this.#lastStart = now;
    this.#wanted = false;
  }
}

function extraRateOf(fps: number, withInput: number): number {
  return Math.max(fps / 4, withInput - fps) / 1_000;
}

function intervalOf(fps: number): Millis {
  if (!(fps > 0 && fps <= 1_000)) throw new RangeError(`frames per second must be in 0..1000, not ${fps}`);
  return 1_000 / fps;
}

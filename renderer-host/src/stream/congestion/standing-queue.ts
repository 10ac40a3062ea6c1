/**
 * The queue that stands: what every packet waits, beside the jitter that only some meet.
 *
 * Of n delays that tremble between 0 and J the least is J / (n + 1), so the least of the last trains shows the queue, and the
 * more the path trembles the more trains it takes. On a quiet path two are enough; a queue that is longer than all jitter
 * shows in two on any path.
 *
 * Pure, bounded by {@link MOST_TRAINS}.
 */
import type { Millis } from '@remote-view/protocol';
import { DelayNoise } from './delay-noise.ts';
import type { Train } from './train-meter.ts';
import { WindowedMin } from './windowed-min.ts';

const BASE_DELAY_WINDOW: Millis = 10_000;
const LEAST_TRAINS = 2;
/** A quarter of a second of frames: later than that a queue is worse than a mistake. */
const MOST_TRAINS = 15;
/** Trains for each ms of noise, which is a tenth of the jitter: what is left of that are then about two ms. */
const TRAINS_PER_NOISE = 5;

/** A queue of less than so many times the noise may as well be jitter. */
const JITTER_PER_NOISE = 4;
/** And one of more than this is none, since it is as much as there is. */
const MOST_JITTER_PER_NOISE = 10;

export class StandingQueue {
  readonly #base = new WindowedMin(BASE_DELAY_WINDOW);
  readonly #noise = new DelayNoise();
  /** Oldest first. */
  readonly #trains: Train[] = [];

  /** Least delay of ten seconds, on two clocks. */
  get base(): Millis {
    return this.#base.value;
  }

  get noise(): Millis {
    return this.#noise.value;
  }

  /** 0 before there is anything to compare. */
  get value(): Millis {
    if (this.#trains.length === 0) return 0;
    const delays = this.#trains.map(({ leastDelay }) => leastDelay - this.#base.value);
    const noise = this.#noise.value;
    const newest = Math.min(...delays.slice(-LEAST_TRAINS)) - MOST_JITTER_PER_NOISE * noise;
    return Math.max(0, newest, Math.min(...delays) - JITTER_PER_NOISE * noise);
  }

  /** How much time the trains span of which it is the least: a queue is seen so late. */
  get lag(): Millis {
    const [oldest] = this.#trains;
    return oldest === undefined ? 0 : this.#trains.at(-1)!.lastSentAt - oldest.lastSentAt;
  }

  packet(delay: Millis, now: Millis): void {
    this.#base.add(delay, now);
  }

  train(train: Train): void {
    this.#noise.add(train.leastDelay);
    this.#trains.push(train);
    const trains = Math.max(LEAST_TRAINS, Math.min(MOST_TRAINS, Math.ceil(this.#noise.value * TRAINS_PER_NOISE)));
    while (this.#trains.length > trains) this.#trains.shift();
  }
}

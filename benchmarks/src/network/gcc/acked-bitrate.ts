/**
 * Bits per second that arrive, by the receiver's own clock: a mean over 150 ms windows in which samples far from the
 * estimate weigh less, as an outlier of a filter whose variance grows with every window does (libwebrtc's estimator;
 * its newer builds prefer a plain mean over 20 packets and a second).
 */
import type { Millis } from '@remote-view/protocol';

const FIRST_WINDOW: Millis = 500;
const WINDOW: Millis = 150;
const START_VARIANCE = 50;
const GROWTH_OF_VARIANCE = 5;
const UNCERTAINTY = 10;
/** What the sender's own silence hid may be far from what was estimated. */
const VARIANCE_OF_CHANGE = 200;

export class AckedBitrate {
  #kilobits: number | undefined;
  #variance = START_VARIANCE;
  #bytes = 0;
  #window: Millis = 0;
  #lastAt: Millis | undefined;

  /** Bits per second; undefined until half a second was seen. */
  get value(): number | undefined {
    return this.#kilobits === undefined ? undefined : this.#kilobits * 1_000;
  }

  /** In order of arrival. */
  add(bytes: number, receivedAt: Millis): void {
    const sample = this.#sampleBefore(receivedAt);
    this.#bytes += bytes;
    if (sample === undefined) return;
    const estimate = this.#kilobits;
    if (estimate === undefined) {
      this.#kilobits = sample;
      return;
    }
    const variance = ((UNCERTAINTY * Math.abs(estimate - sample)) / Math.max(estimate, 1)) ** 2;
    const predicted = this.#variance + GROWTH_OF_VARIANCE;
    const gain = predicted / (variance + predicted);
    this.#kilobits = estimate + gain * (sample - estimate);
    this.#variance = variance * gain;
  }

  /** The application sends more from now on, so the next samples may differ. */
  expectChange(): void {
    this.#variance += VARIANCE_OF_CHANGE;
  }

  /** kbit/s of the window that is over now. */
  #sampleBefore(receivedAt: Millis): number | undefined {
    const window = this.#kilobits === undefined ? FIRST_WINDOW : WINDOW;
    const gap = receivedAt - (this.#lastAt ?? receivedAt);
    this.#lastAt = receivedAt;
    if (gap < 0) {
      this.#bytes = 0;
      this.#window = 0;
      return undefined;
    }
    this.#window += gap;
    if (gap > window) {
      // A silence is no rate.
      this.#bytes = 0;
      this.#window %= window;
    }
    if (this.#window < window) return undefined;
    const sample = (8 * this.#bytes) / window;
    this.#window -= window;
    this.#bytes = 0;
    return sample;
  }
}

/**
 * Whether the application sends much less than it may: then what arrives says nothing about the path, and probes have
 * to find out. A budget of 65 % of the estimate over half a second; unused 80 % of it begin the state, 50 % end it.
 */
import type { Millis } from '@remote-view/protocol';

const SHARE_OF_ESTIMATE = 0.65;
const WINDOW: Millis = 500;
const BEGIN = 0.8;
const END = 0.5;

export class AlrDetector {
  #bytesPerMs = 0;
  #unused = 0;
  #lastSentAt: Millis | undefined;
  #since: Millis | undefined;

  /** Since when the application is what limits the rate. */
  get since(): Millis | undefined {
    return this.#since;
  }

  /** @param bitrate bits per second */
  setEstimate(bitrate: number): void {
    this.#bytesPerMs = (bitrate * SHARE_OF_ESTIMATE) / 8_000;
    this.#unused = this.#clamp(this.#unused);
  }

  sent(bytes: number, sentAt: Millis): void {
    const last = this.#lastSentAt;
    this.#lastSentAt = sentAt;
    if (last === undefined) return;
    this.#unused = this.#clamp(this.#unused - bytes);
    this.#unused = this.#clamp(this.#unused + this.#bytesPerMs * (sentAt - last));
    const share = this.#unused / (this.#bytesPerMs * WINDOW);
    if (share > BEGIN) this.#since ??= sentAt;
    else if (share < END) this.#since = undefined;
  }

  #clamp(bytes: number): number {
    const limit = this.#bytesPerMs * WINDOW;
    return Math.min(Math.max(bytes, -limit), limit);
  }
}

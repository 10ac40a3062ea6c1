/**
 * What our own viewer says of each frame, over an unreliable data channel: the browser calls back once per refresh of the screen, for the
 * newest frame that it has, and each message repeats the ones before, so that a lost message costs nothing.
 */
import type { Millis } from '@remote-view/protocol';
import type { FrameAck } from '@remote-view/renderer-host/transport';

const REFRESH: Millis = 1_000 / 60;
const REPEATED = 3;

export class FrameAcks {
  readonly #phase: Millis;
  /** Newest last. */
  readonly #told: FrameAck[] = [];
  #newest: FrameAck | undefined;
  #nextAt: Millis | undefined;

  /** @param phase of the screen's refresh, ms */
  constructor(phase: Millis) {
    this.#phase = phase;
  }

  /** When to call {@link poll}; undefined while there is nothing to say. */
  get nextAt(): Millis | undefined {
    return this.#nextAt;
  }

  decoded(ack: FrameAck, now: Millis): void {
    this.#newest = ack;
    this.#nextAt ??= (Math.floor((now - this.#phase) / REFRESH) + 1) * REFRESH + this.#phase;
  }

  /** One message, oldest first. */
  poll(now: Millis): readonly FrameAck[] | undefined {
    if (this.#nextAt === undefined || this.#newest === undefined || now < this.#nextAt) return undefined;
    this.#nextAt = undefined;
    this.#told.push(this.#newest);
    if (this.#told.length > REPEATED) this.#told.shift();
    return [...this.#told];
  }
}

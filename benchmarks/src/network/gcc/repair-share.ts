/**
 * What retransmissions take of all that is sent: the encoder gets the target without it, as that of libwebrtc does, or
 * repairs would come on top of a path that is full already. A mean over the last second, at most a half.
 */
import type { Millis } from '@remote-view/protocol';

interface Slice {
  readonly since: Millis;
  bytes: number;
  repairs: number;
}

const WINDOW: Millis = 1_000;
const SLICE: Millis = 50;
const MAX_SHARE = 0.5;

export class RepairShare {
  /** The oldest first, as many as the window holds. */
  readonly #slices: Slice[] = [];

  /** 0-0.5 */
  at(now: Millis): number {
    while (this.#slices.length > 0 && now - this.#slices[0]!.since > WINDOW) this.#slices.shift();
    const bytes = this.#slices.reduce((sum, slice) => sum + slice.bytes, 0);
    const repairs = this.#slices.reduce((sum, slice) => sum + slice.repairs, 0);
    return bytes === 0 ? 0 : Math.min(repairs / bytes, MAX_SHARE);
  }

  sent(bytes: number, isRepair: boolean, sentAt: Millis): void {
    let slice = this.#slices.at(-1);
    if (slice === undefined || sentAt - slice.since >= SLICE) {
      slice = { since: sentAt, bytes: 0, repairs: 0 };
      this.#slices.push(slice);
      if (this.#slices.length > WINDOW / SLICE) this.#slices.shift();
    }
    slice.bytes += bytes;
    if (isRepair) slice.repairs += bytes;
  }
}

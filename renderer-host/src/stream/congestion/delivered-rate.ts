/** What arrived in the last while, in bits per second of the receiver's clock: the path holds at least that. */
import type { Millis } from '@remote-view/protocol';

const WINDOW: Millis = 400;
/** Over less than this a rate is chance. */
const LEAST: Millis = 200;

export class DeliveredRate {
  readonly #arrived: { readonly at: Millis; readonly bytes: number }[] = [];
  #bytes = 0;

  add(at: Millis, bytes: number): void {
    // Out of order by a little is as good as in order; by more it would make the window longer than it is.
    this.#arrived.push({ at: Math.max(at, this.#arrived.at(-1)?.at ?? at), bytes });
    this.#bytes += bytes;
    while (this.#newest - this.#arrived[0]!.at > WINDOW) this.#bytes -= this.#arrived.shift()!.bytes;
  }

  /** 0 before there is enough to say. */
  get value(): number {
    const span = this.#newest - (this.#arrived[0]?.at ?? 0);
    return span < LEAST ? 0 : (this.#bytes * 8_000) / span;
  }

  get #newest(): Millis {
    return this.#arrived.at(-1)?.at ?? 0;
  }
}

/**
 * The dead man's switch: a viewer that holds something down and falls silent lets go. A page that hangs, a tab that the
 * system froze, a path that broke: none of them sends the release, and until the connection counts as lost
 * (`peer-liveness.ts`) a character would run on. Pure.
 *
 * A viewer pings twice a second, so silence is no matter of how little there is to say. Once it is heard again, its next
 * `inputState` presses what is still held.
 */
import { heal, HeldInput, type Input, type InputState, type Millis } from '@remote-view/protocol';

/** Three pings that did not come. */
export const SILENT_AFTER: Millis = 1_500;

export class DeadMan {
  readonly #held = new HeldInput();
  #heardAt: Millis = -Infinity;
  /** Of the newest input. */
  #seq = 1;

  /** The viewer is alive, whatever it said. */
  heard(now: Millis): void {
    this.#heardAt = now;
  }

  take(data: Input | InputState): void {
    this.#seq = data.seq;
    if (data.type === 'inputState') heal(this.#held, data);
    else this.#held.take(data);
  }

  /** What this pointer presses, as far as its buttons have come. */
  buttonsOf(pointerId: number): number {
    return this.#held.buttonsOf(pointerId) ?? 0;
  }

  /** @returns what is to be told to the scene in the viewer's place, once for each silence */
  letGo(now: Millis): InputState | undefined {
    if (now - this.#heardAt < SILENT_AFTER || !this.#held.isHolding) return undefined;
    const rest = this.#held.atRest(this.#seq);
    heal(this.#held, rest);
    return rest;
  }
}

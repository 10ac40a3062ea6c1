/**
 * What each viewer holds, and what is made up for where a message was lost (`heal` of the protocol). The scene sees the
 * inputs that are missing as if they had come; a state that says nothing new costs no frame.
 */
import { heal, HeldInput, type Input, type InputState } from '@remote-view/protocol';

export class InputHealing {
  /** Bounded by the viewers of a session. */
  readonly #held = new Map<number, HeldInput>();

  /** @returns what the scene is to see, in order */
  take(viewer: number, data: Input | InputState): readonly Input[] {
    let held = this.#held.get(viewer);
    if (held === undefined) {
      held = new HeldInput();
      this.#held.set(viewer, held);
    }
    if (data.type === 'inputState') return heal(held, data);
    held.take(data);
    return [data];
  }

  forget(viewer: number): void {
    this.#held.delete(viewer);
  }

  /** Viewers are numbered anew. */
  clear(): void {
    this.#held.clear();
  }
}

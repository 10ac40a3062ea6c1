/**
 * Whether anybody still uses the session: a slot that nobody uses is one that somebody waits for. Viewers are warned before it
 * ends, and any input of any of them sets the time back.
 */
import type { Millis } from '@remote-view/protocol';

export type Afk =
  | { readonly name: 'present' }
  /** Viewers are asked whether somebody is still there. */
  | { readonly name: 'warned'; readonly endsAt: Millis }
  | { readonly name: 'over' };

/** Before the end; half the time where that is less than twice as much. */
const WARN_BEFORE: Millis = 60_000;

export class AfkWatch {
  readonly #after: Millis;
  readonly #warnBefore: Millis;
  /** Undefined before the first viewer. */
  #usedAt: Millis | undefined;

  /** @param after 0: nothing ever happens */
  constructor(after: Millis) {
    this.#after = after;
    this.#warnBefore = Math.min(WARN_BEFORE, after / 2);
  }

  /** The first viewer is there: from now on the time counts. A page that connects anew by itself is no sign of life. */
  begin(now: Millis): void {
    this.#usedAt ??= now;
  }

  /** Somebody is there. */
  used(now: Millis): void {
    this.#usedAt = now;
  }

  state(now: Millis): Afk {
    if (this.#after === 0 || this.#usedAt === undefined) return { name: 'present' };
    const endsAt = this.#usedAt + this.#after;
    if (now >= endsAt) return { name: 'over' };
    return now >= endsAt - this.#warnBefore ? { name: 'warned', endsAt } : { name: 'present' };
  }
}

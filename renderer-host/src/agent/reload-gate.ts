/**
 * When changed files become one reload.
 *
 * An editor writes a file in several steps and a formatter writes it again, so a reload waits until nothing changed for a
 * moment, but not for ever. Whatever writes files without end (a generator, a loop over `git checkout`) gets reloads that
 * are further and further apart: each costs a process.
 */
import type { Millis } from '@remote-view/protocol';

/** Nothing changed for so long: what was saved is complete. */
export const QUIET: Millis = 30;
/** Changes that never pause are reloaded all the same. */
export const LONGEST_WAIT: Millis = 500;
/** Reloads that follow each other sooner than this are a storm: each doubles the distance to the next. */
export const STORM_WITHIN: Millis = 600;
export const LONGEST_DISTANCE: Millis = 4_000;

export class ReloadGate {
  #firstChangeAt: Millis | undefined;
  #lastChangeAt: Millis = 0;
  #reloadedAt = -Infinity;
  #distance: Millis = 0;

  changed(now: Millis): void {
    this.#firstChangeAt ??= now;
    this.#lastChangeAt = now;
  }

  /** When a reload is due; undefined where nothing has changed. */
  get due(): Millis | undefined {
    if (this.#firstChangeAt === undefined) return undefined;
    const complete = Math.min(this.#lastChangeAt + QUIET, this.#firstChangeAt + LONGEST_WAIT);
    return Math.max(complete, this.#reloadedAt + this.#distance);
  }

  /** @returns whether to reload now; then all changes until now are taken care of */
  take(now: Millis): boolean {
    const { due } = this;
    if (due === undefined || now < due) return false;
    const stormy = now - this.#reloadedAt < this.#distance + STORM_WITHIN;
    this.#distance = stormy ? Math.min(LONGEST_DISTANCE, Math.max(QUIET, this.#distance) * 2) : 0;
    this.#reloadedAt = now;
    this.#firstChangeAt = undefined;
    return true;
  }
}

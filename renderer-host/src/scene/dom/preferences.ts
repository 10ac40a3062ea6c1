/**
 * What the users of a scene's pages prefer, as one page would say it: `prefers-reduced-motion`, `prefers-color-scheme`,
 * `prefers-contrast`, `navigator.languages`.
 *
 * All viewers see one picture. With one of them it is as theirs; with several, motion is reduced for everybody where one
 * wants it, because it makes some people ill, and the rest is as whoever came first has it.
 */
import { NO_PREFERENCES, type PagePreferences } from '@remote-view/protocol';

export type Preferences = Omit<PagePreferences, 'type'>;

const NONE: Preferences = { ...NO_PREFERENCES, languages: Object.freeze([...NO_PREFERENCES.languages]) };

export class PagesPreferences {
  readonly #changed: () => void;
  /** By viewer, in the order in which they first said something. */
  readonly #said = new Map<number, Preferences>();
  #common: Preferences = NONE;

  /** @param changed what all have in common is another */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get common(): Preferences {
    return this.#common;
  }

  of(viewer: number): Preferences {
    return this.#said.get(viewer) ?? NONE;
  }

  take(viewer: number, { reducedMotion, colorScheme, contrast, languages }: PagePreferences): void {
    this.#said.set(viewer, { reducedMotion, colorScheme, contrast, languages: Object.freeze([...languages]) });
    this.#combine();
  }

  /** Nobody is left: it stays as it was, which is what the next picture is for as likely as not. */
  gone(viewer: number): void {
    if (this.#said.delete(viewer) && this.#said.size > 0) this.#combine();
  }

  /** Viewers are numbered anew. */
  forgetViewers(): void {
    this.#said.clear();
  }

  #combine(): void {
    const all = [...this.#said.values()];
    const common = { ...(all[0] ?? NONE), reducedMotion: all.some(({ reducedMotion }) => reducedMotion) };
    const before = JSON.stringify(this.#common);
    this.#common = common;
    if (JSON.stringify(common) !== before) this.#changed();
  }
}

/**
 * In fullscreen the scene gets the keys of system and browser as well (Keyboard Lock, WICG; Chromium has it): Alt+Tab, the
 * Windows key, Ctrl+W, Escape. Only while the keyboard is captured, so both ways out of the capture unlock them, and holding
 * Escape leaves fullscreen in any case.
 */
import { withAncestors } from '../ancestors.ts';

/** As much of the API as is used; TypeScript's library has none of it. */
interface KeyboardApi {
  lock(): Promise<void>;
  unlock(): void;
}

export class KeyboardLock {
  readonly #stage: HTMLElement;
  readonly #changed: (locked: boolean) => void;
  #locked = false;
  /** Counts them: an answer that comes after another attempt says nothing any more. */
  #attempts = 0;

  /** @param changed the browser has left the keys to the page, or has them again */
  constructor(stage: HTMLElement, changed: (locked: boolean) => void) {
    this.#stage = stage;
    this.#changed = changed;
  }

  /** The page's fullscreen is another, or the capture of the keyboard. */
  async update(captured: boolean): Promise<void> {
    const { keyboard } = navigator as Navigator & { readonly keyboard?: KeyboardApi };
    const { fullscreenElement } = document;
    // It may be any that the view is in.
    const wanted = captured && fullscreenElement !== null && withAncestors(this.#stage).includes(fullscreenElement);
    if (keyboard === undefined || wanted === this.#locked) return;
    this.#locked = wanted;
    const attempt = ++this.#attempts;
    if (!wanted) {
      keyboard.unlock();
      return this.#changed(false);
    }
    try {
      await keyboard.lock();
      if (attempt === this.#attempts) this.#changed(true);
    } catch {
      // Chromium locks them for no page in a frame, and keeps its keys.
      if (attempt === this.#attempts) this.#locked = false;
    }
  }
}

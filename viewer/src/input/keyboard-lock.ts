/**
 * In fullscreen the scene gets the keys of system and browser as well (Keyboard Lock, WICG; Chromium has it): Alt+Tab, the
 * Windows key, Ctrl+W, Escape. Only while the keyboard is captured, so both ways out of the capture unlock them, and holding
 * Escape leaves fullscreen in any case.
 */

/** As much of the API as is used; TypeScript's library has none of it. */
interface KeyboardApi {
  lock(): Promise<void>;
  unlock(): void;
}

export class KeyboardLock {
  readonly #stage: HTMLElement;
  readonly #changed: (locked: boolean) => void;
  #locked = false;

  /** @param changed the browser has left the keys to the page, or has them again */
  constructor(stage: HTMLElement, changed: (locked: boolean) => void) {
    this.#stage = stage;
    this.#changed = changed;
  }

  /** The page's fullscreen is another, or the capture of the keyboard. */
  async update(captured: boolean): Promise<void> {
    const { keyboard } = navigator as Navigator & { readonly keyboard?: KeyboardApi };
    const wanted = captured && isWithin(this.#stage, document.fullscreenElement);
    if (keyboard === undefined || wanted === this.#locked) return;
    this.#locked = wanted;
    if (!wanted) {
      keyboard.unlock();
      return this.#changed(false);
    }
    try {
      await keyboard.lock();
      // It may have ended while the browser was asked.
      this.#changed(this.#locked);
    } catch {
      // Chromium locks them for no page in a frame, and keeps its keys.
      this.#locked = false;
    }
  }
}

/** Through shadow roots: the element in fullscreen may be any that the view is in. */
function isWithin(node: Node, ancestor: Element | null): boolean {
  for (let at: Node | null = node; at !== null; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
    if (at === ancestor) return true;
  }
  return false;
}

/**
 * The cursor and the tooltip of what is under the pointer. The browser draws the cursor itself, so it follows the hand
 * without a frame between, and hides it while the pointer is locked.
 */
import type { HoverInfo } from '@remote-view/protocol';

export class PointerLook {
  readonly #stage: HTMLElement;
  #hover: HoverInfo | null = null;
  #usable = true;

  constructor(stage: HTMLElement) {
    this.#stage = stage;
  }

  /** Null: the scene says nothing. */
  set hover(hover: HoverInfo | null) {
    this.#hover = hover;
    this.#show();
  }

  /** False: nothing can be done with what is under the pointer. */
  set usable(usable: boolean) {
    this.#usable = usable;
    this.#show();
  }

  #show(): void {
    const { style } = this.#stage;
    const { cursor, tooltip, image } = (this.#usable && this.#hover) || { cursor: '', tooltip: '' };
    style.cursor = cursor;
    if (tooltip === '') this.#stage.removeAttribute('title');
    else this.#stage.title = tooltip;
    if (image === undefined) return;
    const { url, density, x, y } = image;
    const drawn = density === 1 ? `url("${url}")` : `image-set(url("${url}") ${density}x)`;
    // A browser that does not know it keeps the plain one.
    style.cursor = `${drawn} ${x} ${y}, ${cursor}`;
  }
}

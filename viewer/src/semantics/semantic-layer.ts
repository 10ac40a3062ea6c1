/**
 * Lays what the scene says of its picture over the picture: one element for each thing, and what a screen reader is to say.
 *
 * Tab goes through the things in the scene's order and leaves at both ends, as in any page; Escape goes back to the
 * picture. A thing that has the focus and goes away hands it to the picture. Bounds: the items of `item-list.ts`, and the
 * last {@link MAX_SPOKEN} announcements.
 */
import type { Announcement, SemanticPatch } from '@remote-view/protocol';
import { ItemElement, type Act } from './item-element.ts';
import { ItemList } from './item-list.ts';

const MAX_SPOKEN = 4;

export interface LayerParts {
  /** It has the focus when the keyboard is back at the picture. */
  readonly stage: HTMLElement;
  /** As large as the picture; the things go in here. */
  readonly layer: HTMLElement;
  /** A live region of its own. */
  readonly spoken: HTMLElement;
}

export class SemanticLayer {
  readonly #parts: LayerParts;
  readonly #act: Act;
  readonly #list = new ItemList();
  readonly #elements = new Map<number, ItemElement>();
  /** WAI-ARIA 1.2 wants tabs in a list of tabs. It owns them wherever they are. */
  readonly #tabs = document.createElement('div');
  #usable = true;

  constructor(parts: LayerParts, act: Act) {
    this.#parts = parts;
    this.#act = act;
    this.#tabs.role = 'tablist';
    parts.layer.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      parts.stage.focus();
    });
  }

  /** What the scene calls the picture; empty where it does not. */
  get label(): string {
    return this.#list.label;
  }

  receive(data: SemanticPatch | Announcement): void {
    switch (data.type) {
      case 'semantics':
        this.#apply(data);
        return;
      case 'announce':
        this.#speak(data.text);
        return;
      default:
        data satisfies never;
    }
  }

  /** False: the things are there to be read, and nothing can be done with them. */
  set usable(usable: boolean) {
    if (usable === this.#usable) return;
    this.#usable = usable;
    this.#showAll();
  }

  /** The scene is gone, and what was said of its picture with it. */
  clear(): void {
    this.#list.clear();
    this.#showAll();
    this.#parts.spoken.replaceChildren();
  }

  #apply(patch: SemanticPatch): void {
    this.#list.apply(patch);
    const moves = !patch.whole && patch.items.length === 0 && patch.removed.length === 0;
    // Ten times a second, while something moves.
    if (moves) for (const { ref } of patch.boxes) this.#show(ref);
    else this.#showAll();
  }

  #showAll(): void {
    for (const [ref, { frame, role }] of this.#elements) {
      // An element is what it was made as; an item of another role is another element.
      if (this.#list.get(ref)?.item.role === role) continue;
      this.#leave(frame);
      frame.remove();
      this.#elements.delete(ref);
    }
    const { layer } = this.#parts;
    const placed = this.#list.inOrder;
    layer.hidden = placed.length === 0;
    for (const { item } of placed) this.#show(item.ref);
    let at = layer.firstElementChild;
    for (const element of this.#inFocusOrder(placed.map(({ item }) => item.ref))) {
      // What is where it should be stays: an element that is moved loses the focus.
      if (element === at) at = at.nextElementSibling;
      else layer.insertBefore(element, at);
    }
    while (at !== null) {
      const next = at.nextElementSibling;
      at.remove();
      at = next;
    }
  }

  /** The elements of the layer, the list of tabs before the first tab. */
  #inFocusOrder(refs: readonly number[]): readonly Element[] {
    const elements = refs.map((ref) => this.#elements.get(ref)!);
    const tabs = elements.filter(({ role }) => role === 'tab');
    if (tabs[0] === undefined) return elements.map(({ frame }) => frame);
    this.#tabs.setAttribute('aria-owns', tabs.map(({ control }) => control.id).join(' '));
    return elements.flatMap((element) => (element === tabs[0] ? [this.#tabs, element.frame] : [element.frame]));
  }

  #show(ref: number): void {
    const placed = this.#list.get(ref);
    if (placed === undefined) return;
    let element = this.#elements.get(ref);
    if (element === undefined) {
      element = new ItemElement(placed.item, `item-${ref}`, this.#act);
      this.#elements.set(ref, element);
    }
    if (placed.box.length === 0) this.#leave(element.frame);
    element.show(placed, this.#usable);
  }

  /** Before an element goes: a page whose focus is nowhere begins again at its top. */
  #leave(frame: HTMLElement): void {
    if (frame.matches(':focus-within')) this.#parts.stage.focus({ preventScroll: true });
  }

  /** Added one by one, so that the same words are heard again. */
  #speak(text: string): void {
    const { spoken } = this.#parts;
    const line = document.createElement('p');
    line.textContent = text;
    spoken.append(line);
    while (spoken.childElementCount > MAX_SPOKEN) spoken.firstElementChild!.remove();
  }
}

/**
 * What a page knows of the things in the picture. Patches come in order over a reliable channel; one that names an item
 * which is not there says nothing about it. Bounded by the host's own limit, which holds here too.
 */
import { SEMANTIC_LIMITS, type SemanticBox, type SemanticItem, type SemanticPatch } from '@remote-view/protocol';

export interface PlacedItem {
  readonly item: SemanticItem;
  /** Empty where it cannot be seen. */
  readonly box: SemanticBox;
}

export class ItemList {
  readonly #items = new Map<number, PlacedItem>();
  #label = '';

  /** Accessible name of the picture; empty where the scene has none. */
  get label(): string {
    return this.#label;
  }

  get(ref: number): PlacedItem | undefined {
    return this.#items.get(ref);
  }

  /** In the order of the focus. */
  get inOrder(): readonly PlacedItem[] {
    return [...this.#items.values()].sort(
      ({ item: one }, { item: other }) => one.order - other.order || one.ref - other.ref,
    );
  }

  apply({ whole, label, items, boxes, removed }: SemanticPatch): void {
    if (whole) this.clear();
    this.#label = label;
    for (const ref of removed) this.#items.delete(ref);
    for (const item of items) {
      const known = this.#items.get(item.ref);
      if (known === undefined && this.#items.size >= SEMANTIC_LIMITS.items) continue;
      this.#items.set(item.ref, { item, box: known?.box ?? [] });
    }
    for (const { ref, box } of boxes) {
      const known = this.#items.get(ref);
      if (known !== undefined) this.#items.set(ref, { item: known.item, box });
    }
  }

  clear(): void {
    this.#items.clear();
    this.#label = '';
  }
}

/**
 * What viewers were told of a scene's items, and what they have to be told next.
 *
 * Changes are coalesced into patches. One that has places alone comes {@link EVERY} after the one before; one that says
 * what items are does not wait for those, only for its own like. A place that came back to where it was is not told.
 * Bounds: there are as many entries as items, which the caller limits; and removals are told of items that viewers know.
 */
import type { Millis, SemanticBox, SemanticItem, SemanticPatch } from '@remote-view/protocol';
import { isSamePlace } from './wire-box.ts';

/** Ten times a second: reading on is what a person does with it, the picture itself has every frame. */
export const EVERY: Millis = 100;

interface Entry {
  item: SemanticItem;
  box: SemanticBox;
  /** Where viewers believe it to be; undefined where they were told nothing. */
  told: SemanticBox | undefined;
}

export class SemanticLedger {
  #label = '';
  readonly #entries = new Map<number, Entry>();
  /** Items to be told. */
  readonly #changed = new Set<number>();
  /** Places to be told. */
  readonly #moved = new Set<number>();
  readonly #removed = new Set<number>();
  #labelChanged = false;
  #used = false;
  /** The last patch that said what items are, and the last of any. */
  #itemsAt: Millis = -Infinity;
  #patchAt: Millis = -Infinity;

  get label(): string {
    return this.#label;
  }

  set label(label: string) {
    if (label === this.#label) return;
    this.#labelChanged = true;
    this.#used = true;
    this.#label = label;
  }

  /** Something was ever said: a viewer who comes back has to learn that it holds no more. */
  get isUsed(): boolean {
    return this.#used;
  }

  /** When the next patch is due; null where there is nothing to tell. */
  get dueAt(): Millis | null {
    if (this.#labelChanged || this.#changed.size > 0 || this.#removed.size > 0) return this.#itemsAt + EVERY;
    return this.#moved.size > 0 ? this.#patchAt + EVERY : null;
  }

  /** An item is new, or is another now. */
  put(item: SemanticItem): void {
    const entry = this.#entries.get(item.ref);
    if (entry === undefined) this.#entries.set(item.ref, { item, box: [], told: undefined });
    else entry.item = item;
    this.#changed.add(item.ref);
    this.#used = true;
  }

  place(ref: number, box: SemanticBox): void {
    const entry = this.#entries.get(ref);
    if (entry === undefined) return;
    entry.box = box;
    // An item that nobody has been told a place of is believed to be nowhere.
    if (isSamePlace(box, entry.told ?? [])) this.#moved.delete(ref);
    else this.#moved.add(ref);
  }

  remove(ref: number): void {
    const entry = this.#entries.get(ref);
    if (entry === undefined) return;
    this.#entries.delete(ref);
    this.#changed.delete(ref);
    this.#moved.delete(ref);
    if (entry.told !== undefined) this.#removed.add(ref);
  }

  /** What is due at `now`, which counts as told; undefined where nothing is. */
  take(now: Millis): SemanticPatch | undefined {
    const due = this.dueAt;
    return due === null || now < due ? undefined : this.#tell(now);
  }

  /**
   * Somebody is new, and is to be told everything. Those who know the rest are told first what they do not know yet, or they
   * would be told later of changes to what the new one has not seen.
   */
  whole(now: Millis): { readonly pending: SemanticPatch | undefined; readonly whole: SemanticPatch } {
    const pending = this.dueAt === null ? undefined : this.#tell(now);
    const entries = [...this.#entries.values()];
    const whole: SemanticPatch = {
      type: 'semantics',
      whole: true,
      label: this.#label,
      items: entries.map(({ item }) => item),
      boxes: entries
        .filter(({ told = [] }) => told.length > 0)
        .map(({ item: { ref }, told = [] }) => ({ ref, box: told })),
      removed: [],
    };
    return { pending, whole };
  }

  #tell(now: Millis): SemanticPatch {
    const changed = [...this.#changed].map((ref) => this.#entries.get(ref)!);
    const moved = [...this.#moved].map((ref) => this.#entries.get(ref)!);
    const removed = [...this.#removed];
    if (this.#labelChanged || changed.length + removed.length > 0) this.#itemsAt = now;
    this.#patchAt = now;
    for (const entry of changed) entry.told ??= [];
    for (const entry of moved) entry.told = entry.box;
    this.#labelChanged = false;
    for (const pending of [this.#changed, this.#moved, this.#removed]) pending.clear();
    return {
      type: 'semantics',
      whole: false,
      label: this.#label,
      items: changed.map(({ item }) => item),
      boxes: moved.map(({ item: { ref }, box }) => ({ ref, box })),
      removed,
    };
  }
}

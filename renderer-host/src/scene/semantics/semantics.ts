/**
 * The semantic channel of a scene: holds its items, follows what they track, and tells the pages.
 *
 * Nothing is computed or sent before a viewer is heard of; who comes later gets the whole. What the scene changes goes
 * out when its turn is over, in the pace of `ledger.ts`; cursor and tooltip go at once. Bounds: 256 items (`add` throws),
 * 8 announcements that wait for the end of a turn (the oldest go), one timer, and what each viewer that is there points at.
 */
import {
  encodeHostData,
  headOf,
  RemoteViewError,
  SEMANTIC_LIMITS,
  type Cursor,
  type HostData,
  type HoverInfo,
  type Millis,
  type SemanticAct,
  type SemanticPatch,
} from '@remote-view/protocol';
import type { Camera, Object3D } from 'three/webgpu';
import type { HeadlessCanvas } from '../dom/canvas.ts';
import type { SceneSemantics, SemanticItemOptions } from '../sdk/semantics.ts';
import { CursorReader, type CursorStyle } from './cursor-style.ts';
import { Hover } from './hover.ts';
import { EVERY, SemanticLedger } from './ledger.ts';
import { assertCursor, SceneItem, type ItemOwner } from './scene-item.ts';
import { splitPatch } from './split-patch.ts';

export interface SemanticsOptions {
  readonly canvas: HeadlessCanvas;
  /** To every page, or to that of one viewer. */
  readonly send: (bytes: Uint8Array, viewer?: number) => void;
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => Millis;
}

const MAX_ANNOUNCEMENTS = 8;
const NO_CURSOR: CursorStyle = { cursor: 'default' };
const NOTHING: HoverInfo = { type: 'hover', tooltip: '', ...NO_CURSOR };

/** What a viewer was told to be under its pointer, and which item is. */
interface Pointing {
  told: HoverInfo;
  item: SceneItem | undefined;
}

export class Semantics implements SceneSemantics {
  /** What the scene gets of it. */
  readonly sdk: SceneSemantics = this;
  readonly #options: SemanticsOptions;
  readonly #ledger = new SemanticLedger();
  readonly #items = new Map<string, SceneItem>();
  readonly #byRef = new Map<number, SceneItem>();
  /** Items that track an object. */
  readonly #tracking = new Set<SceneItem>();
  readonly #viewers = new Map<number, Pointing>();
  readonly #owner: ItemOwner = { changed: (item) => this.#itemChanged(item), removed: (item) => this.#remove(item) };
  #nextRef = 1;
  #cursor: Cursor | null = null;
  readonly #canvasCursor = new CursorReader();
  readonly #bodyCursor = new CursorReader();
  #tooltip = '';
  #hover: Hover | undefined;
  /** Whose pointer the scene heard of last. */
  #pointed = 0;
  #announcements: string[] = [];
  /** A frame was made since tracked objects were looked at, or there are others. */
  #stale = false;
  #followedAt: Millis = -Infinity;
  #turn = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  readonly #counts = { acts: 0, ignored: 0 };

  constructor(options: SemanticsOptions) {
    this.#options = options;
  }

  get label(): string {
    return this.#ledger.label;
  }

  set label(label: string) {
    this.#ledger.label = headOf(label, SEMANTIC_LIMITS.name);
    this.#changed();
  }

  get cursor(): Cursor | null {
    return this.#cursor;
  }

  set cursor(cursor: Cursor | null) {
    assertCursor(cursor);
    this.#cursor = cursor;
    this.#changed();
  }

  get tooltip(): string {
    return this.#tooltip;
  }

  set tooltip(tooltip: string) {
    this.#tooltip = headOf(tooltip, SEMANTIC_LIMITS.tooltip);
    this.#changed();
  }

  get hovered(): SceneItem | undefined {
    return this.#viewers.get(this.#pointed)?.item;
  }

  add(options: SemanticItemOptions): SceneItem {
    const item = new SceneItem(this.#nextRef++, options, this.#owner);
    if (this.#items.has(item.id)) throw refused('has two items of one id', item.id);
    if (this.#items.size >= SEMANTIC_LIMITS.items) throw refused('has too many items', item.id);
    this.#items.set(item.id, item);
    this.#byRef.set(item.ref, item);
    this.#itemChanged(item);
    return item;
  }

  get(id: string): SceneItem | undefined {
    return this.#items.get(id);
  }

  hover(camera: Camera, objects: readonly Object3D[]): () => void {
    const hover = new Hover(this.#options.canvas, camera, objects, () => this.#pointed);
    this.#setHover(hover);
    return () => {
      if (this.#hover === hover) this.#setHover(undefined);
    };
  }

  announce(text: string): void {
    this.#announcements = [...this.#announcements, headOf(text, SEMANTIC_LIMITS.announcement)].slice(
      -MAX_ANNOUNCEMENTS,
    );
    this.#changed();
  }

  /** Acts that came, and those of them that named no item, or one that was disabled. */
  get counts(): { readonly acts: number; readonly ignored: number } {
    return { ...this.#counts };
  }

  /** A viewer said something: who is new knows nothing yet. */
  heard(viewer: number): void {
    if (this.#viewers.has(viewer)) return;
    const now = this.#options.now();
    this.#follow(now);
    if (this.#ledger.isUsed) {
      const { pending, whole } = this.#ledger.whole(now);
      if (pending !== undefined && this.#viewers.size > 0) this.#tell(pending);
      for (const part of splitPatch(whole)) this.#send(part, viewer);
    }
    this.#viewers.set(viewer, { told: NOTHING, item: undefined });
    this.#tellHover();
  }

  gone(viewer: number): void {
    this.#viewers.delete(viewer);
  }

  /** Nobody is there any more, or viewers are numbered anew. */
  forgetViewers(): void {
    this.#viewers.clear();
  }

  /** Before the scene gets an input of a pointer. */
  pointed(viewer: number): void {
    this.#pointed = viewer;
  }

  /** @throws whatever the scene's handlers throw */
  act(act: SemanticAct): void {
    this.#counts.acts++;
    if (this.#byRef.get(act.ref)?.act(act) !== true) this.#counts.ignored++;
  }

  /** A frame is done, drawn or not. */
  frame(): void {
    this.#look();
    this.#stale = this.#tracking.size > 0;
    this.#flush();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#hover?.close();
  }

  #itemChanged(item: SceneItem): void {
    if (this.#byRef.get(item.ref) !== item) return;
    this.#ledger.put(item.wire);
    if (item.object === undefined) {
      this.#ledger.place(item.ref, item.place);
    } else {
      this.#tracking.add(item);
      this.#stale = true;
    }
    this.#changed();
  }

  #remove(item: SceneItem): void {
    if (this.#byRef.get(item.ref) !== item) return;
    this.#items.delete(item.id);
    this.#byRef.delete(item.ref);
    this.#tracking.delete(item);
    this.#ledger.remove(item.ref);
    this.#forget(item);
    this.#changed();
  }

  #setHover(hover: Hover | undefined): void {
    this.#hover?.close();
    this.#hover = hover;
    this.#forget();
    this.#changed();
  }

  /** An item, or without one all of them, is under nobody's pointer. */
  #forget(item?: SceneItem): void {
    for (const pointing of this.#viewers.values()) {
      if (item === undefined || pointing.item === item) pointing.item = undefined;
    }
  }

  #look(): void {
    for (const [viewer, object] of this.#hover?.look() ?? []) {
      const pointing = this.#viewers.get(viewer);
      if (pointing !== undefined) pointing.item = this.#itemOf(object);
    }
  }

  #itemOf(object: Object3D | null): SceneItem | undefined {
    for (let at = object; at !== null; at = at.parent) {
      for (const item of this.#tracking) if (item.object === at) return item;
    }
    return undefined;
  }

  /** After the turn in which the scene changes several things. */
  #changed(): void {
    if (this.#turn) return;
    this.#turn = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#turn = false;
    if (this.#closed) return;
    const announcements = this.#announcements;
    this.#announcements = [];
    if (this.#viewers.size === 0) return;
    const now = this.#options.now();
    for (const text of announcements) this.#send({ type: 'announce', text });
    this.#tellHover();
    if (this.#stale && now >= this.#followedAt + EVERY) this.#follow(now);
    const patch = this.#ledger.take(now);
    if (patch !== undefined) this.#tell(patch);
    this.#wake(now);
  }

  #tellHover(): void {
    const { canvas } = this.#options;
    // Read anew only when it changes: an image is long, and this is asked once a frame.
    const styled =
      this.#canvasCursor.of(canvas.style['cursor']) ?? this.#bodyCursor.of(canvas.ownerDocument.body.style['cursor']);
    for (const [viewer, pointing] of this.#viewers) {
      const { item, told } = pointing;
      const named = this.#cursor ?? item?.cursor;
      const look: CursorStyle = named === undefined ? (styled ?? NO_CURSOR) : { cursor: named };
      const tooltip = this.#tooltip === '' ? (item?.tooltip ?? '') : this.#tooltip;
      if (look.cursor === told.cursor && look.image === told.image && tooltip === told.tooltip) continue;
      pointing.told = { type: 'hover', tooltip, ...look };
      this.#send(pointing.told, viewer);
    }
  }

  #follow(now: Millis): void {
    this.#stale = false;
    this.#followedAt = now;
    for (const { ref, place } of this.#tracking) this.#ledger.place(ref, place);
  }

  /** What waits goes out although no frame comes: a scene may draw on demand. */
  #wake(now: Millis): void {
    const followed = this.#stale ? this.#followedAt + EVERY : Infinity;
    const due = Math.min(this.#ledger.dueAt ?? Infinity, followed);
    if (due === Infinity || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#flush();
      },
      Math.max(1, Math.ceil(due - now)),
    );
  }

  #tell(patch: SemanticPatch): void {
    for (const part of splitPatch(patch)) this.#send(part);
  }

  #send(data: HostData, viewer?: number): void {
    this.#options.send(encodeHostData(data), viewer);
  }
}

function refused(problem: string, id: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `The picture ${problem}.`, { context: { id } });
}

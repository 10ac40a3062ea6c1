/** One item as the scene sees it: takes what the scene says, holds it to its bounds, and knows where it is. */
import {
  CURSORS,
  headOf,
  RemoteViewError,
  SEMANTIC_LIMITS,
  SEMANTIC_ROLES,
  type Cursor,
  type SemanticAct,
  type SemanticBox,
  type SemanticItem,
  type SliderRange,
} from '@remote-view/protocol';
import type { Camera, Object3D } from 'three/webgpu';
import type { SceneSemanticItem, SemanticItemOptions, SemanticItemState } from '../sdk/semantics.ts';
import { trackedPlace } from './tracked-place.ts';
import { rectangleOf, wireBox } from './wire-box.ts';

export interface ItemOwner {
  /** What the item is has changed, and perhaps its place. */
  changed(item: SceneItem): void;
  removed(item: SceneItem): void;
}

export class SceneItem implements SceneSemanticItem {
  readonly ref: number;
  readonly #owner: ItemOwner;
  #options: SemanticItemOptions;
  #tracked: { readonly object: Object3D; readonly camera: Camera } | undefined;

  /** @throws RemoteViewError `bad-configuration` for an unknown role or cursor */
  constructor(ref: number, options: SemanticItemOptions, owner: ItemOwner) {
    if (!SEMANTIC_ROLES.includes(options.role)) throw wrongSetting('role', options.role);
    assertCursor(options.cursor);
    this.ref = ref;
    this.#options = options;
    this.#owner = owner;
  }

  get id(): string {
    return this.#options.id;
  }

  /** The object whose place is the item's. */
  get object(): Object3D | undefined {
    return this.#tracked?.object;
  }

  get cursor(): Cursor {
    const { cursor, onActivate, disabled } = this.#options;
    return cursor ?? (onActivate !== undefined && disabled !== true ? 'pointer' : 'default');
  }

  get tooltip(): string {
    return headOf(this.#options.tooltip ?? this.#options.name, SEMANTIC_LIMITS.tooltip);
  }

  get wire(): SemanticItem {
    const { role, name, description, disabled, checked, pressed, selected, order = 0 } = this.#options;
    const { onActivate, onFocus } = this.#options;
    const state = { checkbox: checked === true, button: pressed ?? null, tab: selected === true };
    return {
      ref: this.ref,
      role,
      order: Math.round(clamp(order, SEMANTIC_LIMITS.order)),
      name: headOf(name, SEMANTIC_LIMITS.name),
      description: headOf(description ?? '', SEMANTIC_LIMITS.description),
      focusable: ALWAYS_FOCUSABLE.has(role) || onActivate !== undefined || onFocus !== undefined,
      disabled: disabled === true,
      on: state[role as keyof typeof state] ?? null,
      range: role === 'slider' ? toRange(this.#options) : null,
    };
  }

  /** Where it is now. */
  get place(): SemanticBox {
    const { box } = this.#options;
    if (this.#tracked !== undefined) return wireBox(trackedPlace(this.#tracked.object, this.#tracked.camera));
    return wireBox(box === undefined ? undefined : rectangleOf(box));
  }

  update(changes: Partial<SemanticItemState>): void {
    assertCursor(changes.cursor);
    this.#options = { ...this.#options, ...changes };
    this.#owner.changed(this);
  }

  track(object: Object3D, camera: Camera): this {
    this.#tracked = { object, camera };
    this.#owner.changed(this);
    return this;
  }

  remove(): void {
    this.#owner.removed(this);
  }

  /**
   * Somebody used it without a pointer. Handlers' errors reach the caller.
   * @returns false where it is disabled, which a page that obeys does not ask
   */
  act({ action, steps }: SemanticAct): boolean {
    const options = this.#options;
    if (options.disabled === true && (action === 'activate' || action === 'step')) return false;
    if (action === 'activate') options.onActivate?.();
    else if (action === 'focus') options.onFocus?.();
    else if (action === 'blur') options.onBlur?.();
    else if (steps !== 0) options.onStep?.(steps);
    return true;
  }
}

/** What people expect Tab to stop at, also where nothing listens. */
const ALWAYS_FOCUSABLE: ReadonlySet<string> = new Set(['button', 'link', 'checkbox', 'slider', 'tab']);

/** @throws RemoteViewError `bad-configuration` for what is no cursor of CSS's */
export function assertCursor(cursor: Cursor | null | undefined): void {
  if (cursor !== undefined && cursor !== null && !CURSORS.includes(cursor)) throw wrongSetting('cursor', cursor);
}

function toRange({ value = 0, min = 0, max = 100, step = 1 }: SemanticItemOptions): SliderRange {
  const [least, most] = [clamp(min, SEMANTIC_LIMITS.value), clamp(max, SEMANTIC_LIMITS.value)];
  const one = clamp(step, SEMANTIC_LIMITS.value);
  return { value: clamp(value, SEMANTIC_LIMITS.value), min: least, max: most, step: one > 0 ? one : 1 };
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value || 0));
}

function wrongSetting(what: 'role' | 'cursor', value: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `An item of the picture has an unknown ${what}.`, {
    context: { [what]: value },
  });
}

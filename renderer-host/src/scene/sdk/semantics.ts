/**
 * What a scene says about its picture beyond pixels. The viewer shows the right cursor and tooltips, and builds real
 * elements over the picture: whoever uses a keyboard or a screen reader reaches what others see and click.
 *
 *     const lamp = semantics.add({
 *       id: 'lamp',
 *       role: 'button',
 *       name: 'Desk lamp',
 *       pressed: false,
 *       onActivate: () => lamp.update({ pressed: toggleLamp() }),
 *     });
 *     lamp.track(lampMesh, camera);
 *     semantics.hover(camera, [lampMesh]);
 */
import type { Cursor, SemanticRole } from '@remote-view/protocol';
import type { Camera, Object3D } from 'three/webgpu';

export type { Cursor, SemanticRole } from '@remote-view/protocol';

/** A rectangle as fractions of the picture: 0, 0 is its left top corner, 1, 1 its right bottom one. */
export interface PictureBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What can change of an item. */
export interface SemanticItemState {
  /** What it is called: the accessible name, at most 120 characters; the rest is cut. */
  readonly name: string;
  /** Said after the name, at most 240 characters. */
  readonly description?: string;
  /** Where it is; see {@link SceneSemanticItem.track} for what moves. Without a place it is not to be reached. */
  readonly box?: PictureBox;
  /** Of a checkbox. */
  readonly checked?: boolean;
  /** Of a button that stays down. */
  readonly pressed?: boolean;
  /** Of a tab. */
  readonly selected?: boolean;
  readonly disabled?: boolean;
  /** Of a slider; default 0. */
  readonly value?: number;
  /** Default 0. */
  readonly min?: number;
  /** Default 100. */
  readonly max?: number;
  /** What one key press changes; default 1. */
  readonly step?: number;
  /** Items get the focus from the lowest to the highest integer, equal ones as they were added; default 0. */
  readonly order?: number;
  /** While the pointer is over it; default `pointer` where it can be activated. See {@link SceneSemantics.hover}. */
  readonly cursor?: Cursor;
  /** While the pointer is over it, at most 240 characters; default its name. */
  readonly tooltip?: string;
}

export interface SemanticItemOptions extends SemanticItemState {
  /** Your name for it, unique in the scene. */
  readonly id: string;
  readonly role: SemanticRole;
  /** Enter, Space or a screen reader did what a click does. */
  onActivate?(): void;
  /** It has the keyboard focus in the page of a viewer. */
  onFocus?(): void;
  onBlur?(): void;
  /** Of a slider: so many steps more, or less where negative. Change what it stands for, then `update` its `value`. */
  onStep?(steps: number): void;
}

export interface SceneSemanticItem {
  readonly id: string;
  /** Changes what is named and leaves the rest. */
  update(changes: Partial<SemanticItemState>): void;
  /**
   * Its place is from now on where `camera` shows `object` and what is in it. An object that is invisible, behind the
   * camera or off the picture cannot be reached. Returns the item.
   */
  track(object: Object3D, camera: Camera): this;
  remove(): void;
}

/** What a scene's `context.semantics` is. */
export interface SceneSemantics {
  /** Accessible name of the whole picture, at most 120 characters. The `label` of the page's element comes first. */
  label: string;
  /**
   * Cursor over the picture; null (the default) for that of the item under the pointer, or else that of
   * `canvas.style.cursor`, which the controls of three.js set.
   * @throws RemoteViewError `bad-configuration` for a name that CSS does not have
   */
  cursor: Cursor | null;
  /** Shown by the browser while the pointer rests; empty (the default) for that of the item under the pointer. */
  tooltip: string;
  /**
   * Adds something that can be reached without a pointer, 256 at most.
   * @throws RemoteViewError `bad-configuration` for an id that is taken, an unknown role, or too many items
   */
  add(options: SemanticItemOptions): SceneSemanticItem;
  get(id: string): SceneSemanticItem | undefined;
  /**
   * Finds the item under the pointer, whose cursor and tooltip are shown: `objects` are hit-tested after a move, once a
   * frame at most, and what is hit belongs to the item that tracks it or a parent of it. Replaces an earlier call.
   * Returns a function that ends it.
   */
  hover(camera: Camera, objects: readonly Object3D[]): () => void;
  /** The item that `hover` found. */
  readonly hovered: SceneSemanticItem | undefined;
  /** Has a screen reader say something, at most 500 characters, when it has finished what it says. */
  announce(text: string): void;
}

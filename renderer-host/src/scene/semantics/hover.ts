/**
 * Finds the objects under the pointers of the viewers. Moves are only noted when they come; the scene is hit-tested when a
 * frame is done, by the matrices that it was drawn with, and so once a frame and viewer at most.
 */
import { Raycaster, Vector2, type Camera, type Object3D } from 'three/webgpu';
import type { HeadlessCanvas } from '../dom/canvas.ts';

export class Hover {
  readonly #canvas: HeadlessCanvas;
  readonly #camera: Camera;
  readonly #objects: readonly Object3D[];
  readonly #viewer: () => number;
  readonly #raycaster = new Raycaster();
  readonly #listeners = new AbortController();
  /** By viewer: where the pointer is and nothing was looked for yet; null where it has left. */
  readonly #moved = new Map<number, Vector2 | null>();

  /** @param viewer whose input an event of the canvas comes from */
  constructor(canvas: HeadlessCanvas, camera: Camera, objects: readonly Object3D[], viewer: () => number) {
    this.#canvas = canvas;
    this.#camera = camera;
    this.#objects = objects;
    this.#viewer = viewer;
    const { signal } = this.#listeners;
    const onMove = (event: Event): void => this.#pointerMoved(event as PointerEvent);
    canvas.addEventListener('pointermove', onMove, { signal });
    canvas.addEventListener('pointerleave', () => this.#moved.set(viewer(), null), { signal });
  }

  /** @returns by viewer whose pointer has moved: the nearest object that it hit, null for none */
  look(): ReadonlyMap<number, Object3D | null> {
    const seen = new Map<number, Object3D | null>();
    for (const [viewer, at] of this.#moved) seen.set(viewer, at === null ? null : this.#hit(at));
    this.#moved.clear();
    return seen;
  }

  close(): void {
    this.#listeners.abort();
  }

  #pointerMoved({ clientX, clientY, buttons, pointerType }: PointerEvent): void {
    // A finger hovers over nothing, and what is dragged keeps its cursor wherever it is dragged to.
    if (pointerType === 'touch' || buttons !== 0) return;
    const { width, height } = this.#canvas.size;
    this.#moved.set(this.#viewer(), new Vector2((clientX / width) * 2 - 1, 1 - (clientY / height) * 2));
  }

  #hit(at: Vector2): Object3D | null {
    this.#raycaster.setFromCamera(at, this.#camera);
    return this.#raycaster.intersectObjects([...this.#objects])[0]?.object ?? null;
  }
}

/**
 * The headless canvas: what a scene's controls listen to and its renderer draws to. One set of canvas, document and
 * window per picture: controls that listen on the window would hear each other's keys otherwise.
 */
import type { HeadlessCanvasContext } from '../../gpu/canvas-context.ts';
import type { SceneSize } from '../sdk/index.ts';
import { HeadlessDocument } from './document.ts';
import { HeadlessElement } from './element.ts';
import { PointerCapture } from './pointer-capture.ts';

export class HeadlessCanvas extends HeadlessElement {
  override tabIndex = 0;
  /** The viewer's element has the focus. */
  focused = false;
  readonly capture = new PointerCapture();
  #context: HeadlessCanvasContext | undefined;

  constructor(size: SceneSize) {
    super(new HeadlessDocument(size), 'canvas');
    this.ownerDocument.adopt(this);
  }

  get size(): SceneSize {
    return this.ownerDocument.size;
  }

  /** The host alone resizes the canvas; a scene that sets `width` itself would break the picture, so that is ignored. */
  setSize(size: SceneSize): void {
    this.ownerDocument.setSize(size);
  }

  attachContext(context: HeadlessCanvasContext): void {
    this.#context = context;
  }

  /** @throws Error for any context but `webgpu` */
  getContext(type: string): HeadlessCanvasContext {
    if (type !== 'webgpu' || this.#context === undefined) {
      throw new Error(
        `The canvas has no '${type}' context. Use WebGPURenderer of 'three/webgpu'; WebGL does not exist here.`,
      );
    }
    return this.#context;
  }

  get width(): number {
    return Math.max(1, Math.floor(this.size.width * this.size.pixelRatio));
  }
  set width(_pixels: number) {}
  get height(): number {
    return Math.max(1, Math.floor(this.size.height * this.size.pixelRatio));
  }
  set height(_pixels: number) {}

  setPointerCapture(pointerId: number): void {
    this.capture.set(pointerId);
  }
  releasePointerCapture(pointerId: number): void {
    this.capture.release(pointerId);
  }
  hasPointerCapture(pointerId: number): boolean {
    return this.capture.has(pointerId);
  }

  /**
   * Asks the browser of the viewer who pressed a button or a key last. `pointerlockchange` says when the lock began;
   * where it does not, `pointerlockerror` comes, and the promise's error says why.
   */
  requestPointerLock(options: { readonly unadjustedMovement?: boolean } = {}): PromiseLike<void> {
    return this.ownerDocument.lock.request(options.unadjustedMovement === true);
  }
}

/**
 * The headless canvas and what it stands in: an element, its document and its window, with as much of the DOM as
 * controls and renderers of three.js touch. One set per process: controls that listen on the window would hear each
 * other's keys otherwise.
 */
import type { HeadlessCanvasContext } from '../../gpu/canvas-context.ts';
import type { SceneSize } from '../sdk/index.ts';

class HeadlessNode extends EventTarget {
  /** Style is kept, not applied: a scene may set the cursor or `touchAction`. */
  readonly style: Record<string, string> = {};
}

export class HeadlessWindow extends HeadlessNode {
  readonly #canvas: HeadlessCanvas;

  constructor(canvas: HeadlessCanvas) {
    super();
    this.#canvas = canvas;
  }

  get innerWidth(): number {
    return this.#canvas.clientWidth;
  }
  get innerHeight(): number {
    return this.#canvas.clientHeight;
  }
  get devicePixelRatio(): number {
    return this.#canvas.size.pixelRatio;
  }
  readonly pageXOffset = 0;
  readonly pageYOffset = 0;
  readonly scrollX = 0;
  readonly scrollY = 0;
}

export class HeadlessDocument extends HeadlessNode {
  readonly defaultView: HeadlessWindow;
  readonly documentElement: HeadlessNode = new HeadlessNode();
  readonly body: HeadlessNode = new HeadlessNode();
  readonly pointerLockElement: HeadlessCanvas | null = null;
  readonly hidden = false;
  readonly visibilityState = 'visible';
  readonly #canvas: HeadlessCanvas;

  constructor(canvas: HeadlessCanvas) {
    super();
    this.#canvas = canvas;
    this.defaultView = new HeadlessWindow(canvas);
  }

  get activeElement(): HeadlessNode {
    return this.#canvas.focused ? this.#canvas : this.body;
  }

  hasFocus(): boolean {
    return this.#canvas.focused;
  }

  exitPointerLock(): void {}
}

export class HeadlessCanvas extends HeadlessNode {
  readonly nodeName = 'CANVAS';
  readonly tagName = 'CANVAS';
  readonly isConnected = true;
  readonly ownerDocument: HeadlessDocument;
  tabIndex = 0;
  focused = false;
  #size: SceneSize;
  #context: HeadlessCanvasContext | undefined;
  readonly #captured = new Set<number>();

  constructor(size: SceneSize) {
    super();
    this.#size = size;
    this.ownerDocument = new HeadlessDocument(this);
  }

  get size(): SceneSize {
    return this.#size;
  }

  /** The host alone resizes the canvas; a scene that sets `width` itself would break the picture, so that is ignored. */
  setSize(size: SceneSize): void {
    this.#size = size;
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
    return Math.max(1, Math.floor(this.#size.width * this.#size.pixelRatio));
  }
  set width(_pixels: number) {}
  get height(): number {
    return Math.max(1, Math.floor(this.#size.height * this.#size.pixelRatio));
  }
  set height(_pixels: number) {}

  get clientWidth(): number {
    return this.#size.width;
  }
  get clientHeight(): number {
    return this.#size.height;
  }
  get offsetWidth(): number {
    return this.#size.width;
  }
  get offsetHeight(): number {
    return this.#size.height;
  }
  readonly clientLeft = 0;
  readonly clientTop = 0;
  readonly offsetLeft = 0;
  readonly offsetTop = 0;

  getBoundingClientRect(): { x: number; y: number; left: number; top: number } & Record<
    'width' | 'height' | 'right' | 'bottom',
    number
  > {
    const { width, height } = this.#size;
    return { x: 0, y: 0, left: 0, top: 0, width, height, right: width, bottom: height };
  }

  getRootNode(): HeadlessDocument {
    return this.ownerDocument;
  }

  setAttribute(): void {}
  removeAttribute(): void {}
  getAttribute(): null {
    return null;
  }

  /** Every event comes to the canvas anyway; kept so that a scene can ask. */
  setPointerCapture(pointerId: number): void {
    this.#captured.add(pointerId);
  }
  releasePointerCapture(pointerId: number): void {
    this.#captured.delete(pointerId);
  }
  hasPointerCapture(pointerId: number): boolean {
    return this.#captured.has(pointerId);
  }

  focus(): void {}
  blur(): void {}

  contains(node: unknown): boolean {
    return node === this;
  }
}

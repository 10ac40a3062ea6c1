/**
 * The document round the headless canvas: one page that is exactly as large as the canvas, with nothing else on it. What
 * a scene adds is kept and never shown; what needs a layout or pixels of its own throws.
 */
import type { SceneSize } from '../sdk/index.ts';
import { HeadlessElement } from './element.ts';
import { TreeNode } from './event-tree.ts';
import { PageLock } from './page-lock.ts';
import { PagesPreferences } from './preferences.ts';
import { ResizeObservers } from './resize-observer.ts';
import { FieldFocus } from './text-field.ts';
import { HeadlessScreen } from './screen.ts';
import { HeadlessWindow } from './window.ts';

/** What cannot be an element that nobody sees, and what to use. */
const MISSING: Readonly<Record<string, string>> = {
  canvas: 'draw to the canvas that `setup` gets, or make textures from data',
  video: 'there is no video decoder in this process',
  audio: 'there is no audio element in this process',
};

/** Elements that are more than something that nobody sees, by name. Of this process, as the global classes of them are. */
export const elementKinds = new Map<string, (document: HeadlessDocument) => HeadlessElement>();

/** The canvas, as far as the document needs it. */
export interface PageCanvas extends HeadlessElement {
  readonly focused: boolean;
}

export class HeadlessDocument extends TreeNode {
  readonly nodeType = 9;
  readonly nodeName = '#document';
  readonly readyState = 'complete';
  readonly hidden = false;
  readonly visibilityState = 'visible';
  readonly currentScript = null;
  readonly fullscreenElement = null;
  readonly window: HeadlessWindow = new HeadlessWindow(this);
  readonly lock = new PageLock((type) => void this.dispatchEvent(new Event(type, { bubbles: true })));
  readonly screen = new HeadlessScreen(this);
  /** Of queries that somebody listens to. */
  readonly mediaChanged = new Set<() => void>();
  readonly preferences = new PagesPreferences(() => this.#tellQueries());
  readonly resizeObservers = new ResizeObservers();
  readonly fieldFocus = new FieldFocus();
  readonly documentElement: HeadlessElement = new HeadlessElement(this, 'html');
  readonly head: HeadlessElement = this.documentElement.appendChild(new HeadlessElement(this, 'head'));
  readonly body: HeadlessElement = this.documentElement.appendChild(new HeadlessElement(this, 'body'));
  #size: SceneSize;
  #canvas: PageCanvas | null = null;

  constructor(size: SceneSize) {
    super();
    this.#size = size;
  }

  get eventParent(): HeadlessWindow {
    return this.window;
  }

  get size(): SceneSize {
    return this.#size;
  }

  /** Resizes the page; the scene hears of it as in a browser. */
  setSize(size: SceneSize): void {
    const { width, height, pixelRatio } = this.#size;
    this.#size = size;
    if (width === size.width && height === size.height && pixelRatio === size.pixelRatio) return;
    this.window.dispatchEvent(new Event('resize'));
    this.#tellQueries();
    this.resizeObservers.resized(size);
  }

  #tellQueries(): void {
    for (const changed of [...this.mediaChanged]) changed();
  }

  adopt(canvas: PageCanvas): void {
    this.#canvas = canvas;
    this.body.appendChild(canvas);
  }

  /** The window, or the global object once that stands for it. */
  get defaultView(): HeadlessWindow {
    return this.window.facade as HeadlessWindow;
  }

  get activeElement(): HeadlessElement {
    return this.fieldFocus.current ?? (this.#canvas?.focused === true ? this.#canvas : this.body);
  }

  /** Where keys and text go: the viewer's element is the canvas, unless the scene has given a text field the focus. */
  get keyTarget(): HeadlessElement {
    return this.fieldFocus.current ?? this.#canvas ?? this.body;
  }

  hasFocus(): boolean {
    return this.#canvas?.focused === true;
  }

  get pointerLockElement(): HeadlessElement | null {
    return this.lock.locked ? this.#canvas : null;
  }

  /** Asks the page to end the lock; `pointerlockchange` says when it has. */
  exitPointerLock(): void {
    this.lock.step({ type: 'exit' });
  }

  /** @throws Error for an element that would need pixels, saying what to use */
  createElement(name: string): HeadlessElement {
    const localName = name.toLowerCase();
    const make = elementKinds.get(localName);
    if (make !== undefined) return make(this);
    const instead = MISSING[localName];
    if (instead !== undefined) throw new Error(`<${name}> does not exist here: ${instead}.`);
    return new HeadlessElement(this, name);
  }

  /** @throws Error as {@link createElement} */
  createElementNS(_namespace: string | null, name: string): HeadlessElement {
    return this.createElement(name);
  }

  getElementById(id: string): HeadlessElement | null {
    return this.#find((element) => element.id === id);
  }

  /** Knows names of elements and `#id`; no page needs more to find its canvas or container. */
  querySelector(selector: string): HeadlessElement | null {
    if (selector.startsWith('#')) return this.getElementById(selector.slice(1));
    return this.#find((element) => element.localName === selector);
  }

  contains(node: unknown): boolean {
    return node instanceof HeadlessElement && node.isConnected;
  }

  getRootNode(): this {
    return this;
  }

  #find(
    fits: (element: HeadlessElement) => boolean,
    element: HeadlessElement = this.documentElement,
  ): HeadlessElement | null {
    if (fits(element)) return element;
    for (const child of element.children) {
      const found = this.#find(fits, child);
      if (found !== null) return found;
    }
    return null;
  }
}

/**
 * An element that nobody sees: what scripts set on it is kept, what they ask of it is answered, nothing is laid out. The
 * canvas is one, and so is whatever a scene makes by `document.createElement`, as pages do for a container or an overlay.
 */
import type { HeadlessDocument } from './document.ts';
import { TreeNode } from './event-tree.ts';

/** Kept, not applied: a scene may set the cursor or `touchAction`. */
export class HeadlessStyle {
  [property: string]: unknown;

  setProperty(name: string, value: string): void {
    this[camelCase(name)] = value;
  }
  getPropertyValue(name: string): string {
    const value = this[camelCase(name)];
    return typeof value === 'string' ? value : '';
  }
  removeProperty(name: string): string {
    const value = this.getPropertyValue(name);
    delete this[camelCase(name)];
    return value;
  }
}

/** `DOMTokenList`, of which a set of strings has most already. */
class ClassList extends Set<string> {
  get length(): number {
    return this.size;
  }
  contains(name: string): boolean {
    return this.has(name);
  }
  remove(...names: string[]): void {
    for (const name of names) this.delete(name);
  }
  toggle(name: string, force: boolean = !this.has(name)): boolean {
    if (force) this.add(name);
    else this.delete(name);
    return force;
  }
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** As much of `DOMRect` as has no transforms. */
export class HeadlessRect implements Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;

  constructor(x = 0, y = 0, width = 0, height = 0) {
    this.x = x;
    this.y = y;
    this.width = width;
    this.height = height;
  }

  get left(): number {
    return Math.min(this.x, this.x + this.width);
  }
  get top(): number {
    return Math.min(this.y, this.y + this.height);
  }
  get right(): number {
    return Math.max(this.x, this.x + this.width);
  }
  get bottom(): number {
    return Math.max(this.y, this.y + this.height);
  }

  toJSON(): Record<string, number> {
    const { x, y, width, height, top, right, bottom, left } = this;
    return { x, y, width, height, top, right, bottom, left };
  }
}

export class HeadlessElement extends TreeNode {
  readonly nodeType = 1;
  readonly tagName: string;
  readonly ownerDocument: HeadlessDocument;
  readonly style = new HeadlessStyle();
  readonly classList = new ClassList();
  readonly dataset: Record<string, string> = {};
  readonly children: HeadlessElement[] = [];
  id = '';
  className = '';
  innerHTML = '';
  textContent = '';
  tabIndex = -1;
  parentElement: HeadlessElement | null = null;
  readonly #attributes = new Map<string, string>();

  constructor(ownerDocument: HeadlessDocument, tagName: string) {
    super();
    this.ownerDocument = ownerDocument;
    this.tagName = tagName.toUpperCase();
  }

  /** An element that was put nowhere still leads to the document: the canvas must, wherever a scene puts it. */
  get eventParent(): TreeNode {
    const { documentElement } = this.ownerDocument;
    if (this === documentElement) return this.ownerDocument;
    return this.parentElement ?? documentElement;
  }

  get nodeName(): string {
    return this.tagName;
  }
  get localName(): string {
    return this.tagName.toLowerCase();
  }
  get parentNode(): HeadlessElement | null {
    return this.parentElement;
  }
  get isConnected(): boolean {
    return this === this.ownerDocument.documentElement || this.parentElement?.isConnected === true;
  }
  get childNodes(): HeadlessElement[] {
    return this.children;
  }
  get firstChild(): HeadlessElement | null {
    return this.children[0] ?? null;
  }

  /** Every element is as large as the page: a container that a scene measures holds the canvas, which fills it. */
  get clientWidth(): number {
    return this.ownerDocument.size.width;
  }
  get clientHeight(): number {
    return this.ownerDocument.size.height;
  }
  get offsetWidth(): number {
    return this.clientWidth;
  }
  get offsetHeight(): number {
    return this.clientHeight;
  }
  get clientLeft(): number {
    return 0;
  }
  get clientTop(): number {
    return 0;
  }
  get offsetLeft(): number {
    return 0;
  }
  get offsetTop(): number {
    return 0;
  }
  get offsetParent(): HeadlessElement | null {
    return null;
  }
  get scrollLeft(): number {
    return 0;
  }
  get scrollTop(): number {
    return 0;
  }

  getBoundingClientRect(): HeadlessRect {
    return new HeadlessRect(0, 0, this.clientWidth, this.clientHeight);
  }

  getRootNode(): HeadlessDocument {
    return this.ownerDocument;
  }

  setAttribute(name: string, value: unknown): void {
    this.#attributes.set(name, String(value));
  }
  getAttribute(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }
  hasAttribute(name: string): boolean {
    return this.#attributes.has(name);
  }
  removeAttribute(name: string): void {
    this.#attributes.delete(name);
  }

  contains(other: unknown): boolean {
    for (let node = other; node instanceof HeadlessElement; node = node.parentElement) if (node === this) return true;
    return false;
  }

  appendChild<T extends HeadlessElement>(child: T): T {
    child.remove();
    this.children.push(child);
    child.parentElement = this;
    return child;
  }
  append(...children: readonly (HeadlessElement | string)[]): void {
    for (const child of children) if (child instanceof HeadlessElement) this.appendChild(child);
  }
  insertBefore<T extends HeadlessElement>(child: T, before: HeadlessElement | null): T {
    this.appendChild(child);
    const place = before === null ? -1 : this.children.indexOf(before);
    if (place >= 0) this.children.splice(place, 0, ...this.children.splice(-1));
    return child;
  }
  removeChild<T extends HeadlessElement>(child: T): T {
    if (child.parentElement === this) child.remove();
    return child;
  }
  remove(): void {
    const siblings = this.parentElement?.children ?? [];
    if (siblings.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    this.parentElement = null;
  }

  querySelector(): null {
    return null;
  }
  querySelectorAll(): readonly HeadlessElement[] {
    return [];
  }
  closest(): null {
    return null;
  }
  matches(): boolean {
    return false;
  }

  /** The viewer decides what has the focus. */
  focus(): void {}
  blur(): void {}
  click(): void {}
  scrollIntoView(): void {}
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/gu, (_dash, letter: string) => letter.toUpperCase());
}

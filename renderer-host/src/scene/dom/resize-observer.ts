/** `ResizeObserver` of a page with one size: that of the canvas, and of whatever a scene puts it in. */
import type { SceneSize } from '../sdk/index.ts';
import { HeadlessRect, type HeadlessElement } from './element.ts';

interface BoxSize {
  readonly inlineSize: number;
  readonly blockSize: number;
}

export interface HeadlessResizeEntry {
  readonly target: HeadlessElement;
  readonly contentRect: HeadlessRect;
  readonly contentBoxSize: readonly [BoxSize];
  readonly borderBoxSize: readonly [BoxSize];
  readonly devicePixelContentBoxSize: readonly [BoxSize];
}

type Callback = (entries: readonly HeadlessResizeEntry[], observer: HeadlessResizeObserver) => void;

/** Those of one document. */
export class ResizeObservers {
  readonly #observers = new Set<HeadlessResizeObserver>();

  add(observer: HeadlessResizeObserver): void {
    this.#observers.add(observer);
  }

  delete(observer: HeadlessResizeObserver): void {
    this.#observers.delete(observer);
  }

  resized(size: SceneSize): void {
    for (const observer of this.#observers) observer.resized(size);
  }
}

export class HeadlessResizeObserver {
  readonly #callback: Callback;
  readonly #targets = new Set<HeadlessElement>();

  constructor(callback: Callback) {
    this.#callback = callback;
  }

  /** The first answer comes soon, as in a browser, without a change of the size. */
  observe(target: HeadlessElement): void {
    this.#targets.add(target);
    const { resizeObservers, size } = target.ownerDocument;
    resizeObservers.add(this);
    queueMicrotask(() => {
      if (this.#targets.has(target)) this.#callback([entry(target, size)], this);
    });
  }

  unobserve(target: HeadlessElement): void {
    this.#targets.delete(target);
  }

  disconnect(): void {
    for (const { ownerDocument } of this.#targets) ownerDocument.resizeObservers.delete(this);
    this.#targets.clear();
  }

  resized(size: SceneSize): void {
    if (this.#targets.size === 0) return;
    this.#callback(
      [...this.#targets].map((target) => entry(target, size)),
      this,
    );
  }
}

function entry(target: HeadlessElement, { width, height, pixelRatio }: SceneSize): HeadlessResizeEntry {
  const css: readonly [BoxSize] = [{ inlineSize: width, blockSize: height }];
  const device: BoxSize = { inlineSize: Math.floor(width * pixelRatio), blockSize: Math.floor(height * pixelRatio) };
  return {
    target,
    contentRect: new HeadlessRect(0, 0, width, height),
    contentBoxSize: css,
    borderBoxSize: css,
    devicePixelContentBoxSize: [device],
  };
}

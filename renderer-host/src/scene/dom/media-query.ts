/**
 * `matchMedia` of a page that knows one thing: its resolution. Applications watch `(resolution: 2dppx)` to hear of a new
 * `devicePixelRatio`, which changes here with the quality of the picture. Everything else does not match.
 */
import type { HeadlessDocument } from './document.ts';

type Listener = (event: Event) => void;

export class HeadlessMediaQueryList {
  readonly media: string;
  readonly #document: HeadlessDocument;
  readonly #listeners = new Set<Listener>();
  #matched: boolean;

  constructor(document: HeadlessDocument, media: string) {
    this.#document = document;
    this.media = media;
    this.#matched = this.matches;
  }

  get matches(): boolean {
    const [, resolution, unit] = /^\(resolution:\s*([\d.]+)(dppx|x)\)$/u.exec(this.media.trim()) ?? [];
    return unit !== undefined && Number(resolution) === this.#document.size.pixelRatio;
  }

  /** The list is held by the window only while somebody listens. */
  addEventListener(type: string, listener: Listener): void {
    if (type !== 'change') return;
    this.#listeners.add(listener);
    this.#document.window.addEventListener('resize', this.#resized);
  }

  removeEventListener(_type: string, listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#document.window.removeEventListener('resize', this.#resized);
  }

  /** Older names of the same. */
  addListener(listener: Listener): void {
    this.addEventListener('change', listener);
  }
  removeListener(listener: Listener): void {
    this.removeEventListener('change', listener);
  }

  readonly #resized = (): void => {
    const { matches } = this;
    if (matches === this.#matched) return;
    this.#matched = matches;
    const event = Object.assign(new Event('change'), { matches, media: this.media });
    for (const listener of [...this.#listeners]) listener(event);
  };
}

/**
 * `matchMedia` of a page that knows its resolution and what its users prefer. Applications watch `(resolution: 2dppx)` to
 * hear of a new `devicePixelRatio`, which changes here with the quality of the picture. Everything else does not match.
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

  /** A feature without a value matches where it is not `no-preference` (Media Queries 5, section 2.4.2). */
  get matches(): boolean {
    const [, feature = '', value] = /^\(([a-z-]+)(?::\s*([\w.-]+))?\)$/u.exec(this.media.trim()) ?? [];
    const { size, preferences } = this.#document;
    if (feature === 'resolution') return value === `${size.pixelRatio}dppx` || value === `${size.pixelRatio}x`;
    const { reducedMotion, colorScheme, contrast } = preferences.common;
    const answers: Readonly<Record<string, string>> = {
      'prefers-reduced-motion': reducedMotion ? 'reduce' : 'no-preference',
      'prefers-color-scheme': colorScheme,
      'prefers-contrast': contrast,
    };
    const answer = Object.hasOwn(answers, feature) ? answers[feature] : undefined;
    return value === undefined ? answer !== undefined && answer !== 'no-preference' : answer === value;
  }

  /** The list is held by the document only while somebody listens. */
  addEventListener(type: string, listener: Listener): void {
    if (type !== 'change') return;
    this.#listeners.add(listener);
    this.#document.mediaChanged.add(this.#changed);
  }

  removeEventListener(_type: string, listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#document.mediaChanged.delete(this.#changed);
  }

  /** Older names of the same. */
  addListener(listener: Listener): void {
    this.addEventListener('change', listener);
  }
  removeListener(listener: Listener): void {
    this.removeEventListener('change', listener);
  }

  readonly #changed = (): void => {
    const { matches } = this;
    if (matches === this.#matched) return;
    this.#matched = matches;
    const event = Object.assign(new Event('change'), { matches, media: this.media });
    for (const listener of [...this.#listeners]) listener(event);
  };
}

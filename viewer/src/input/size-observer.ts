/** Watches the size of the picture's place and tells the host, no more often than picture-size.ts allows. */
import type { Resize } from '@remote-view/protocol';
import { pictureSize, ResizeDebounce } from './picture-size.ts';

export class SizeObserver {
  readonly #debounce = new ResizeDebounce();
  readonly #tell: (size: Resize) => boolean;
  readonly #observer: ResizeObserver;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param tell sends a size to the host; false where there is nobody to tell */
  constructor(element: HTMLElement, tell: (size: Resize) => boolean) {
    this.#tell = tell;
    this.#observer = new ResizeObserver((entries) => {
      const entry = entries.at(-1);
      if (entry !== undefined) this.#resized(entry);
    });
    try {
      this.#observer.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      // Safari knows CSS pixels only.
      this.#observer.observe(element);
    }
  }

  /** A new connection is open and knows no size yet. */
  announce(): void {
    this.#debounce.reset();
    this.#flush();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
  }

  #resized(entry: ResizeObserverEntry): void {
    const device = entry.devicePixelContentBoxSize?.[0];
    const css = entry.contentBoxSize[0];
    const scale = device === undefined ? devicePixelRatio : 1;
    const box = device ?? css;
    // Hidden elements have no size; the host keeps the one it had.
    if (box === undefined || box.inlineSize === 0 || box.blockSize === 0) return;
    this.#debounce.changed(
      pictureSize(box.inlineSize * scale, box.blockSize * scale, devicePixelRatio),
      performance.now(),
    );
    this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const size = this.#debounce.take(now);
    if (size !== null && !this.#tell(size)) return this.#debounce.reset();
    const due = this.#debounce.dueAt;
    if (due !== null) this.#timer = setTimeout(() => this.#flush(), due - now + 1);
  }
}

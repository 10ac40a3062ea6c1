/** Watches the size of the picture's place and tells the host, no more often than picture-size.ts allows. */
import type { Resize } from '@remote-view/protocol';
import type { ShownSize } from '../picture/picture-place.ts';
import { pictureSize, ResizeDebounce } from './picture-size.ts';

export class SizeObserver {
  readonly #debounce = new ResizeDebounce();
  readonly #tell: (size: Resize) => boolean;
  readonly #shown: (size: ShownSize) => void;
  readonly #element: HTMLElement;
  readonly #observer: ResizeObserver;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param tell sends a size to the host; false where there is nobody to tell
   * @param shown is told every size at once
   */
  constructor(element: HTMLElement, tell: (size: Resize) => boolean, shown: (size: ShownSize) => void) {
    this.#element = element;
    this.#tell = tell;
    this.#shown = shown;
    this.#observer = new ResizeObserver((entries) => {
      const entry = entries.at(-1);
      if (entry !== undefined) this.#resized(entry);
    });
    this.#observe();
  }

  /** Listens to the page while the element is in it: on another screen sizes are others. */
  listen(signal: AbortSignal): void {
    const moved = (): void => {
      // To be observed anew is to be told anew.
      this.#observer.unobserve(this.#element);
      this.#observe();
      this.listen(signal);
    };
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener('change', moved, { once: true, signal });
  }

  /** A new connection is open and knows no size yet. */
  announce(): void {
    this.#debounce.reset();
    this.#flush();
  }

  #observe(): void {
    const element = this.#element;
    try {
      this.#observer.observe(element, { box: 'device-pixel-content-box' });
    } catch {
      // Safari knows CSS pixels only, of which there may be as many on another screen.
      this.#observer.observe(element);
    }
  }

  #resized(entry: ResizeObserverEntry): void {
    const css = entry.contentBoxSize[0];
    const device = entry.devicePixelContentBoxSize?.[0];
    // Sizes are those before CSS `zoom`, which browsers of before 2024 do not tell.
    const { currentCSSZoom: zoom = 1 } = this.#element as Partial<Element>;
    // Chromium counts in CSS pixels where developer tools emulate a screen.
    const isEmulated = devicePixelRatio !== 1 && device?.inlineSize === Math.round((css?.inlineSize ?? 0) * zoom);
    const [box, scale] = device === undefined || isEmulated ? [css, devicePixelRatio * zoom] : [device, 1];
    // Hidden elements have no size; the host keeps the one it had.
    if (box === undefined || css === undefined || box.inlineSize === 0 || box.blockSize === 0) return;
    const element = { width: box.inlineSize * scale, height: box.blockSize * scale };
    const asked = pictureSize(element.width, element.height, devicePixelRatio);
    this.#shown({ element, asked, density: element.width / css.inlineSize });
    this.#debounce.changed(asked, performance.now());
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

/**
 * `Image` and `<img>`: what ImageLoader, TextureLoader and CubeTextureLoader make and hand to the renderer as a texture's
 * image.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { EXTERNAL_PIXELS, type ExternalPixels } from '../../gpu/external-image.ts';
import type { HeadlessDocument } from '../dom/document.ts';
import { HeadlessElement } from '../dom/element.ts';

/** Reads and decodes an address as a page does for `<img src>`. */
export type LoadPixels = (address: string) => Promise<ExternalPixels>;

/** As browsers' error events of elements, and with a text: loaders reject with the event itself. */
class ImageErrorEvent extends Event {
  readonly error: RemoteViewError;

  constructor(error: RemoteViewError) {
    super('error');
    this.error = error;
  }

  get message(): string {
    return this.error.message;
  }
}

type Handler = ((event: Event) => unknown) | null;

export class HeadlessImage extends HeadlessElement {
  crossOrigin: string | null = null;
  fetchPriority = 'auto';
  alt = '';
  onload: Handler = null;
  onerror: Handler = null;
  readonly #load: LoadPixels;
  #src = '';
  #pixels: ExternalPixels | undefined;
  #loading: Promise<void> | undefined;
  #width: number | undefined;
  #height: number | undefined;

  constructor(ownerDocument: HeadlessDocument, load: LoadPixels, width?: number, height?: number) {
    super(ownerDocument, 'img');
    this.#load = load;
    this.#width = width;
    this.#height = height;
  }

  get src(): string {
    return this.#src;
  }

  set src(address: string) {
    this.#src = address;
    this.#pixels = undefined;
    const loading: Promise<void> = this.#load(this.#src).then(
      (pixels) => {
        // Another address was set in between.
        if (this.#loading !== loading) return;
        this.#pixels = pixels;
        this.#loading = undefined;
        this.dispatchEvent(new Event('load'));
      },
      (thrown: unknown) => {
        const error = RemoteViewError.from(thrown, 'asset-failed');
        if (this.#loading === loading) {
          this.#loading = undefined;
          this.dispatchEvent(new ImageErrorEvent(error));
        }
        throw error;
      },
    );
    // Whoever does not ask by `decode` hears of it by the event.
    loading.catch(() => {});
    this.#loading = loading;
  }

  get complete(): boolean {
    return this.#loading === undefined;
  }

  get naturalWidth(): number {
    return this.#pixels?.width ?? 0;
  }

  get naturalHeight(): number {
    return this.#pixels?.height ?? 0;
  }

  get width(): number {
    return this.#width ?? this.naturalWidth;
  }
  set width(pixels: number) {
    this.#width = pixels;
  }

  get height(): number {
    return this.#height ?? this.naturalHeight;
  }
  set height(pixels: number) {
    this.#height = pixels;
  }

  get [EXTERNAL_PIXELS](): ExternalPixels | undefined {
    return this.#pixels;
  }

  async decode(): Promise<void> {
    await this.#loading;
    if (this.#pixels === undefined) throw new RemoteViewError('asset-failed', 'The image has no picture.');
  }

  override setAttribute(name: string, value: unknown): void {
    if (name === 'src') this.src = String(value);
    else if (name === 'crossorigin') this.crossOrigin = String(value);
    else super.setAttribute(name, value);
  }

  override getAttribute(name: string): string | null {
    return name === 'src' ? this.#src : super.getAttribute(name);
  }
}

/**
 * The picture in a window of its own. It has a `<video>` of its own, which goes on over new connections and can show what is
 * drawn to a canvas as well; the track is the same, so nothing is received or decoded twice.
 *
 * In a shadow tree that video is for the page the `<remote-view>` itself (`document.pictureInPictureElement`), and so the
 * events are dispatched there again.
 */
import { RemoteViewError, type Millis } from '@remote-view/protocol';

/** Browsers forget after about five seconds that the user has clicked, and open no window then. */
const GESTURE: Millis = 5_000;

export interface PictureInPictureHandlers {
  /** The window is there, or is gone. */
  changed(): void;
  dispatch(event: Event): void;
}

export class PictureInPicture {
  readonly #video = document.createElement('video');
  readonly #root: ShadowRoot;
  readonly #handlers: PictureInPictureHandlers;
  #stream: MediaStream | null = null;
  #active = false;
  /** Until the video is not needed any more. */
  #used = new AbortController();

  constructor(root: ShadowRoot, handlers: PictureInPictureHandlers) {
    this.#root = root;
    this.#handlers = handlers;
    const video = this.#video;
    video.className = 'aside';
    video.muted = true;
    video.autoplay = true;
    video.playsInline = true;
    video.tabIndex = -1;
    video.setAttribute('aria-hidden', 'true');
    video.addEventListener('enterpictureinpicture', (event) => this.#changed(true, event));
    video.addEventListener('leavepictureinpicture', (event) => this.#changed(false, event));
  }

  get active(): boolean {
    return this.#active;
  }

  /** Shows this from now on; null: there will be no picture any more. */
  use(stream: MediaStream | null): void {
    this.#stream = stream;
    if (stream === null) this.close();
    // In its window, or on its way there.
    else if (this.#video.srcObject !== null) this.#play();
  }

  /** @throws RemoteViewError `picture-in-picture-unavailable` */
  async request(): Promise<PictureInPictureWindow> {
    const video = this.#video;
    if (this.#stream === null) throw unavailable('There is no picture yet.');
    // Missing in Firefox, whatever the types say.
    const enabled = (document as { readonly pictureInPictureEnabled?: boolean }).pictureInPictureEnabled;
    if (enabled !== true) throw unavailable('This browser or page has no picture-in-picture.');
    if (!video.isConnected) this.#root.append(video);
    this.#play();
    try {
      if (video.readyState < HTMLMediaElement.HAVE_METADATA) await this.#loaded();
      return await video.requestPictureInPicture();
    } catch (cause) {
      if (!this.#active) this.#rest();
      throw unavailable(undefined, cause);
    }
  }

  /** Idempotent. */
  close(): void {
    if (this.#active) void document.exitPictureInPicture().catch(() => undefined);
    this.#rest();
  }

  #play(): void {
    if (this.#video.srcObject === this.#stream) return;
    this.#video.srcObject = this.#stream;
    // Muted video may play without a gesture; a browser that refuses shows its first frame.
    this.#video.play().catch(() => undefined);
  }

  /** Of a connection that breaks there is no picture until the next one, which may never be. */
  async #loaded(): Promise<void> {
    const { signal } = this.#used;
    const timer = setTimeout(() => this.#rest(), GESTURE);
    await new Promise((resolve) => {
      this.#video.addEventListener('loadedmetadata', resolve, { once: true, signal });
      signal.addEventListener('abort', resolve, { once: true });
    });
    clearTimeout(timer);
    signal.throwIfAborted();
  }

  #changed(active: boolean, event: Event): void {
    this.#active = active;
    if (!active) this.#rest();
    this.#handlers.changed();
    const { pictureInPictureWindow } = event as PictureInPictureEvent;
    this.#handlers.dispatch(new PictureInPictureEvent(event.type, { pictureInPictureWindow }));
  }

  #rest(): void {
    this.#used.abort();
    this.#used = new AbortController();
    this.#video.srcObject = null;
    this.#video.remove();
  }
}

function unavailable(text?: string, cause?: unknown): RemoteViewError {
  return new RemoteViewError('picture-in-picture-unavailable', text, cause === undefined ? {} : { cause });
}

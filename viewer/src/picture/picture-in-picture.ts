/**
 * The picture in a window of its own. It has a `<video>` of its own, which goes on over new connections and can show what is
 * drawn to a canvas as well; the track is the same, so nothing is received or decoded twice.
 *
 * In a shadow tree that video is for the page the `<remote-view>` itself (`document.pictureInPictureElement`), and so the
 * events are dispatched there again.
 */
import { RemoteViewError } from '@remote-view/protocol';

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
    if (this.#active || stream === null) this.#play();
    if (stream === null) this.close();
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
      if (video.readyState < HTMLMediaElement.HAVE_METADATA) {
        await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve, { once: true }));
      }
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

  #changed(active: boolean, event: Event): void {
    this.#active = active;
    if (!active) this.#rest();
    this.#handlers.changed();
    const { pictureInPictureWindow } = event as PictureInPictureEvent;
    this.#handlers.dispatch(new PictureInPictureEvent(event.type, { bubbles: true, pictureInPictureWindow }));
  }

  #rest(): void {
    this.#video.srcObject = null;
    this.#video.remove();
  }
}

function unavailable(text?: string, cause?: unknown): RemoteViewError {
  return new RemoteViewError('picture-in-picture-unavailable', text, cause === undefined ? {} : { cause });
}

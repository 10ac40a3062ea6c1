import type { MediaPath, PaintedPicture, PresentedFrame } from './connection/media-path.ts';

/**
 * Shows the picture of the newest link: a video, or a canvas that the link paints. A new link's picture lies on top of the old picture and is transparent until its
 * first frame, so the old picture stays visible for as long as it is the newest there is; then it is removed.
 *
 * Browsers turn a video black when its peer connection closes, so before that its last frame is copied into a canvas. One that was
 * painted just stays.
 */
export interface StageHandlers<Source> {
  /** The first picture of `source` is on the screen. */
  first(source: Source): void;
  /** A frame of `source` was presented. */
  frame(source: Source, metadata: PresentedFrame): void;
  /** The picture has another size. */
  resized(): void;
}

export class VideoStage<Source extends Pick<MediaPath, 'picture'>> {
  readonly #container: HTMLElement;
  readonly #handlers: StageHandlers<Source>;
  /** What has a picture, below; what waits for its first frame is above it. */
  #shown: HTMLVideoElement | HTMLCanvasElement | null = null;
  #waiting: HTMLVideoElement | HTMLCanvasElement | null = null;

  constructor(container: HTMLElement, handlers: StageHandlers<Source>) {
    this.#container = container;
    this.#handlers = handlers;
  }

  get hasPicture(): boolean {
    return this.#shown !== null;
  }

  /** Size of the picture; zeros where there is none. */
  get size(): { readonly width: number; readonly height: number } {
    const shown = this.#shown;
    if (shown === null) return { width: 0, height: 0 };
    return isVideo(shown) ? { width: shown.videoWidth, height: shown.videoHeight } : shown;
  }

  /** The picture for another video to show; null where there is none. */
  get stream(): MediaStream | null {
    const shown = this.#shown;
    if (shown === null) return null;
    return isVideo(shown) ? (shown.srcObject as MediaStream) : shown.captureStream();
  }

  show(source: Source): void {
    this.#remove(this.#waiting);
    const { picture } = source;
    if ('canvas' in picture) this.#paint(picture, source);
    else this.#play(picture, source);
  }

  #paint(picture: PaintedPicture, source: Source): void {
    const { canvas } = picture;
    picture.onPainted = (frame, resized) => {
      this.#handlers.frame(source, frame);
      this.#first(canvas, source);
      if (resized) this.#handlers.resized();
    };
    this.#await(canvas);
  }

  /** On top of what there is, and transparent until its first frame. */
  #await(picture: HTMLVideoElement | HTMLCanvasElement): void {
    this.#waiting = picture;
    picture.part.add('video');
    picture.setAttribute('aria-hidden', 'true');
    this.#container.append(picture);
  }

  #play(track: MediaStreamTrack, source: Source): void {
    const video = document.createElement('video');
    video.muted = true;
    video.autoplay = true;
    video.playsInline = true;
    video.disablePictureInPicture = true;
    video.tabIndex = -1;
    video.srcObject = new MediaStream([track]);
    video.addEventListener('resize', () => this.#handlers.resized());
    // In a hidden tab nothing is presented; having the data is all there will be.
    video.addEventListener('loadeddata', () => {
      if (document.hidden || !('requestVideoFrameCallback' in video)) this.#first(video, source);
    });
    this.#watch(video, source);
    this.#await(video);
    play(video);
  }

  /** Nothing new will come from the newest link; to be called before it closes. A picture that is there stays. */
  freeze(): void {
    this.#remove(this.#waiting);
    this.#waiting = null;
    const video = this.#shown;
    if (video === null || !isVideo(video)) return;
    const still = document.createElement('canvas');
    still.part.add('video');
    still.width = video.videoWidth;
    still.height = video.videoHeight;
    still.getContext('2d')?.drawImage(video, 0, 0);
    video.replaceWith(still);
    this.#remove(video);
    this.#shown = still;
  }

  /** Browsers pause a video that was moved in the document. */
  resume(): void {
    for (const shown of [this.#shown, this.#waiting]) if (shown !== null && isVideo(shown)) play(shown);
  }

  clear(): void {
    this.#remove(this.#waiting);
    this.#remove(this.#shown);
    this.#waiting = null;
    this.#shown = null;
  }

  #watch(video: HTMLVideoElement, source: Source): void {
    if (!('requestVideoFrameCallback' in video)) return;
    const onFrame = (_now: number, metadata: VideoFrameCallbackMetadata): void => {
      if (video.srcObject === null) return;
      this.#handlers.frame(source, metadata);
      this.#first(video, source);
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  }

  #first(picture: HTMLVideoElement | HTMLCanvasElement, source: Source): void {
    if (picture !== this.#waiting) return;
    this.#remove(this.#shown);
    this.#shown = picture;
    this.#waiting = null;
    this.#handlers.first(source);
    this.#handlers.resized();
  }

  #remove(shown: HTMLVideoElement | HTMLCanvasElement | null): void {
    shown?.remove();
    if (shown !== null && isVideo(shown)) shown.srcObject = null;
  }
}

function isVideo(element: HTMLElement): element is HTMLVideoElement {
  return element instanceof HTMLVideoElement;
}

function play(video: HTMLVideoElement): void {
  // Muted video may play without a gesture; a browser that still refuses shows the first frame and plays on input.
  video.play().catch(() => undefined);
}

/**
 * Shows the picture of the newest link. A new link's video lies on top of the old picture and is transparent until its
 * first frame, so the old picture stays visible for as long as it is the newest there is; then it is removed.
 *
 * Browsers turn a video black when its peer connection closes, so before that its last frame is copied into a canvas.
 */
export interface StageHandlers<Source> {
  /** The first picture of `source` is on the screen. */
  first(source: Source): void;
  /** A frame of `source` was presented. */
  frame(source: Source, metadata: VideoFrameCallbackMetadata): void;
  /** The picture has another size. */
  resized(): void;
}

export class VideoStage<Source extends { readonly track: MediaStreamTrack }> {
  readonly #container: HTMLElement;
  readonly #handlers: StageHandlers<Source>;
  /** What has a picture, below; what waits for its first frame is above it. */
  #shown: HTMLVideoElement | HTMLCanvasElement | null = null;
  #waiting: HTMLVideoElement | null = null;

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

  show(source: Source): void {
    this.#remove(this.#waiting);
    const video = document.createElement('video');
    this.#waiting = video;
    video.part.add('video');
    video.muted = true;
    video.autoplay = true;
    video.playsInline = true;
    video.disablePictureInPicture = true;
    video.tabIndex = -1;
    video.setAttribute('aria-hidden', 'true');
    video.srcObject = new MediaStream([source.track]);
    video.addEventListener('resize', () => this.#handlers.resized());
    // In a hidden tab nothing is presented; having the data is all there will be.
    video.addEventListener('loadeddata', () => {
      if (document.hidden || !('requestVideoFrameCallback' in video)) this.#first(video, source);
    });
    this.#watch(video, source);
    this.#container.append(video);
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

  #first(video: HTMLVideoElement, source: Source): void {
    if (video !== this.#waiting) return;
    this.#remove(this.#shown);
    this.#shown = video;
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

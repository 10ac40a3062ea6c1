/**
 * Paints decoded frames into a canvas: the newest at the next refresh of the screen. Where there is none, in a hidden tab or in a
 * frame that was scrolled away, it does so all the same: the host waits to hear that a frame was presented. A frame that a newer one replaced before is not shown.
 */
import type { PaintedPicture, PresentedFrame } from '../connection/media-path.ts';

/** A frame that was decoded, and what to say of it when it is painted. */
export interface DecodedFrame {
  readonly image: VideoFrame;
  readonly presented: Omit<PresentedFrame, 'presentationTime' | 'presentedFrames'>;
}

/** A screen that is looked at refreshes sooner, ms. */
const REFRESHED_WITHIN = 100;

export class CanvasPicture implements PaintedPicture {
  readonly canvas = document.createElement('canvas');
  onPainted: PaintedPicture['onPainted'] = null;
  readonly #context = this.canvas.getContext('2d', { alpha: false });
  #next: DecodedFrame | null = null;
  #scheduled = 0;
  #late: ReturnType<typeof setTimeout> | undefined;
  #replaced = 0;
  #painted = 0;

  constructor() {
    // A canvas that was never painted has a size of its own, which is no picture's.
    this.canvas.width = this.canvas.height = 0;
  }

  /** Frames that were never shown. */
  get replaced(): number {
    return this.#replaced;
  }

  /** The frame is closed here. */
  show(frame: DecodedFrame): void {
    if (this.#next !== null) {
      this.#next.image.close();
      this.#replaced++;
    }
    this.#next = frame;
    if (document.hidden) return this.#paint();
    if (this.#scheduled !== 0) return;
    this.#scheduled = requestAnimationFrame(() => this.#paint());
    this.#late = setTimeout(() => this.#paint(), REFRESHED_WITHIN);
  }

  /** What is painted stays. */
  close(): void {
    this.#unschedule();
    this.#next?.image.close();
    this.#next = null;
    this.onPainted = null;
  }

  #unschedule(): void {
    cancelAnimationFrame(this.#scheduled);
    clearTimeout(this.#late);
    this.#scheduled = 0;
  }

  #paint(): void {
    this.#unschedule();
    const frame = this.#next;
    if (frame === null) return;
    this.#next = null;
    const { image, presented } = frame;
    const { displayWidth, displayHeight } = image;
    const { canvas } = this;
    const resized = canvas.width !== displayWidth || canvas.height !== displayHeight;
    // Also to the same size this would clear it.
    if (resized) [canvas.width, canvas.height] = [displayWidth, displayHeight];
    this.#context?.drawImage(image, 0, 0);
    image.close();
    this.onPainted?.({ ...presented, presentationTime: performance.now(), presentedFrames: ++this.#painted }, resized);
  }
}

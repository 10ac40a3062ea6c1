/**
 * Paints decoded frames into a canvas: the newest at the next refresh of the screen, or at once where there is none, in a hidden
 * tab. A frame that a newer one replaced before is not shown.
 */
import type { PaintedPicture, PresentedFrame } from '../connection/media-path.ts';

/** A frame that was decoded, and what to say of it when it is painted. */
export interface DecodedFrame {
  readonly image: VideoFrame;
  readonly presented: Omit<PresentedFrame, 'presentationTime' | 'presentedFrames'>;
}

export class CanvasPicture implements PaintedPicture {
  readonly canvas = document.createElement('canvas');
  onPainted: PaintedPicture['onPainted'] = null;
  readonly #context = this.canvas.getContext('2d', { alpha: false });
  #next: DecodedFrame | null = null;
  #scheduled = 0;
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
    if (document.hidden) this.#paint();
    else if (this.#scheduled === 0) this.#scheduled = requestAnimationFrame(() => this.#paint());
  }

  /** What is painted stays. */
  close(): void {
    cancelAnimationFrame(this.#scheduled);
    this.#next?.image.close();
    this.#next = null;
    this.onPainted = null;
  }

  #paint(): void {
    cancelAnimationFrame(this.#scheduled);
    this.#scheduled = 0;
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

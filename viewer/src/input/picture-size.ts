/**
 * Which picture size the host should render. The first size is told at once; then only a size that stood still for
 * {@link RESIZE_QUIET}, because each costs the host a new encoder and the network a key frame.
 */
import { LIMITS, type Millis, type Resize } from '@remote-view/protocol';

export const RESIZE_QUIET: Millis = 120;

/**
 * A size in device pixels within the limits of the protocol, with its shape kept. Up to an even number of them, which is all
 * that video has: the odd pixel lies beyond the element's edge, where a missing one would blur all the others.
 */
export function pictureSize(width: number, height: number, devicePixelRatio: number): Resize {
  const scale = Math.min(1, LIMITS.pictureSide / Math.max(width, height, 1));
  return {
    type: 'resize',
    width: evenUp(width * scale),
    height: evenUp(height * scale),
    devicePixelRatio: Math.min(16, Math.max(0.1, devicePixelRatio)),
  };
}

export class ResizeDebounce {
  #wanted: Resize | null = null;
  #told: Resize | null = null;
  #changedAt: Millis = 0;

  /** The element has another size. */
  changed(size: Resize, now: Millis): void {
    this.#wanted = size;
    this.#changedAt = now;
  }

  /** A new connection knows nothing: the size is due at once. */
  reset(): void {
    this.#told = null;
  }

  /** When {@link take} has something, or null where there is nothing to tell. */
  get dueAt(): Millis | null {
    if (this.#wanted === null || same(this.#wanted, this.#told)) return null;
    return this.#told === null ? this.#changedAt : this.#changedAt + RESIZE_QUIET;
  }

  /** The size to tell the host now, or null. */
  take(now: Millis): Resize | null {
    const due = this.dueAt;
    if (due === null || now < due) return null;
    this.#told = this.#wanted;
    return this.#told;
  }
}

function evenUp(pixels: number): number {
  return Math.max(2, 2 * Math.ceil(Math.round(pixels) / 2));
}

function same(a: Resize, b: Resize | null): boolean {
  return b !== null && a.width === b.width && a.height === b.height && a.devicePixelRatio === b.devicePixelRatio;
}

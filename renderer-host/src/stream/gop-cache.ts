/**
 * The frames since the last key frame, so that a viewer who joins sees a picture as soon as its transport is up, without
 * waiting for the next key frame to be made.
 *
 * Bounded: where a scene has run long since its last key frame the cache is of no use and is let go; a joining viewer
 * then asks for a new key frame.
 */
export interface CachedFrame {
  readonly keyFrame: boolean;
  /** Bytes of all NAL units. */
  readonly bytes: number;
}

const MAX_FRAMES = 45;
const MAX_BYTES = 512 * 1_024;

export class GopCache<Frame extends CachedFrame> {
  #frames: Frame[] | undefined;
  #bytes = 0;

  push(frame: Frame): void {
    if (frame.keyFrame) {
      this.#frames = [];
      this.#bytes = 0;
    }
    if (this.#frames === undefined) return;
    this.#frames.push(frame);
    this.#bytes += frame.bytes;
    if (this.#frames.length > MAX_FRAMES || this.#bytes > MAX_BYTES) this.#frames = undefined;
  }

  /** From the key frame to the newest frame; undefined where there is no complete run of them. */
  get frames(): readonly Frame[] | undefined {
    return this.#frames;
  }

  /** The encoder was replaced: what it would continue is not what is here. */
  clear(): void {
    this.#frames = undefined;
  }
}

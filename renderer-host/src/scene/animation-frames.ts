/**
 * `requestAnimationFrame` without a display: callbacks wait until the host makes a frame.
 *
 * three.js advances its frame counter, TSL's `time` and `setAnimationLoop` only in here, so the queue is pumped exactly
 * once for each frame.
 */
export class AnimationFrames {
  #callbacks = new Map<number, FrameRequestCallback>();
  #due = new Map<number, FrameRequestCallback>();
  #nextId = 1;

  readonly request = (callback: FrameRequestCallback): number => {
    const id = this.#nextId++;
    this.#callbacks.set(id, callback);
    return id;
  };

  readonly cancel = (id: number): void => {
    this.#callbacks.delete(id);
    this.#due.delete(id);
  };

  /** Calls everything that was requested before this call, in order; what is requested meanwhile waits. */
  pump(timestamp: number): void {
    this.#due = this.#callbacks;
    this.#callbacks = new Map();
    // A Map's iteration leaves out what is deleted meanwhile: a callback may cancel a later one.
    for (const callback of this.#due.values()) callback(timestamp);
    this.#due.clear();
  }
}

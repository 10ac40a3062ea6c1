/**
 * Keeps a process that waits for its GPU from eating a core.
 *
 * While any promise of the GPU is pending, Dawn's Node binding looks for completions in a `setImmediate` that arms itself
 * again: the event loop turns as fast as it can (crbug.com/dawn/1127). On a software adapter that loop takes its core
 * from the rasteriser's own threads. A short sleep in each turn gives the core back; it delays a completion, and an
 * input that arrives meanwhile, by at most the sleep.
 */
const SLEEP_MS = 0.2;

const cell = new Int32Array(new SharedArrayBuffer(4));

export class PollPacer {
  #pending = 0;
  #armed = false;

  /** Paces the event loop until `promise` is settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    this.#pending++;
    this.#arm();
    try {
      return await promise;
    } finally {
      this.#pending--;
    }
  }

  #arm(): void {
    if (this.#armed || this.#pending === 0) return;
    this.#armed = true;
    setImmediate(() => {
      this.#armed = false;
      if (this.#pending === 0) return;
      // Nobody ever notifies: this is a sleep of less than a millisecond, which timers cannot do.
      Atomics.wait(cell, 0, 0, SLEEP_MS);
      this.#arm();
    });
  }
}

/**
 * Processes started ahead of time, so that a session begins, and a crashed scene is replaced, in milliseconds.
 *
 * Keeps `size` of them ready or starting. A taken one is replaced at once; one that dies while it waits is replaced with
 * a growing delay, so that a machine on which they cannot start is not kept busy by trying.
 */
import type { Millis } from '@remote-view/protocol';

export interface Warmable {
  close(): void;
}

/** Starts one process. Calls `died` if it ends before it is taken; resolves when it is ready, rejects if it never is. */
export type Warm<T extends Warmable> = (died: () => void) => Promise<T>;

const FIRST_DELAY: Millis = 500;
const LONGEST_DELAY: Millis = 30_000;

export class WarmPool<T extends Warmable> {
  readonly #size: number;
  readonly #warm: Warm<T>;
  readonly #ready = new Set<T>();
  readonly #waiting: { resolve(item: T): void; reject(error: Error): void }[] = [];
  #starting = 0;
  #delay: Millis = FIRST_DELAY;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(size: number, warm: Warm<T>) {
    this.#size = size;
    this.#warm = warm;
    this.#fill();
  }

  /** A ready process; waits for one where none is. Rejects where one fails to start, or the pool is closed. */
  take(): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('the pool is closed'));
    const [item] = this.#ready;
    if (item !== undefined) {
      this.#ready.delete(item);
      this.#fill();
      return Promise.resolve(item);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#fill();
    });
  }

  /** Resolves when the pool has as many ready as it shall have. */
  async whenReady(): Promise<void> {
    const items = await Promise.all(Array.from({ length: this.#size }, () => this.take()));
    for (const item of items) this.#offer(item);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const item of this.#ready) item.close();
    this.#ready.clear();
    for (const waiter of this.#waiting.splice(0)) waiter.reject(new Error('the pool is closed'));
  }

  #fill(): void {
    const wanted = Math.max(this.#size, this.#waiting.length);
    while (!this.#closed && this.#timer === undefined && this.#ready.size + this.#starting < wanted) this.#start();
  }

  #start(): void {
    this.#starting++;
    let item: T | undefined;
    this.#warm(() => {
      if (item !== undefined && this.#ready.delete(item)) this.#retryLater();
    }).then(
      (ready) => {
        item = ready;
        this.#starting--;
        this.#delay = FIRST_DELAY;
        this.#offer(ready);
      },
      (error: unknown) => {
        this.#starting--;
        this.#waiting.shift()?.reject(error instanceof Error ? error : new Error(String(error)));
        this.#retryLater();
      },
    );
  }

  #offer(item: T): void {
    if (this.#closed) {
      item.close();
      return;
    }
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) waiter.resolve(item);
    else this.#ready.add(item);
    this.#fill();
  }

  #retryLater(): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#fill();
    }, this.#delay);
    this.#delay = Math.min(LONGEST_DELAY, this.#delay * 2);
  }
}

/**
 * Processes started ahead of time, so that a session begins, and a crashed scene is replaced, in milliseconds.
 *
 * Keeps `size` of them ready or starting. A taken one is replaced a little later: starting a process takes half a second
 * of a core, which the session that just begins needs for its own first frame. One that dies while it waits is replaced
 * with a growing delay, so that a machine on which they cannot start is not kept busy by trying.
 */
import type { Millis } from '@remote-view/protocol';

export interface Warmable {
  close(): void;
}

/**
 * Starts one process. Calls `died` if it ends before it is taken; resolves when it is ready, rejects if it never is.
 * `abandoned` aborts when the pool closes: what is still starting then is not wanted any more.
 */
export type Warm<T extends Warmable> = (died: () => void, abandoned: AbortSignal) => Promise<T>;

export interface WarmPoolOptions {
  readonly size: number;
  /** How long after one was taken the next is started. */
  readonly refillAfter: Millis;
  /** Called whenever more are ready than before, or fewer. */
  readonly changed?: () => void;
}

const FIRST_RETRY: Millis = 500;
const LAST_RETRY: Millis = 30_000;

export class WarmPool<T extends Warmable> {
  readonly #options: WarmPoolOptions;
  readonly #warm: Warm<T>;
  readonly #ready = new Set<T>();
  readonly #waiting: { resolve(item: T): void; reject(error: Error): void }[] = [];
  readonly #waitingForAll: { resolve(): void; reject(error: Error): void }[] = [];
  #starting = 0;
  #retry: Millis = FIRST_RETRY;
  #timer: NodeJS.Timeout | undefined;
  readonly #abandoned = new AbortController();
  #closed = false;

  constructor(options: WarmPoolOptions, warm: Warm<T>) {
    this.#options = options;
    this.#warm = warm;
    for (let index = 0; index < options.size; index++) this.#start();
  }

  /** A ready process; waits for one where none is. Rejects where one fails to start, or the pool is closed. */
  take(): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('the pool is closed'));
    const [item] = this.#ready;
    if (item !== undefined) {
      this.#ready.delete(item);
      this.#refillIn(this.#options.refillAfter);
      this.#options.changed?.();
      return Promise.resolve(item);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      // Somebody waits: no reason to spare the machine.
      if (this.#starting < this.#waiting.length) this.#start();
    });
  }

  /** Processes that nobody would have to wait for. */
  get ready(): number {
    return this.#ready.size;
  }

  /** It has as many ready as it shall have. */
  get full(): boolean {
    return this.#ready.size >= this.#options.size;
  }

  /** Resolves when the pool is full; rejects where one fails to start before. */
  whenReady(): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the pool is closed'));
    if (this.full) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waitingForAll.push({ resolve, reject }));
  }

  close(): void {
    this.#closed = true;
    this.#abandoned.abort();
    clearTimeout(this.#timer);
    for (const item of this.#ready) item.close();
    this.#ready.clear();
    const closed = new Error('the pool is closed');
    for (const waiter of [...this.#waiting.splice(0), ...this.#waitingForAll.splice(0)]) waiter.reject(closed);
  }

  #start(): void {
    this.#starting++;
    let item: T | undefined;
    this.#warm(() => {
      if (item === undefined || !this.#ready.delete(item)) return;
      this.#refillAfterFailure();
      this.#options.changed?.();
    }, this.#abandoned.signal).then(
      (ready) => {
        item = ready;
        this.#starting--;
        this.#retry = FIRST_RETRY;
        this.#offer(ready);
      },
      (thrown: unknown) => {
        this.#starting--;
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        this.#waiting.shift()?.reject(error);
        for (const waiter of this.#waitingForAll.splice(0)) waiter.reject(error);
        this.#refillAfterFailure();
      },
    );
  }

  #offer(item: T): void {
    if (this.#closed) {
      item.close();
      return;
    }
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) {
      waiter.resolve(item);
      this.#refillIn(this.#options.refillAfter);
      return;
    }
    this.#ready.add(item);
    if (this.full) for (const waiting of this.#waitingForAll.splice(0)) waiting.resolve();
    this.#options.changed?.();
  }

  #refillAfterFailure(): void {
    this.#refillIn(this.#retry);
    this.#retry = Math.min(LAST_RETRY, this.#retry * 2);
  }

  #refillIn(delay: Millis): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      while (this.#ready.size + this.#starting - this.#waiting.length < this.#options.size) this.#start();
    }, delay);
  }
}

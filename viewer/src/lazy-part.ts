/**
 * A part of the element that is fetched when it is first needed, so that it does not stand between a visitor and the first
 * picture. What is asked of it before happens in order once it is here; {@link MAX_WAITING} things may wait, and what is
 * more, or waits for a part that cannot be fetched, does not happen.
 */
import { RemoteViewError } from '@remote-view/protocol';

const MAX_WAITING = 256;

export class LazyPart<T> {
  readonly #fetch: () => Promise<T>;
  readonly #failed: (error: RemoteViewError) => void;
  #loading: Promise<T> | null = null;
  #part: T | null = null;
  readonly #waiting: ((part: T) => void)[] = [];
  #isRunning = false;

  /** @param failed it could not be fetched, where the next use tries again, or something asked of it threw */
  constructor(fetch: () => Promise<T>, failed: (error: RemoteViewError) => void) {
    this.#fetch = fetch;
    this.#failed = failed;
  }

  /** Null: nobody needed it yet, or it is on its way. */
  get loaded(): T | null {
    return this.#part;
  }

  /** @throws RemoteViewError `part-unavailable` */
  async load(): Promise<T> {
    return (this.#loading ??= this.#load());
  }

  /** At once where it is here and nothing waits before. */
  use(action: (part: T) => void): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(action);
    if (this.#part !== null) return this.#run(this.#part);
    this.load().catch((error: RemoteViewError) => this.#failed(error));
  }

  /** What waits for it has no meaning any more. */
  drop(): void {
    this.#waiting.length = 0;
  }

  async #load(): Promise<T> {
    try {
      this.#part = await this.#fetch();
    } catch (cause) {
      this.#loading = null;
      this.#waiting.length = 0;
      throw new RemoteViewError('part-unavailable', undefined, { cause });
    }
    this.#run(this.#part);
    return this.#part;
  }

  #run(part: T): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let action = this.#waiting.shift(); action !== undefined; action = this.#waiting.shift()) {
      try {
        action(part);
      } catch (thrown) {
        // What waits behind it is not its fault, and nor is who loads.
        this.#failed(RemoteViewError.from(thrown));
      }
    }
    this.#isRunning = false;
  }
}

/** Who listens to one type of event: an `EventTarget` does not tell, and what nobody hears need not be measured. */
export class Listeners {
  readonly #changed: () => void;
  /** And whether it is called once only. */
  readonly #once = new Map<unknown, boolean>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get some(): boolean {
    return this.#once.size > 0;
  }

  add(listener: unknown, options?: boolean | AddEventListenerOptions): void {
    const { once = false, signal } = typeof options === 'object' ? options : {};
    if (listener === null || signal?.aborted === true) return;
    this.#once.set(listener, once);
    signal?.addEventListener('abort', () => this.remove(listener), { once: true });
    this.#changed();
  }

  remove(listener: unknown): void {
    if (this.#once.delete(listener)) this.#changed();
  }

  /** The event was dispatched. */
  dispatched(): void {
    for (const [listener, once] of this.#once) if (once) this.remove(listener);
  }
}

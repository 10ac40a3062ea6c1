/**
 * Which pointers the canvas has captured. A capture begins or ends with the pointer's next event, and
 * `gotpointercapture` and `lostpointercapture` come before that (Pointer Events, section 4.1). Every event comes to the
 * canvas in any case, so nothing else depends on it.
 */
export class PointerCapture {
  readonly #wanted = new Set<number>();
  readonly #told = new Set<number>();

  set(pointerId: number): void {
    this.#wanted.add(pointerId);
  }

  release(pointerId: number): void {
    this.#wanted.delete(pointerId);
  }

  has(pointerId: number): boolean {
    return this.#wanted.has(pointerId);
  }

  /** The event that is due before the pointer's next one, which the caller then dispatches. */
  due(pointerId: number): 'gotpointercapture' | 'lostpointercapture' | undefined {
    if (this.#wanted.has(pointerId) === this.#told.has(pointerId)) return undefined;
    if (this.#told.delete(pointerId)) return 'lostpointercapture';
    this.#told.add(pointerId);
    return 'gotpointercapture';
  }
}

/**
 * Which pointers the canvas has captured. A capture begins or ends with the pointer's next event, and
 * `gotpointercapture` and `lostpointercapture` come before that (Pointer Events, section 4.1). Every event comes to the
 * canvas in any case, so nothing else depends on it.
 *
 * Only a pointer that is down can be captured (as the specification of `setPointerCapture` asks). It is also the bound: ids
 * are what viewers make them, and whoever presses a pointer here remembers it until it is lifted.
 */
export class PointerCapture {
  readonly #down = new Set<number>();
  readonly #wanted = new Set<number>();
  readonly #told = new Set<number>();

  press(pointerId: number): void {
    this.#down.add(pointerId);
  }

  /** Ends its capture, too; the event for that is due at once. */
  lift(pointerId: number): void {
    this.#down.delete(pointerId);
    this.#wanted.delete(pointerId);
  }

  /** Without effect for a pointer that is not down. */
  set(pointerId: number): void {
    if (this.#down.has(pointerId)) this.#wanted.add(pointerId);
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

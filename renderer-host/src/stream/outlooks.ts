/**
 * How each viewer shows the picture, and how its user wants to see things: the newest of both, for a scene that takes over, or
 * that goes by a viewer's only from now on. Bounded by the viewers of a session. Pure.
 */
export class Outlooks {
  readonly #kept = { resize: new Map<number, Uint8Array>(), preferences: new Map<number, Uint8Array>() };

  keep(viewer: number, type: 'resize' | 'preferences', bytes: Uint8Array): void {
    const kept = this.#kept[type];
    // Where all share a picture it has the size that was asked for last.
    kept.delete(viewer);
    kept.set(viewer, bytes);
  }

  /** In the order in which they came. */
  get all(): readonly { readonly viewer: number; readonly bytes: Uint8Array }[] {
    return Object.values(this.#kept).flatMap((kept) => [...kept].map(([viewer, bytes]) => ({ viewer, bytes })));
  }

  forget(viewer: number): void {
    for (const kept of Object.values(this.#kept)) kept.delete(viewer);
  }
}

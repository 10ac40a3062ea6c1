/**
 * What the scene said before anybody listened: for the first viewer that does, or for the one whom alone it is for. Pure.
 *
 * Bound: {@link MAX_EARLY_MESSAGES} for all, and for each viewer; the oldest go first.
 */
const MAX_EARLY_MESSAGES = 32;
/** Viewers are numbered from 1. */
const ANYBODY = 0;

export class EarlyMessages {
  readonly #kept = new Map<number, Uint8Array[]>();

  /** @param viewer whom alone it is for; undefined for all */
  keep(viewer: number | undefined, body: Uint8Array): void {
    const kept = this.#kept.get(viewer ?? ANYBODY) ?? [];
    this.#kept.set(viewer ?? ANYBODY, kept);
    kept.push(body);
    if (kept.length > MAX_EARLY_MESSAGES) kept.shift();
  }

  /** What this viewer is to hear now that it listens; nobody hears it again. */
  take(viewer: number): readonly Uint8Array[] {
    const messages = [ANYBODY, viewer].flatMap((whom) => this.#kept.get(whom) ?? []);
    this.#kept.delete(ANYBODY);
    this.forget(viewer);
    return messages;
  }

  forget(viewer: number): void {
    this.#kept.delete(viewer);
  }
}

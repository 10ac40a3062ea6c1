/**
 * Who has a view of one's own, where not all can: each is a picture to draw and to encode. Whoever finds none left looks on
 * at the newest one, and gets a view as soon as one is free, the longest waiting first. That is also what happens to a
 * viewer who connects anew before the host has noticed that the old connection is gone. Pure.
 */
export type SeatChange =
  /** A view begins, of this viewer. */
  | { readonly type: 'open'; readonly view: number; readonly viewer: number }
  | { readonly type: 'watch'; readonly view: number; readonly viewer: number }
  /** Everybody who watched it watches another one by now, or is gone. */
  | { readonly type: 'close'; readonly view: number };

export class Seats {
  readonly #most: number;
  /** By viewer, in the order in which the views began. */
  readonly #owned = new Map<number, number>();
  /** Who looks on, by viewer in the order in which they came: at which view. */
  readonly #onlookers = new Map<number, number>();
  /** Never used twice: what is under way of a view that ended must not be taken for another's. */
  #nextView = 1;

  /** @param most views at once; at least 1 */
  constructor(most: number) {
    this.#most = most;
  }

  /** The view that is this viewer's own. */
  viewOf(viewer: number): number | undefined {
    return this.#owned.get(viewer);
  }

  join(viewer: number): readonly SeatChange[] {
    if (this.#owned.has(viewer) || this.#onlookers.has(viewer)) return [];
    if (this.#owned.size < this.#most) return this.#open(viewer);
    this.#onlookers.set(viewer, this.#newest);
    return [{ type: 'watch', view: this.#newest, viewer }];
  }

  leave(viewer: number): readonly SeatChange[] {
    this.#onlookers.delete(viewer);
    const view = this.#owned.get(viewer);
    if (view === undefined) return [];
    this.#owned.delete(viewer);
    const [next] = this.#onlookers.keys();
    if (next === undefined) return [{ type: 'close', view }];
    this.#onlookers.delete(next);
    const opened = this.#open(next);
    const moved = [...this.#onlookers].filter(([, watched]) => watched === view).map(([onlooker]) => onlooker);
    for (const onlooker of moved) this.#onlookers.set(onlooker, this.#newest);
    const watches = moved.map((onlooker) => ({ type: 'watch', view: this.#newest, viewer: onlooker }) as const);
    return [...opened, ...watches, { type: 'close', view }];
  }

  get #newest(): number {
    return [...this.#owned.values()].at(-1) ?? 0;
  }

  #open(viewer: number): readonly SeatChange[] {
    const view = this.#nextView++;
    this.#owned.set(viewer, view);
    return [
      { type: 'open', view, viewer },
      { type: 'watch', view, viewer },
    ];
  }
}

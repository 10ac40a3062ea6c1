/** What those who wait in line know of their place: they are told what is new, a time that changes alone no more often than every few seconds. */
import type { Millis, ViewerId } from '@remote-view/protocol';
import type { Standing } from '../cluster/cluster-store.ts';

const ETA_EVERY: Millis = 5_000;

/** What of it is for people. */
export function standingOf({ position, etaSeconds }: Standing): Standing {
  return { position, ...(etaSeconds === undefined ? {} : { etaSeconds }) };
}

export class ToldStandings {
  readonly #told = new Map<ViewerId, { readonly standing: Standing; readonly at: Millis }>();

  /** Whether this viewer shall be told; it is, then. */
  isNews(viewer: ViewerId, standing: Standing, now: Millis): boolean {
    const told = this.#told.get(viewer);
    if (told !== undefined && told.standing.position === standing.position) {
      if (told.standing.etaSeconds === standing.etaSeconds || now - told.at < ETA_EVERY) return false;
    }
    this.#told.set(viewer, { standing, at: now });
    return true;
  }

  forget(viewer: ViewerId): void {
    this.#told.delete(viewer);
  }
}

/**
 * Pictures of sessions that were asked for a moment ago, for whoever asks next. A host makes one a second of each session, and its link
 * carries the signaling of everybody else's sessions too: no tenant may fill it with thumbnails.
 *
 * Bound: the {@link MAX_KEPT} that were asked for last.
 */
import type { Millis, SessionId } from '@remote-view/protocol';

/** As seldom as a host makes one. */
const EVERY: Millis = 1_000;
export const MAX_KEPT = 256;

type Picture = Promise<Buffer | undefined>;

export class RecentPictures {
  /** The one that was asked for last comes last. */
  readonly #asked = new Map<SessionId, { readonly until: Millis; readonly picture: Picture }>();

  /** @param ask never rejects; undefined: there is no picture, and the next one may ask again */
  async get(session: SessionId, now: Millis, ask: () => Picture): Picture {
    const known = this.#asked.get(session);
    if (known !== undefined && now < known.until) return known.picture;
    const picture = ask();
    this.#asked.delete(session);
    this.#asked.set(session, { until: now + EVERY, picture });
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > MAX_KEPT && oldest !== undefined) this.#asked.delete(oldest);
    const found = await picture;
    if (found === undefined && this.#asked.get(session)?.picture === picture) this.#asked.delete(session);
    return found;
  }
}

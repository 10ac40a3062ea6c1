/**
 * How long viewers here lately waited from an input to its picture, by session: for whoever looks after the sessions.
 *
 * Bound: the last {@link MAX_SAMPLES} of each session, of the {@link MAX_SESSIONS} that were heard of last.
 */
import type { Millis, SessionId } from '@remote-view/protocol';

export const MAX_SAMPLES = 64;
export const MAX_SESSIONS = 10_000;
/** What nobody has said anything of for so long is not known any more. */
const KNOWN_FOR: Millis = 60_000;

interface Recent {
  readonly at: Millis;
  readonly samples: readonly Millis[];
}

export class SessionLatencies {
  /** The one that was heard of last comes last. */
  readonly #recent = new Map<SessionId, Recent>();

  add(now: Millis, session: SessionId, samples: readonly Millis[]): void {
    const before = this.#recent.get(session)?.samples ?? [];
    this.#recent.delete(session);
    this.#recent.set(session, { at: now, samples: [...before, ...samples].slice(-MAX_SAMPLES) });
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > MAX_SESSIONS && oldest !== undefined) this.#recent.delete(oldest);
  }

  /** @returns the median of each, ms; the one that was heard of last comes last */
  medians(now: Millis): ReadonlyMap<SessionId, Millis> {
    const known = [...this.#recent].filter(([, { at, samples }]) => now - at < KNOWN_FOR && samples.length > 0);
    return new Map(known.map(([session, { samples }]) => [session, median(samples)]));
  }
}

function median(samples: readonly Millis[]): Millis {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)]!;
}

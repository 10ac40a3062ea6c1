import type { Millis } from '@remote-view/protocol';

/** Two readings that are closer together, because page and overlay both asked, share what the first one found. */
const MIN_INTERVAL: Millis = 250;

export interface Added<Name extends string> {
  readonly during: Millis;
  readonly by: Readonly<Record<Name, number>>;
}

/** How much was added to totals between two readings. */
export class Increase<Name extends string> {
  #last: { readonly at: Millis; readonly totals: Readonly<Record<Name, number>> } | null = null;
  #added: Added<Name> | null = null;

  /** @returns null before there are two readings */
  read(totals: Readonly<Record<Name, number>>, now: Millis): Added<Name> | null {
    const last = this.#last;
    if (last !== null && now - last.at < MIN_INTERVAL) return this.#added;
    this.#last = { at: now, totals };
    if (last !== null) {
      const by = (Object.keys(totals) as Name[]).map((name) => [name, totals[name] - last.totals[name]]);
      this.#added = { during: now - last.at, by: Object.fromEntries(by) as Record<Name, number> };
    }
    return this.#added;
  }
}

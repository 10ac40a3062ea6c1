/**
 * All hosts, for questions that anybody may ask, and as often as they like: which scenes there are, whether a gateway is ready. To
 * read a thousand hosts keeps Redis from everything else for 7 ms, so what was read is good for as long as it takes to make that a
 * small share of the time. What takes next to nothing, as in memory, is read each time.
 */
import type { Millis } from '@remote-view/protocol';
import type { ClusterStore, HostView } from './cluster-store.ts';

/** At most one part in so many of the time is spent on reading. */
const SHARE = 50;
const NEXT_TO_NOTHING: Millis = 2;
const MAX_AGE: Millis = 2_000;

export class RecentHosts {
  readonly #store: Pick<ClusterStore, 'hosts'>;
  readonly #now: () => Millis;
  #reading: Promise<readonly HostView[]> | undefined;
  #kept: { readonly hosts: readonly HostView[]; readonly until: Millis } | undefined;

  constructor(store: Pick<ClusterStore, 'hosts'>, now: () => Millis) {
    this.#store = store;
    this.#now = now;
  }

  /** @throws RemoteViewError `unavailable` */
  async list(): Promise<readonly HostView[]> {
    if (this.#kept !== undefined && this.#now() < this.#kept.until) return this.#kept.hosts;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<readonly HostView[]> {
    const began = this.#now();
    const hosts = await this.#store.hosts();
    const now = this.#now();
    const took = now - began;
    const goodFor = took < NEXT_TO_NOTHING ? 0 : Math.min(MAX_AGE, took * SHARE);
    this.#kept = { hosts, until: now + goodFor };
    return hosts;
  }
}

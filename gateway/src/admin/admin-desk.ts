/** What operators ask for: how hosts are, and that they are emptied or used again. Who asks was seen before. */
import { RemoteViewError, type admin, type HostId, type Millis } from '@remote-view/protocol';
import type { ClusterStore, SessionPage } from '../cluster/cluster-store.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { Drains } from './drains.ts';
import { hostInfo } from './host-info.ts';

export interface AdminDeskOptions {
  readonly store: Pick<ClusterStore, 'hosts' | 'cordonHost' | 'sessions'>;
  readonly exchange: Pick<Exchange, 'endSession' | 'beat'>;
  /** ms since 1970. */
  readonly now: () => Millis;
}

/** Of the newest sessions, so many are looked through for those of a host that must be empty; the rest has its turn after them. */
const PAGE = 1_000;
const MAX_PAGES = 20;
const TAKEN_OUT = 'The renderer host is taken out of service. Try again.';

export class AdminDesk {
  readonly #options: AdminDeskOptions;
  readonly #drains = new Drains();
  #looking = false;

  constructor(options: AdminDeskOptions) {
    this.#options = options;
  }

  /** @throws RemoteViewError `unavailable` */
  async hosts(): Promise<admin.HostInfo[]> {
    const hosts = await this.#options.store.hosts();
    return hosts.map((host) => hostInfo(host, this.#drains.endsAt(host.id)));
  }

  /**
   * Nothing new starts there from now on, or again.
   * @throws RemoteViewError `not-found`, `unavailable`
   */
  async cordon(id: string, cordoned: boolean): Promise<void> {
    const host = id as HostId;
    const { store, exchange } = this.#options;
    if (!(await store.cordonHost(host, cordoned))) throw new RemoteViewError('not-found', 'There is no such host.');
    this.#drains.cancel(host);
    // Whoever waits for a slot may have one now.
    if (!cordoned) void exchange.beat();
  }

  /**
   * Nothing new starts there from now on, and what still runs there after `seconds` is ended.
   * @returns when that is, ms since 1970
   * @throws RemoteViewError `not-found`, `unavailable`
   */
  async drain(id: string, seconds: number): Promise<Millis> {
    await this.cordon(id, true);
    const endsAt = this.#drains.begin(id as HostId, this.#options.now(), seconds * 1_000);
    await this.look();
    return endsAt;
  }

  /** Ends what is over-due on hosts that are emptied; call it every second. */
  async look(): Promise<void> {
    if (this.#drains.size === 0 || this.#looking) return;
    this.#looking = true;
    try {
      await this.#endOverdue();
    } finally {
      this.#looking = false;
    }
  }

  async #endOverdue(): Promise<void> {
    const { store, exchange, now } = this.#options;
    const due = new Set(this.#drains.look(now(), await store.hosts()));
    if (due.size === 0) return;
    let page: SessionPage = { sessions: [] };
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      page = await store.sessions({ limit: PAGE, ...(page.next === undefined ? {} : { after: page.next }) });
      for (const { id, host, state } of page.sessions) {
        if (host === null || state === 'ended' || !due.has(host)) continue;
        // One that cannot be ended now keeps no other: it is looked for again.
        await exchange.endSession(id, 'host-lost', TAKEN_OUT).catch(() => undefined);
      }
      if (page.next === undefined) return;
    }
  }
}

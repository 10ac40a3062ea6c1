/**
 * What the store is to know of the sessions at this gateway's hosts, until it knows it: in order for each session, tried again
 * where the store cannot be reached.
 *
 * Bound: one record for each session that runs here, or ended while the store was away; of the latter the oldest are given up
 * beyond {@link MAX_ENDED}: their host's lease runs out instead.
 */
import type { HostId, SessionId } from '@remote-view/protocol';
import type { ClusterStore, SessionEntry } from '../cluster/cluster-store.ts';

type Change = Partial<Pick<SessionEntry, 'state' | 'viewers'>>;
type Reason = NonNullable<SessionEntry['reason']>;

interface Pending {
  readonly host: HostId;
  readonly change: Change;
  readonly ended: Reason | undefined;
}

const MAX_ENDED = 10_000;

export class SessionRecords {
  readonly #store: Pick<ClusterStore, 'update' | 'end'>;
  readonly #over: (session: SessionId, reason: Reason) => void;
  readonly #pending = new Map<SessionId, Pending>();
  readonly #writing = new Map<SessionId, Promise<void>>();

  /** @param over the store had ended it already, while something was said of it here */
  constructor(store: Pick<ClusterStore, 'update' | 'end'>, over: (session: SessionId, reason: Reason) => void) {
    this.#store = store;
    this.#over = over;
  }

  get size(): number {
    return this.#pending.size;
  }

  /** Whether it is over, and the store may not know yet. */
  isEnding(session: SessionId): boolean {
    return this.#pending.get(session)?.ended !== undefined;
  }

  change(session: SessionId, host: HostId, change: Change): void {
    const before = this.#pending.get(session);
    if (before?.ended !== undefined) return;
    this.#put(session, { host, change: { ...before?.change, ...change }, ended: undefined });
  }

  end(session: SessionId, host: HostId, ended: Reason): void {
    this.#pending.delete(session);
    this.#put(session, { host, change: {}, ended });
    if (this.#pending.size > MAX_ENDED) this.#giveUpOldest();
  }

  /** Settles when what is to be known of this session is, or cannot be for now. */
  async settled(session: SessionId): Promise<void> {
    await this.#writing.get(session);
  }

  /** Tries again what could not be written. */
  retry(): void {
    for (const session of this.#pending.keys()) this.#write(session);
  }

  #put(session: SessionId, pending: Pending): void {
    this.#pending.set(session, pending);
    this.#write(session);
  }

  #write(session: SessionId): void {
    if (this.#writing.has(session)) return;
    const writing = this.#writeAll(session)
      // The store says by itself that it is away; `retry` comes later.
      .catch(() => undefined)
      .finally(() => this.#writing.delete(session));
    this.#writing.set(session, writing);
  }

  async #writeAll(session: SessionId): Promise<void> {
    for (;;) {
      const pending = this.#pending.get(session);
      if (pending === undefined) return;
      const { host, change, ended } = pending;
      const reason = ended === undefined ? await this.#store.update(session, host, change) : undefined;
      if (ended !== undefined) await this.#store.end(session, ended, host);
      if (this.#pending.get(session) === pending) this.#pending.delete(session);
      if (reason !== undefined) this.#over(session, reason);
    }
  }

  #giveUpOldest(): void {
    for (const [session, { ended }] of this.#pending) {
      if (ended === undefined) continue;
      this.#pending.delete(session);
      return;
    }
  }
}

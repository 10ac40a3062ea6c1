/** What one gateway keeps in its memory: the store where there is no other gateway, and nothing outlives the process. */
import type { HostId, Millis, SessionId } from '@remote-view/protocol';
import type { HostReport } from '../wire/messages.ts';
import { Cluster } from './cluster.ts';
import type {
  Allocation,
  AllocationOptions,
  ClusterStore,
  GatewayId,
  HostAdmission,
  HostEntry,
  HostView,
  NewSession,
  SessionEntry,
  SessionFilter,
  SessionPage,
  StoreOptions,
  Sweep,
  WaitingNews,
} from './cluster-store.ts';
import { requireAskable } from './line.ts';

type Receive = (from: GatewayId, message: string) => void;

/** Where several stores meet, as in tests: what they have in common, and a way to each other. */
export interface Shared {
  readonly cluster: Cluster;
  readonly receivers: Map<GatewayId, Receive>;
}

export interface MemoryStoreSetup {
  /** ms since 1970. */
  readonly now: () => Millis;
  readonly gateway: GatewayId;
  readonly shared?: Shared;
}

export class MemoryStore implements ClusterStore {
  readonly gateway: GatewayId;
  /** Memory does not break. */
  readonly brokenSince = undefined;
  readonly #now: () => Millis;
  readonly #shared: Shared;

  constructor(options: StoreOptions, { now, gateway, shared }: MemoryStoreSetup) {
    this.gateway = gateway;
    this.#now = now;
    this.#shared = shared ?? { cluster: new Cluster(options), receivers: new Map() };
  }

  async open(receive: Receive): Promise<void> {
    this.#shared.receivers.set(this.gateway, receive);
  }

  async close(): Promise<void> {
    this.#shared.receivers.delete(this.gateway);
  }

  async registerHost(
    host: HostEntry,
    running: readonly NewSession[],
    unproven: ReadonlySet<SessionId> = new Set(),
  ): Promise<HostAdmission> {
    return this.#cluster.registerHost(this.#now(), this.gateway, host, running, unproven);
  }

  async reportHost(id: HostId, incarnation: string, report: HostReport): Promise<boolean> {
    return this.#cluster.reportHost(this.#now(), this.gateway, id, incarnation, report);
  }

  async unlinkHost(id: HostId, incarnation: string): Promise<void> {
    this.#cluster.unlinkHost(this.#now(), this.gateway, id, incarnation);
  }

  async cordonHost(id: HostId, cordoned: boolean): Promise<boolean> {
    return this.#cluster.cordonHost(this.#now(), id, cordoned);
  }

  async hosts(): Promise<readonly HostView[]> {
    return this.#cluster.hosts(this.#now());
  }

  async allocate(session: NewSession, options: AllocationOptions): Promise<Allocation> {
    return this.#cluster.allocate(this.#now(), session, options);
  }

  async session(id: SessionId): Promise<SessionEntry | undefined> {
    return this.#cluster.session(this.#now(), id);
  }

  async sessions(filter: SessionFilter): Promise<SessionPage> {
    return this.#cluster.sessions(this.#now(), filter);
  }

  async waiting(): Promise<number> {
    return this.#cluster.waiting;
  }

  async update(
    id: SessionId,
    host: HostId,
    change: Partial<Pick<SessionEntry, 'state' | 'viewers'>>,
  ): Promise<SessionEntry['reason']> {
    return this.#cluster.update(this.gateway, id, host, change);
  }

  async end(
    id: SessionId,
    reason: NonNullable<SessionEntry['reason']>,
    host?: HostId,
  ): Promise<SessionEntry | undefined> {
    return this.#cluster.end(this.#now(), this.gateway, id, reason, host);
  }

  async waitFor(ids: readonly SessionId[]): Promise<ReadonlyMap<SessionId, WaitingNews>> {
    requireAskable(ids);
    return this.#cluster.waitFor(this.#now(), ids);
  }

  async beat(hosts: readonly Pick<HostEntry, 'id' | 'incarnation'>[]): Promise<Sweep> {
    return this.#cluster.beat(this.#now(), this.gateway, hosts);
  }

  async send(to: GatewayId, message: string): Promise<boolean> {
    const receive = this.#shared.receivers.get(to);
    if (receive === undefined) return false;
    // Nobody hears of a message while it is being sent, wherever the other one is.
    queueMicrotask(() => receive(this.gateway, message));
    return true;
  }

  get #cluster(): Cluster {
    return this.#shared.cluster;
  }
}

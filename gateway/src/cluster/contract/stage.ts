/** What the contract of the stores is played on: two gateways of one cluster, and time that the test turns. */
import { DEFAULT_RULES, type HostId, type Millis, type SessionId } from '@remote-view/protocol';
import type { HostReport } from '../../wire/messages.ts';
import type { Allocation, ClusterStore, HostEntry, NewSession, StoreOptions } from '../cluster-store.ts';

/** A cluster that gateways join, empty. */
export interface TestCluster {
  /** Turned by the test; the store's own. */
  readonly clock: { now: Millis };
  /** A gateway of this name, not opened yet. */
  join(gateway: string): ClusterStore;
}

export interface TestClusters {
  /** What was there before is gone. */
  make(options: StoreOptions): Promise<TestCluster>;
  close(): Promise<void>;
}

export const OPTIONS: StoreOptions = {
  timing: { hostGrace: 15_000, claimWithin: 60_000, queueGrace: 30_000, keepEnded: 300_000 },
  maxQueued: 100,
  strategy: 'spread',
};

export const START: Millis = 1_800_000_000_000;

export const OVER = { code: 'session-ended', message: 'Over.' } as const;

export const hostId = (id: string): HostId => id as HostId;
export const sessionId = (id: string): SessionId => id as SessionId;

export function hostEntry(id: string, capacity: number, more: Partial<HostEntry> = {}): HostEntry {
  return {
    id: hostId(id),
    gateway: 'a',
    incarnation: 'first',
    capacity,
    scenes: [{ name: 'cube', title: 'Cube', description: '' }],
    machine: { adapter: 'none', software: true, encoder: 'none' },
    ...more,
  };
}

export function newSession(id: string, more: Partial<NewSession> = {}): NewSession {
  const rules = DEFAULT_RULES;
  return {
    id: sessionId(id),
    tenant: 't',
    scene: 'cube',
    priority: 'normal',
    labels: [],
    placement: {},
    rules,
    ...more,
  };
}

export function report(more: Partial<HostReport> = {}): HostReport {
  return { type: 'report', warm: 0, cpu: 0, freeMemory: 1_000, draining: false, ...more };
}

/** Where an allocation ended up. */
export function outcome(allocation: Allocation): string | null {
  if (allocation.result === 'refused') return allocation.code;
  return allocation.result === 'queued' ? 'queued' : allocation.session.host;
}

export class Stage {
  readonly #clusters: TestClusters;
  #cluster: { readonly clock: { now: Millis }; readonly a: ClusterStore; readonly b: ClusterStore } | undefined;
  heard: string[] = [];

  constructor(clusters: TestClusters) {
    this.#clusters = clusters;
  }

  /** Everything anew. */
  async begin(options: Partial<StoreOptions> = {}): Promise<void> {
    const { clock, join } = await this.#clusters.make({ ...OPTIONS, ...options });
    const [a, b] = [join('a'), join('b')];
    const heard: string[] = [];
    for (const store of [a, b]) {
      await store.open((from, message) => heard.push(`${from}>${store.gateway}: ${message}`));
    }
    this.#cluster = { clock, a, b };
    this.heard = heard;
  }

  get clock(): { now: Millis } {
    return this.#current.clock;
  }

  get a(): ClusterStore {
    return this.#current.a;
  }

  get b(): ClusterStore {
    return this.#current.b;
  }

  /** Asks one gateway for a session. */
  async place(id: string, more: Partial<NewSession> = {}): Promise<string | null> {
    return outcome(await this.a.allocate(newSession(id, more), {}));
  }

  async placed(store: ClusterStore, hosts: readonly HostEntry[] = []): Promise<readonly string[]> {
    return (await store.beat(hosts)).placed.map(({ id }) => id);
  }

  /** Turns the clock, while these gateways live. */
  async pass(time: Millis, alive: readonly [ClusterStore, readonly HostEntry[]][]): Promise<void> {
    for (const end = this.clock.now + time; this.clock.now < end;) {
      this.clock.now = Math.min(end, this.clock.now + OPTIONS.timing.hostGrace / 3);
      for (const [store, hosts] of alive) await store.beat(hosts);
    }
  }

  get #current() {
    if (this.#cluster === undefined) throw new Error('Nothing has begun.');
    return this.#cluster;
  }
}

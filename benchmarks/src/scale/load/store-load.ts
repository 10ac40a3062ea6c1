/** The store that gateways share, asked without a gateway in between: what each decision costs by itself. */
import { randomBytes } from 'node:crypto';
import { buildApp, type ClusterStore } from '@remote-view/gateway';
import { DEFAULT_RULES, type HostId, type Millis, type SessionId } from '@remote-view/protocol';
import { inTurns } from './in-turns.ts';
import { SCENE } from './simulated-host.ts';
import { add, type Tally } from './tally.ts';
import type { Decision, Wishes } from './wishes.ts';

const INCARNATION = 'first';

export class StoreLoad {
  readonly #store: ClusterStore;
  readonly #close: () => Promise<void>;
  /** That have a slot, with their hosts. */
  readonly #sessions: { readonly id: SessionId; readonly host: HostId }[] = [];
  #hosts = 0;

  private constructor(store: ClusterStore, close: () => Promise<void>) {
    this.#store = store;
    this.#close = close;
  }

  /** @param redisUrl undefined: in memory */
  static async open(redisUrl: string | undefined): Promise<StoreLoad> {
    const app = buildApp({ dev: true, maxQueued: 0, ...(redisUrl === undefined ? {} : { redisUrl }) });
    await app.ready();
    return new StoreLoad(app.getDecorator<ClusterStore>('cluster'), async () => app.close());
  }

  async close(): Promise<void> {
    await this.#close();
  }

  async allocate(count: number, atOnce: number): Promise<Wishes['allocate']['report']> {
    const results: Tally = {};
    const took: Millis[] = [];
    const began = performance.now();
    await inTurns(count, atOnce, async () => {
      const asked = performance.now();
      const allocation = await this.#store.allocate(newSession(), {});
      took.push(performance.now() - asked);
      add(results, allocation.result === 'refused' ? allocation.code : allocation.result);
      if (allocation.result !== 'granted' || allocation.session.host === null) return;
      this.#sessions.push({ id: allocation.session.id, host: allocation.session.host });
    });
    return { results, took, seconds: (performance.now() - began) / 1_000 };
  }

  /** One decision after the other. */
  async decide(decision: Decision, count: number, slots: number): Promise<void> {
    for (let index = 0; index < count; index++) await this.#decide(decision, index, slots);
  }

  async #decide(decision: Decision, index: number, slots: number): Promise<void> {
    const store = this.#store;
    const session = this.#sessions[index % Math.max(1, this.#sessions.length)];
    switch (decision) {
      case 'register':
        return void (await store.registerHost(hostEntry(store, this.#hosts++, slots), []));
      case 'allocate':
        return void (await this.allocate(1, 1));
      case 'update':
        return void (session && (await store.update(session.id, session.host, { state: 'active', viewers: 1 })));
      case 'session':
        return void (session && (await store.session(session.id)));
      case 'report': {
        const report = { type: 'report', warm: 1, cpu: 0.5, freeMemory: 8_192, draining: false } as const;
        return void (await store.reportHost(hostId(index % this.#hosts), INCARNATION, report));
      }
      case 'beat': {
        const hosts = Array.from({ length: this.#hosts }, (_, at) => ({ id: hostId(at), incarnation: INCARNATION }));
        return void (await store.beat(hosts));
      }
      case 'hosts':
        return void (await store.hosts());
      case 'end':
        return void (session && (await store.end(session.id, { code: 'session-ended', message: 'Over.' })));
      default:
        decision satisfies never;
    }
  }
}

function hostId(index: number): HostId {
  return `host-${index}` as HostId;
}

function hostEntry({ gateway }: ClusterStore, index: number, capacity: number) {
  return {
    ...{ id: hostId(index), gateway, incarnation: INCARNATION, capacity },
    scenes: [{ name: SCENE, title: 'Simulated', description: '' }],
    machine: { adapter: 'none', software: true, encoder: 'none' },
  };
}

function newSession() {
  const id = randomBytes(16).toString('base64url') as SessionId;
  const wish = { placement: {}, rules: DEFAULT_RULES, priority: 'normal' } as const;
  return { ...wish, id, tenant: 'default', scene: SCENE, labels: [] };
}

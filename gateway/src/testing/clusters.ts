/** Clusters for tests, in memory and on a real Redis, with a clock that the test turns. */
import { createClient } from 'redis';
import { START, type TestCluster, type TestClusters } from '../cluster/contract/stage.ts';
import type { ClusterStore, StoreOptions } from '../cluster/cluster-store.ts';
import { Cluster } from '../cluster/cluster.ts';
import { MemoryStore } from '../cluster/memory-store.ts';
import { RedisStore } from '../cluster/redis-store.ts';
import { RedisServer } from './redis-server.ts';

export class MemoryClusters implements TestClusters {
  async make(options: StoreOptions): Promise<TestCluster> {
    const clock = { now: START };
    const shared = { cluster: new Cluster(options), receivers: new Map() };
    return { clock, join: (gateway) => new MemoryStore(options, { now: () => clock.now, gateway, shared }) };
  }

  async close(): Promise<void> {}
}

/** One server, on which clusters follow each other. Only where Redis is installed. */
export class RedisClusters implements TestClusters {
  #server: RedisServer | undefined;
  #stores: ClusterStore[] = [];

  async make(options: StoreOptions): Promise<TestCluster> {
    this.#server ??= await RedisServer.start();
    if (this.#server === undefined) throw new Error('redis-server is not installed.');
    const { url } = this.#server;
    await this.#closeStores();
    const admin = await createClient({ url }).connect();
    await admin.flushAll();
    admin.destroy();
    const clock = { now: START };
    // Other tests may keep the machine busy for longer than a gateway waits.
    const setup = { url, clock: () => clock.now, answerWithin: 10_000 };
    return {
      clock,
      join: (gateway) => {
        const store = new RedisStore(options, { ...setup, gateway });
        this.#stores.push(store);
        return store;
      },
    };
  }

  async close(): Promise<void> {
    await this.#closeStores();
    await this.#server?.stop();
  }

  async #closeStores(): Promise<void> {
    await Promise.all(this.#stores.map((store) => store.close()));
    this.#stores = [];
  }
}

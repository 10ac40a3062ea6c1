/** Gives the app what it shares with other gateways: its own memory where there are none. */
import { randomBytes } from 'node:crypto';
import fp from 'fastify-plugin';
import type { ClusterStore, StoreOptions } from '../cluster/cluster-store.ts';
import { MemoryStore } from '../cluster/memory-store.ts';
import { RecentHosts } from '../cluster/recent-hosts.ts';
import type { GatewayConfig } from '../options.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly cluster: ClusterStore;
    /** For questions that anybody may ask. */
    readonly recentHosts: RecentHosts;
  }
}

export const cluster = fp<Pick<GatewayConfig, 'timing' | 'allocation' | 'strategy' | 'redisUrl'>>(
  async (app, { timing, allocation, strategy, redisUrl }) => {
    const gateway = randomBytes(9).toString('base64url');
    const options: StoreOptions = { timing, maxQueued: allocation.maxQueued, strategy };
    const store = await openStore(options, gateway, redisUrl);
    app.decorate('cluster', store);
    app.decorate('recentHosts', new RecentHosts(store, () => performance.now()));
  },
  { name: 'cluster', fastify: '5.x' },
);

async function openStore(options: StoreOptions, gateway: string, redisUrl: string | undefined): Promise<ClusterStore> {
  if (redisUrl === undefined) return new MemoryStore(options, { gateway, now: () => Date.now() });
  // A gateway that is alone never loads the client.
  const { RedisStore } = await import('../cluster/redis-store.ts');
  return new RedisStore(options, { gateway, url: redisUrl });
}

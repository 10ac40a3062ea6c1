import { describe, test } from 'vitest';
import { RedisClusters } from '../testing/clusters.ts';
import { RedisServer } from '../testing/redis-server.ts';
import { describeClusterStore } from './cluster-store.contract.ts';

if (RedisServer.isInstalled) {
  describeClusterStore('the store in Redis', new RedisClusters());
} else {
  describe('the store in Redis', () => {
    test.skip('is not tried: redis-server is not installed', () => {});
  });
}

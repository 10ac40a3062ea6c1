/** What anybody may ask, without a key: the scenes that all hosts offer together. */
import { figure, times } from '../figures.ts';
import type { Case } from './case.ts';

const REQUESTS = 200;

export const catalogue: Case = {
  name: 'catalogue',
  title: 'the list of scenes, asked for by anybody',
  needsRedis: true,
  measure: async (stage, { hostSockets, atOnce }) => {
    const redis = await stage.redis();
    const gateway = await stage.gateway({ redis });
    const load = stage.load();
    const urls = [gateway.url];
    const hosts = hostSockets.at(-1) ?? 0;
    await load.ask('hosts', { urls, key: stage.keys.host, prefix: 'host', count: hosts, slots: 1, atOnce });
    const [before, redisBefore] = [await gateway.look(), await redis.look()];
    const { took, seconds } = await load.ask('get', { urls, path: '/v1/scenes', count: REQUESTS, atOnce: 8 });
    const [after, redisAfter] = [await gateway.look(), await redis.look()];
    return [
      figure('hosts', hosts),
      figure('answered', took.length / seconds, '/s'),
      ...times('answered', took),
      figure('answered, processor', (after.cpu - before.cpu) / REQUESTS, 'ms'),
      figure('Redis: time of a request', ((redisAfter.scriptTime - redisBefore.scriptTime) / REQUESTS) * 1_000, 'µs'),
    ];
  },
};

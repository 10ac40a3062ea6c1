/** Sessions that wait for a slot, each with a viewer that is told where it stands: what waiting costs while nothing happens. */
import { setTimeout as sleep } from 'node:timers/promises';
import { figure } from '../figures.ts';
import type { Case } from './case.ts';

export function queueCase(withRedis: boolean): Case {
  return {
    name: `queue-${withRedis ? 'redis' : 'memory'}`,
    title: `sessions that wait for a slot, ${withRedis ? 'Redis' : 'memory'}`,
    needsRedis: withRedis,
    measure: async (stage, { waiting, atOnce, watch }) => {
      const redis = withRedis ? await stage.redis() : undefined;
      const gateway = await stage.gateway({ redis, maxQueue: waiting });
      const urls = [gateway.url];
      const [hostLoad, viewerLoad] = [stage.load(), stage.load()];
      const { api, host } = stage.keys;
      await hostLoad.ask('hosts', { urls, key: host, prefix: 'host', count: 1, slots: 1, atOnce });
      const look = async () => ({ gateway: await gateway.look(), redis: await redis?.look() });

      // The first gets the slot.
      const { made } = await viewerLoad.ask('create', { urls, key: api, count: waiting + 1, atOnce });
      const empty = await look();
      await sleep(watch * 1_000);
      const alone = await look();
      const { joined } = await viewerLoad.ask('join', { urls, count: waiting + 1, atOnce });
      const from = await look();
      await sleep(watch * 1_000);
      const to = await look();
      const share = (later: number, earlier: number): number => (later - earlier) / watch / 10;
      return [
        figure('waiting', made['queued'] ?? 0),
        figure('joined', joined),
        figure('without viewers, processor', share(alone.gateway.cpu, empty.gateway.cpu), '%'),
        figure('with viewers, processor', share(to.gateway.cpu, from.gateway.cpu), '%'),
        figure('with viewers, loop late, p99', to.gateway.late.p99, 'ms'),
        ...(to.redis === undefined || from.redis === undefined
          ? []
          : [
              figure('Redis: busy with scripts', share(to.redis.scriptTime, from.redis.scriptTime), '%'),
              figure('Redis: commands', (to.redis.commands - from.redis.commands) / watch, '/s'),
            ]),
      ];
    },
  };
}

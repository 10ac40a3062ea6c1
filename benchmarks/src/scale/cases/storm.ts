/**
 * A gateway is killed. Its hosts and viewers come back to the same address, where it is started again at once; or go to the other
 * gateway, which has their sessions' hosts as soon as these are there; or the viewers are at the other already, and find their
 * hosts there.
 */
import { arrivals, figure } from '../figures.ts';
import { sumOf } from '../load/tally.ts';
import type { Case } from './case.ts';

const WITHIN_MS = 60_000;

export function stormCase(to: 'same' | 'other'): Case {
  return {
    name: `storm-${to}`,
    title: `a gateway killed, ${to === 'same' ? 'and started again at the same address' : 'its clients go to the other one'}`,
    needsRedis: true,
    measure: async (stage, { hosts, slots, storm, atOnce }) => {
      const redis = await stage.redis();
      const gateway = await stage.gateway({ redis });
      const other = await stage.gateway({ redis });
      const urls = to === 'same' ? [gateway.url] : [gateway.url, other.url];
      const [hostLoad, viewerLoad] = [stage.load(), stage.load()];
      const { api, host } = stage.keys;
      // All go to the first, and know of the second.
      await hostLoad.ask('hosts', { urls, key: host, prefix: 'host', count: hosts, slots, atOnce });
      const sessions = Math.min(storm, hosts * slots);
      await viewerLoad.ask('create', { urls: [gateway.url], key: api, count: sessions, atOnce });
      await viewerLoad.ask('join', { urls, count: storm, atOnce });
      const before = await other.look();
      const redisBefore = await redis.look();

      const since = Date.now();
      await gateway.kill();
      const again = to === 'same' ? gateway.startAgain().then(() => Date.now()) : undefined;
      const [back, returned] = await Promise.all([
        hostLoad.ask('return', { since, within: WITHIN_MS }),
        viewerLoad.ask('return', { since, within: WITHIN_MS }),
      ]);
      const listening = await again;
      const after = await (to === 'same' ? gateway : other).look();
      const { took, unanswered } = await viewerLoad.ask('offer', { count: Math.min(storm, 500), atOnce });
      const redisAfter = await redis.look();
      return [
        ...(listening === undefined ? [] : [figure('it listens again', (listening - since) / 1_000, 's')]),
        ...arrivals('hosts', back.after, back.away),
        ...arrivals('viewers', returned.after, returned.away),
        figure('never back', back.away + returned.away),
        figure('attempts in vain', sumOf(back.failed) + sumOf(returned.failed)),
        figure('offers answered afterwards', took.length),
        figure('offers not answered', unanswered),
        figure('gateway, processor', (after.cpu - (to === 'same' ? 0 : before.cpu)) / 1_000, 's'),
        figure('gateway, loop late, p99', after.late.p99, 'ms'),
        figure('Redis, processor', (redisAfter.cpu - redisBefore.cpu) / 1_000, 's'),
      ];
    },
  };
}

/** What counts for viewers who keep their socket is when their offers are answered again. */
export const stormOfHosts: Case = {
  name: 'storm-hosts',
  title: 'a gateway with hosts killed, their viewers are at the other one',
  needsRedis: true,
  measure: async (stage, { hosts, slots, storm, atOnce }) => {
    const redis = await stage.redis();
    const [gateway, other] = [await stage.gateway({ redis }), await stage.gateway({ redis })];
    const [hostLoad, viewerLoad] = [stage.load(), stage.load()];
    const { api, host } = stage.keys;
    const hostUrls = [gateway.url, other.url];
    await hostLoad.ask('hosts', { urls: hostUrls, key: host, prefix: 'host', count: hosts, slots, atOnce });
    const urls = [other.url];
    await viewerLoad.ask('create', { urls, key: api, count: Math.min(storm, hosts * slots), atOnce });
    await viewerLoad.ask('join', { urls, count: storm, atOnce });
    const before = await other.look();

    const since = Date.now();
    await gateway.kill();
    const [back, reached] = await Promise.all([
      hostLoad.ask('return', { since, within: WITHIN_MS }),
      viewerLoad.ask('reach', { since, within: WITHIN_MS }),
    ]);
    const after = await other.look();
    return [
      ...arrivals('hosts', back.after, back.away),
      ...arrivals('viewers reach them', reached.after, reached.away),
      figure('never back', back.away + reached.away),
      figure('gateway, processor', (after.cpu - before.cpu) / 1_000, 's'),
      figure('gateway, loop late, p99', after.late.p99, 'ms'),
      figure('gateway, loop late, most', after.late.most, 'ms'),
    ];
  },
};

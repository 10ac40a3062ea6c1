/** From an offer to its answer, where viewer and host are at one gateway, and where they are at two. */
import { figure, times, type Figure } from '../figures.ts';
import type { Stage } from '../processes/stage.ts';
import type { Case } from './case.ts';

/** One alone, for the time that it takes; several, for how many there can be. */
const AT_ONCE = [1, 32] as const;
/** A viewer may send 100 messages in 10 s. */
const OFFERS_OF_A_VIEWER = 20;

export const relay: Case = {
  name: 'relay',
  title: 'offers and their answers',
  needsRedis: true,
  measure: async (stage, { hosts, slots, offers, atOnce }) => {
    const redis = await stage.redis();
    const [near, far] = [await stage.gateway({ redis }), await stage.gateway({ redis })];
    const hostLoad = stage.load();
    const { api, host } = stage.keys;
    await hostLoad.ask('hosts', { urls: [near.url], key: host, prefix: 'host', count: hosts, slots, atOnce });
    const viewers = Math.ceil(offers / OFFERS_OF_A_VIEWER);
    const figures: Figure[] = [];
    for (const [where, url] of [
      ['one gateway', near.url],
      ['two gateways', far.url],
    ] as const) {
      const load = stage.load();
      await load.ask('create', { urls: [url], key: api, count: viewers, atOnce });
      await load.ask('join', { urls: [url], count: viewers, atOnce });
      // The first of each makes the host say that there is a viewer, and warms what compiles just in time.
      await load.ask('offer', { count: viewers, atOnce });
      for (const many of AT_ONCE) figures.push(...(await offersAt(load, where, many, offers)));
    }
    return figures;
  },
};

async function offersAt(
  load: ReturnType<Stage['load']>,
  where: string,
  atOnce: number,
  count: number,
): Promise<Figure[]> {
  const { took, unanswered, seconds } = await load.ask('offer', { count, atOnce });
  const name = `${where}, ${atOnce} at once`;
  return [...times(name, took), figure(name, took.length / seconds, '/s'), figure(`${name}, unanswered`, unanswered)];
}

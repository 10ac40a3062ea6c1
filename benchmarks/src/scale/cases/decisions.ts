/** How long Redis does nothing else for each thing that is decided there, and in how many commands: what a cell has to share out. */
import { figure, type Figure } from '../figures.ts';
import { DECISIONS } from '../load/wishes.ts';
import type { Case } from './case.ts';

/** Each of them looks at all hosts. */
const OF_ALL_HOSTS = ['beat', 'hosts'];
const TIMES = { ofOne: 500, ofAll: 20 };

export const decisions: Case = {
  name: 'decisions',
  title: 'what each decision takes of Redis',
  needsRedis: true,
  measure: async (stage, { hostSockets, slots }) => {
    const redis = await stage.redis();
    const load = stage.load();
    await load.ask('open-store', { redisUrl: redis.url });
    const hosts = hostSockets.at(-1) ?? 0;
    const figures: Figure[] = [figure('hosts', hosts)];
    for (const decision of DECISIONS) {
      const ofOne = decision === 'register' ? hosts : TIMES.ofOne;
      const count = OF_ALL_HOSTS.includes(decision) ? TIMES.ofAll : ofOne;
      const before = await redis.look();
      await load.ask('decide', { decision, count, slots });
      const after = await redis.look();
      figures.push(
        figure(`${decision}, time`, ((after.scriptTime - before.scriptTime) / count) * 1_000, 'µs'),
        figure(`${decision}, commands`, (after.commands - before.commands) / count),
      );
    }
    return figures;
  },
};

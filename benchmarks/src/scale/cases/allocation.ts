/** The decision alone: slots asked for at the store, by one process or two, until none is left and a little longer. */
import { figure, times } from '../figures.ts';
import type { Case } from './case.ts';

export function allocationCase(processes: number, withRedis: boolean): Case {
  return {
    name: `allocation-${withRedis ? `redis-${processes}` : 'memory'}`,
    title: `slots from the store alone, ${withRedis ? `Redis, asked by ${processes}` : 'memory'}`,
    needsRedis: withRedis,
    measure: async (stage, { hosts, slots, tooMany, atOnce }) => {
      const redisUrl = withRedis ? (await stage.redis()).url : undefined;
      const loads = Array.from({ length: processes }, () => stage.load());
      for (const load of loads) await load.ask('open-store', { redisUrl });
      await loads[0]!.ask('decide', { decision: 'register', count: hosts, slots });
      const count = (hosts * slots + tooMany) / processes;
      const wish = { count, atOnce: atOnce / processes };
      const reports = await Promise.all(loads.map((load) => load.ask('allocate', wish)));
      const granted = reports.reduce((sum, { results }) => sum + (results['granted'] ?? 0), 0);
      return [
        figure('granted', granted),
        figure('given out', (count * processes) / Math.max(...reports.map(({ seconds }) => seconds)), '/s'),
        ...times(
          'given out',
          reports.flatMap(({ took }) => took),
        ),
      ];
    },
  };
}

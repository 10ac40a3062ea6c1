/**
 * Sessions made over REST until no slot is left, and ended again: how many a second, what that asks of Redis, and that no slot is
 * given out twice.
 */
import { figure, times, type Figure } from '../figures.ts';
import { add, sumOf, type Tally } from '../load/tally.ts';
import type { GatewayProcess } from '../processes/gateway-process.ts';
import type { RedisProcess } from '../processes/redis-process.ts';
import type { Stage } from '../processes/stage.ts';
import type { ScaleSize } from '../sizes.ts';
import type { Case } from './case.ts';

export function sessionsCase(gateways: number, withRedis: boolean): Case {
  const where = withRedis ? `redis-${gateways}` : 'memory';
  return {
    name: `sessions-${where}`,
    title: `sessions over REST, ${gateways === 1 ? 'one gateway' : `${gateways} gateways`}, ${withRedis ? 'Redis' : 'memory'}`,
    needsRedis: withRedis,
    measure: (stage, size) => measure(stage, size, gateways, withRedis),
  };
}

async function measure(stage: Stage, size: ScaleSize, count: number, withRedis: boolean): Promise<Figure[]> {
  const { hosts, slots, tooMany, atOnce } = size;
  const redis = withRedis ? await stage.redis() : undefined;
  const gateways: GatewayProcess[] = [];
  for (let index = 0; index < count; index++) gateways.push(await stage.gateway({ redis }));
  const urls = gateways.map(({ url }) => url);
  const hostLoad = stage.load();
  const creators = gateways.map(() => stage.load());
  await hostLoad.ask('hosts', { urls, dealt: true, key: stage.keys.host, prefix: 'host', count: hosts, slots, atOnce });

  const before = await look(gateways, redis);
  const wanted = hosts * slots + tooMany;
  const shares = creators.map((_, index) => Math.floor(wanted / count) + (index < wanted % count ? 1 : 0));
  const made = await Promise.all(
    creators.map((creator, index) =>
      creator.ask('create', {
        urls: [urls[index]!],
        key: stage.keys.api,
        count: shares[index]!,
        atOnce: atOnce / count,
      }),
    ),
  );
  const between = await look(gateways, redis);
  const results: Tally = {};
  for (const { made: of } of made) for (const [what, times] of Object.entries(of)) add(results, what, times);
  const { sessions: running } = await hostLoad.ask('look-at-hosts', {});
  const ended = await Promise.all(creators.map((creator) => creator.ask('end-all', { urls, atOnce: atOnce / count })));
  const after = await look(gateways, redis);

  const granted = results['starting'] ?? 0;
  const seconds = Math.max(...made.map((one) => one.seconds));
  return [
    figure('granted', granted),
    figure('refused for want of a slot', results['no-capacity'] ?? 0),
    figure('other answers', sumOf(results) - granted - (results['no-capacity'] ?? 0)),
    figure('most on a host', Math.max(...running)),
    figure('least on a host', Math.min(...running)),
    figure('made', wanted / seconds, '/s'),
    ...times(
      'made',
      made.flatMap(({ took }) => took),
    ),
    figure('made, processor of gateways', (between.cpu - before.cpu) / wanted, 'ms'),
    figure('ended', granted / Math.max(...ended.map((one) => one.seconds)), '/s'),
    ...(redis === undefined
      ? []
      : [
          figure('Redis: scripts of a session', (after.scripts - before.scripts) / granted),
          figure('Redis: commands of a session', (after.commands - before.commands) / granted),
          figure('Redis: time of a session', ((after.scriptTime - before.scriptTime) / granted) * 1_000, 'µs'),
          figure('Redis: messages of a session', (after.published - before.published) / granted),
          figure('Redis: memory of a session', (between.memory - before.memory) / granted / 1_024, 'kB'),
        ]),
  ];
}

/** Sums of all processes. */
async function look(gateways: readonly GatewayProcess[], redis: RedisProcess | undefined) {
  let cpu = 0;
  for (const gateway of gateways) cpu += (await gateway.look()).cpu;
  const none = { scripts: 0, scriptTime: 0, commands: 0, published: 0, memory: 0 };
  return { ...none, ...(await redis?.look()), cpu };
}

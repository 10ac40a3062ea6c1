/**
 * What a host and a viewer that say nothing cost a gateway: memory of each, and the time of its event loop with all of them. Hosts
 * are at the same gateway, or at another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { figure, type Figure } from '../figures.ts';
import type { GatewayProcess } from '../processes/gateway-process.ts';
import type { ProcessLook } from '../processes/process-look.ts';
import { fitLine } from '../../stats/line.ts';
import type { Case } from './case.ts';

export function socketsCase(far: boolean): Case {
  return {
    name: far ? 'sockets-far' : 'sockets',
    title: `sockets that are idle, ${far ? 'viewers at one gateway, their hosts at another' : 'at one gateway'}`,
    needsRedis: far,
    measure: async (stage, { hosts, slots, hostSockets, viewerSockets, atOnce, watch }) => {
      const redis = far ? await stage.redis() : undefined;
      const gateway = await stage.gateway({ redis });
      const hostGateway = far ? await stage.gateway({ redis }) : gateway;
      const [urls, keys] = [[gateway.url], stage.keys];
      const [hostLoad, viewerLoad] = [stage.load(), stage.load()];

      const hostLooks = await lookAtEach(hostGateway, hostSockets, async (count) => {
        const wish = { urls: [hostGateway.url], key: keys.host, prefix: 'host', count, slots, atOnce };
        await hostLoad.ask('hosts', wish);
      });
      const sessions = hosts * slots;
      const before = await hostGateway.look();
      await viewerLoad.ask('create', { urls, key: keys.api, count: sessions, atOnce });
      const between = await hostGateway.look();
      let joined = 0;
      const viewerLooks = await lookAtEach(gateway, viewerSockets, async (count) => {
        joined += (await viewerLoad.ask('join', { urls, count, atOnce })).joined;
      });
      const afterwards = await hostGateway.look();
      const from = await gateway.look();
      await sleep(watch * 1_000);
      const to = await gateway.look();
      return [
        figure('hosts', hostSockets.at(-1) ?? 0),
        ...slopes('a host', hostLooks),
        figure('sessions', sessions),
        figure('a session, heap', (between.heap - before.heap) / sessions / 1_024, 'kB'),
        figure('viewers', joined),
        ...slopes('a viewer', viewerLooks),
        ...(far
          ? [figure('a viewer, heap at the other', (afterwards.heap - between.heap) / joined / 1_024, 'kB')]
          : []),
        figure('memory with all of them', to.rss / 1_024, 'kB'),
        figure('idle, processor', (to.cpu - from.cpu) / watch / 10, '%'),
        figure('idle, loop late, p99', to.late.p99, 'ms'),
        figure('idle, loop late, most', to.late.most, 'ms'),
      ];
    },
  };
}

type Looks = { readonly count: number; readonly look: ProcessLook }[];

async function lookAtEach(
  gateway: GatewayProcess,
  counts: readonly number[],
  more: (count: number) => Promise<void>,
): Promise<Looks> {
  const looks: Looks = [];
  let before = 0;
  for (const count of counts) {
    await more(count - before);
    before = count;
    // What joining leaves behind is not what a socket costs.
    await sleep(500);
    looks.push({ count, look: await gateway.look() });
  }
  return looks;
}

function slopes(name: string, looks: Looks): Figure[] {
  return (['rss', 'heap'] as const).flatMap((kind) => {
    const line = fitLine(looks.map(({ count, look }) => ({ x: count, y: look[kind] })));
    return line === undefined ? [] : [figure(`${name}, ${kind}`, line.slope / 1_024, 'kB')];
  });
}

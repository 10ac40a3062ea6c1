import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { rest } from '@remote-view/protocol';
import { MemoryClusters, RedisClusters } from '../testing/clusters.ts';
import { RedisServer } from '../testing/redis-server.ts';
import { fit } from '../allocation/offering.ts';
import { hostEntry, newSession, OPTIONS, sessionId } from './contract/stage.ts';
import { histories, World } from './history.ts';

const memory = new MemoryClusters();
/** Fewer than elsewhere, since each is long; `npm run fuzz` says itself when it is enough. */
const runs = (usual: number) => (process.env['FUZZ_SECONDS'] === undefined ? { numRuns: usual } : {});

const options = fc.record({ strategy: fc.constantFrom('spread', 'pack'), maxQueued: fc.constantFrom(0, 2, 100) });

describe.skipIf(!RedisServer.isInstalled)('whatever happens in a cluster', () => {
  const redis = new RedisClusters();
  afterAll(() => redis.close());

  test('is the same in memory and in Redis', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(options, histories, async (more, history) => {
        const inMemory = await new World(await memory.make({ ...OPTIONS, ...more } as const)).open();
        const inRedis = await new World(await redis.make({ ...OPTIONS, ...more } as const)).open();
        for (const happens of history) expect(await happens(inRedis)).toEqual(await happens(inMemory));
        expect(await inRedis.seen()).toEqual(await inMemory.seen());
      }),
      runs(60),
    );
  });
});

describe('a slot', () => {
  test('is free only while nobody waits who could use it, and is there', async () => {
    await fc.assert(
      fc.asyncProperty(options, histories, async (more, history) => {
        const world = await new World(await memory.make({ ...OPTIONS, ...more } as const)).open();
        for (const happens of history) {
          await happens(world);
          const hosts = await world.gateways[0].hosts();
          const { sessions } = await world.gateways[0].sessions({ limit: 1_000 });
          const waiting = sessions.filter(({ state }) => state === 'queued');
          // From now on they all are there.
          await world.gateways[0].waitFor(waiting.map(({ id }) => id));
          for (const host of hosts) {
            const alive = sessions.filter((each) => each.host === host.id && each.state !== 'ended');
            expect(alive).toHaveLength(host.taken);
          }
          const { sessions: left } = await world.gateways[0].sessions({ state: 'queued', limit: 1_000 });
          const open = (await world.gateways[0].hosts()).filter(
            ({ connected, cordoned, report, problem, taken, capacity }) =>
              connected && !cordoned && !report.draining && problem === undefined && taken < capacity,
          );
          for (const session of left) {
            for (const host of open) {
              // What else of a host is taken is not seen from outside.
              if (host.resources !== undefined || typeof fit(host, session) === 'string') continue;
              expect(`${session.id} waits though ${host.id} has a slot`).toBe('');
            }
          }
        }
      }),
      runs(200),
    );
  });
});

describe('a line', () => {
  /** Classes of who came, and the places of those in the line who go. */
  const visits = fc.array(
    fc.oneof(
      fc.constantFrom(...rest.PRIORITIES).map((priority) => ({ priority })),
      fc.nat(20).map((ends) => ({ ends })),
    ),
    { maxLength: 40 },
  );

  test('is served as a list would be that is sorted by class, then by age', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), visits, async (capacity, history) => {
        const { join } = await memory.make(OPTIONS);
        const store = join('a');
        await store.registerHost(hostEntry('h1', capacity), []);
        const model: { readonly running: string[]; waiting: { readonly id: string; readonly rank: number }[] } = {
          running: [],
          waiting: [],
        };
        let count = 0;
        for (const visit of history) {
          if ('priority' in visit) {
            const id = `s${count++}`;
            await store.allocate(newSession(id, { priority: visit.priority }), {});
            model.waiting.push({ id, rank: rest.PRIORITIES.indexOf(visit.priority) });
            model.waiting = model.waiting.toSorted((left, right) => left.rank - right.rank);
          } else {
            const all = [...model.running, ...model.waiting.map(({ id }) => id)];
            const id = all[visit.ends % Math.max(1, all.length)];
            if (id === undefined) continue;
            await store.end(sessionId(id), { code: 'session-ended', message: '' });
            model.running.splice(0, model.running.length, ...model.running.filter((each) => each !== id));
            model.waiting = model.waiting.filter((each) => each.id !== id);
          }
          while (model.running.length < capacity && model.waiting.length > 0) {
            model.running.push(model.waiting.shift()!.id);
          }
          const news = await store.waitFor(model.waiting.map(({ id }) => sessionId(id)));
          expect([...news.values()].map((each) => (each.state === 'queued' ? each.position : 0))).toEqual(
            model.waiting.map((_, index) => index + 1),
          );
          const { sessions: running } = await store.sessions({ state: 'starting', limit: 100 });
          expect(running.map(({ id }) => id as string).toSorted()).toEqual(model.running.toSorted());
        }
      }),
      runs(200),
    );
  });
});

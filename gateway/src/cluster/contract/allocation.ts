/** Allocation: who gets a slot, and where; who gets none, and why. */
import { describe, expect, test } from 'vitest';
import type { ClusterStore, HostEntry, NewSession, SessionEntry } from '../cluster-store.ts';
import { hostEntry, hostId, newSession, report, sessionId, outcome, OVER, type Stage } from './stage.ts';

export function describeAllocation(stage: Stage): void {
  describe('allocation', () => {
    test('takes a slot, and says where', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      const session = newSession('s1', { labels: ['app=shop'], metadata: '{"cart":1}' });
      const entry: SessionEntry = {
        ...session,
        state: 'starting',
        host: hostId('h1'),
        gateway: 'a',
        viewers: 0,
        createdAt: stage.clock.now,
        runningFor: 0,
      };
      expect(await stage.b.allocate(session, {})).toEqual({ result: 'granted', session: entry });
      expect(await stage.a.session(session.id)).toEqual(entry);
    });

    test('lets a tenant take so many places in the line, those not counted that have left it', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      const ask = async (id: string, tenant = 't', places = 2): Promise<string | null> =>
        outcome(await stage.a.allocate(newSession(id, { tenant }), { places }));
      expect(await ask('running', 't', 0)).toBe('h1');
      expect([await ask('s1'), await ask('s2'), await ask('s3')]).toEqual(['queued', 'queued', 'quota-exceeded']);
      expect([await ask('u1', 'u', 1), await ask('u2', 'u', 1), await ask('none', 'v', 0)]).toEqual([
        ...['queued', 'quota-exceeded', 'quota-exceeded'],
      ]);
      expect(await stage.b.waiting()).toBe(3);
      await stage.b.end(sessionId('running'), OVER);
      expect([await ask('s4'), await ask('s5')]).toEqual(['queued', 'quota-exceeded']);
      await stage.b.end(sessionId('s2'), OVER);
      expect([await ask('s6'), await ask('s7')]).toEqual(['queued', 'quota-exceeded']);
      const refused = await stage.a.allocate(newSession('s8'), { places: 2 });
      expect(refused).toMatchObject({ message: 'No more sessions of this tenant may wait for a slot.' });
    });

    test('leaves nobody behind in the line who was refused a place there', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      await stage.place('running');
      await stage.a.allocate(newSession('s1'), { places: 0 });
      expect(await stage.a.session(sessionId('s1'))).toBeUndefined();
      expect(await stage.a.waiting()).toBe(0);
    });

    test('refuses a session that is there already', async () => {
      await stage.a.registerHost(hostEntry('h1', 2), []);
      await stage.place('s1');
      expect(await stage.place('s1')).toBe('conflict');
      expect((await stage.a.hosts())[0]?.taken).toBe(1);
    });

    const scene = (version?: string, gpuMemory?: number): HostEntry['scenes'][number] => ({
      name: 'cube',
      title: 'Cube',
      description: '',
      ...(version === undefined ? {} : { version }),
      ...(gpuMemory === undefined ? {} : { needs: { gpuMemory } }),
    });
    const atlas = [{ name: 'atlas', title: 'Atlas', description: '' }];
    const problem = { code: 'no-gpu-adapter', message: 'No driver.' } as const;

    const inRegions = [hostEntry('a', 9, { labels: ['region=us'] }), hostEntry('b', 1, { labels: ['region=eu'] })];
    const measured = (us: number, eu: number) => ({
      placement: {
        rtt: [
          { region: 'us', ms: us },
          { region: 'eu', ms: eu },
        ],
      },
    });

    test.each<[string, readonly HostEntry[], Partial<NewSession>, string]>([
      ['without hosts', [], {}, 'no-host'],
      ['the only host', [hostEntry('a', 1)], {}, 'a'],
      ['one that has the scene', [hostEntry('a', 9, { scenes: atlas }), hostEntry('b', 1)], {}, 'b'],
      ['a scene that none has', [hostEntry('a', 9, { scenes: atlas })], {}, 'unknown-scene'],
      [
        'one that has the version',
        [hostEntry('a', 9, { scenes: [scene('1')] }), hostEntry('b', 1, { scenes: [scene('2')] })],
        { version: '2' },
        'b',
      ],
      ['any version', [hostEntry('a', 1, { scenes: [scene('1')] })], {}, 'a'],
      ['a version that none has', [hostEntry('a', 1, { scenes: [scene('1')] })], { version: '2' }, 'unknown-scene'],
      ['a version of a scene without', [hostEntry('a', 1)], { version: '2' }, 'unknown-scene'],
      [
        'one with all of the labels',
        [hostEntry('a', 9, { labels: ['gpu=l4'] }), hostEntry('b', 1, { labels: ['zone=1', 'gpu=l4'] })],
        { placement: { labels: ['gpu=l4', 'zone=1'] } },
        'b',
      ],
      ['labels that none has', [hostEntry('a', 1)], { placement: { labels: ['gpu=l4'] } }, 'no-host'],
      [
        'one that is large enough',
        [
          hostEntry('a', 9, { scenes: [scene('1', 500)], resources: { gpuMemory: 400 } }),
          hostEntry('b', 1, { scenes: [scene('1', 500)], resources: { gpuMemory: 500, cpu: 1 } }),
        ],
        {},
        'b',
      ],
      [
        'where none is large enough',
        [hostEntry('a', 9, { scenes: [scene('1', 500)], resources: { gpuMemory: 400 } })],
        {},
        'no-host',
      ],
      ['one without a problem', [hostEntry('a', 9, { problem }), hostEntry('b', 1)], {}, 'b'],
      ['where all have a problem', [hostEntry('a', 9, { problem })], {}, 'no-gpu-adapter'],
      ['the nearest region', inRegions, measured(90.5, 20.25), 'b'],
      ['the one with more slots of two that are a fifth apart', inRegions, measured(120, 100), 'a'],
      ['the nearer one of two that are more than a fifth apart', inRegions, measured(121, 100), 'b'],
      ['the one with more slots of two that are 10 ms apart', inRegions, measured(30, 20), 'a'],
      ['the nearer one of two that are more than 10 ms apart', inRegions, measured(31, 20), 'b'],
      [
        'the nearer one of two that are not near',
        [...inRegions, hostEntry('full', 1, { labels: ['region=ap'], problem })],
        { placement: { rtt: [...measured(101, 100).placement.rtt, { region: 'ap', ms: 1 }] } },
        'b',
      ],
      ['a region that was measured', inRegions, { placement: { rtt: [{ region: 'eu', ms: 300 }] } }, 'b'],
      [
        'one that nobody measured, where there is no other',
        [hostEntry('a', 9), hostEntry('b', 1, { labels: ['region=us'] })],
        { placement: { rtt: [{ region: 'eu', ms: 300 }] } },
        'a',
      ],
    ])('goes by what hosts are: %s', async (_name, hosts, wish, expected) => {
      for (const entry of hosts) await stage.a.registerHost(entry, []);
      expect(await stage.place('s1', wish)).toBe(expected);
    });

    test("says a host's problem in its own words", async () => {
      await stage.a.registerHost(hostEntry('h1', 9, { problem }), []);
      await stage.a.registerHost(hostEntry('h2', 9, { scenes: atlas }), []);
      expect(await stage.a.allocate(newSession('s1'), {})).toEqual({ result: 'refused', ...problem });
    });

    test('spreads by the share taken, to the one with more free slots first', async () => {
      await stage.a.registerHost(hostEntry('small', 2), []);
      await stage.a.registerHost(hostEntry('large', 4), []);
      const places = [];
      for (let each = 0; each < 7; each++) places.push(await stage.place(`s${each}`));
      expect(places).toEqual(['large', 'small', 'large', 'large', 'small', 'large', 'queued']);
    });

    test('packs where it is told to', async () => {
      await stage.begin({ strategy: 'pack' });
      await stage.a.registerHost(hostEntry('h1', 2), []);
      await stage.a.registerHost(hostEntry('h2', 4), []);
      const places = [];
      for (let each = 0; each < 7; each++) places.push(await stage.place(`s${each}`));
      expect(places).toEqual(['h2', 'h2', 'h2', 'h2', 'h1', 'h1', 'queued']);
    });

    test('prefers what can start at once, as long as it can', async () => {
      await stage.a.registerHost(hostEntry('h1', 10), []);
      await stage.a.registerHost(hostEntry('h2', 10), []);
      await stage.a.reportHost(hostId('h2'), 'first', report({ warm: 2 }));
      const places = [];
      for (let each = 0; each < 5; each++) places.push(await stage.place(`s${each}`));
      expect(places).toEqual(['h2', 'h2', 'h1', 'h1', 'h1']);
      await stage.a.reportHost(hostId('h2'), 'first', report({ warm: 1 }));
      expect(await stage.place('s5')).toBe('h2');
    });

    test('takes no more of a host than it has', async () => {
      const needs = { gpuMemory: 300, cpu: 2_000 };
      const scenes = [{ name: 'cube', title: 'Cube', description: '', needs }];
      await stage.a.registerHost(hostEntry('h1', 9, { scenes, resources: { gpuMemory: 1_000 } }), []);
      await stage.a.registerHost(hostEntry('h2', 9, { scenes, resources: { cpu: 5_000 } }), []);
      const places: (string | null)[] = [];
      for (let each = 0; each < 6; each++) places.push(await stage.place(`s${each}`));
      const counts = ['h1', 'h2', 'queued'].map((where) => places.filter((each) => each === where).length);
      expect(counts).toEqual([3, 2, 1]);
      await stage.a.end(sessionId('s0'), OVER);
      expect((await stage.a.session(sessionId('s5')))?.state).toBe('starting');
    });

    test.each<[string, (store: ClusterStore, on: boolean) => Promise<unknown>]>([
      ['drains', (store, draining) => store.reportHost(hostId('h1'), 'first', report({ draining }))],
      ['is cordoned', (store, cordoned) => store.cordonHost(hostId('h1'), cordoned)],
    ])('leaves a host alone that %s', async (_name, shut) => {
      await stage.a.registerHost(hostEntry('h1', 2), [newSession('s1')]);
      await shut(stage.a, true);
      expect(await stage.place('s2')).toBe('queued');
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'active', host: 'h1' });
      await shut(stage.a, false);
      expect(await stage.a.session(sessionId('s2'))).toMatchObject({ state: 'starting', host: 'h1' });
    });

    test('grants each slot once: 2,000 at once from two gateways, for 50 hosts of 40 slots', async () => {
      await stage.begin({ maxQueued: 0 });
      for (let each = 0; each < 50; each++) {
        await (each % 2 === 0 ? stage.a : stage.b).registerHost(
          hostEntry(`h${each}`, 40, { gateway: each % 2 === 0 ? 'a' : 'b' }),
          [],
        );
      }
      const sessions = Array.from({ length: 2_000 }, (_, each) => newSession(`s${each}`));
      const granted = await Promise.all(
        sessions.map((session, each) => (each % 2 === 0 ? stage.a : stage.b).allocate(session, {})),
      );
      expect(granted.filter(({ result }) => result === 'granted')).toHaveLength(2_000);
      expect((await stage.a.hosts()).map(({ taken }) => taken)).toEqual(Array.from({ length: 50 }, () => 40));
      expect(await stage.place('one more')).toBe('no-capacity');
    });

    test('gives the last slot to one of two', async () => {
      for (let round = 0; round < 20; round++) {
        await stage.begin({ maxQueued: 0 });
        await stage.a.registerHost(hostEntry('h1', 1), []);
        const both = await Promise.all([
          stage.a.allocate(newSession('s1'), {}),
          stage.b.allocate(newSession('s2'), {}),
        ]);
        expect(new Set(both.map(outcome))).toEqual(new Set(['h1', 'no-capacity']));
      }
    });

    test('counts the sessions of a tenant', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      const ask = async (id: string, tenant: string): Promise<string | null> =>
        outcome(await stage.a.allocate(newSession(id, { tenant }), { quota: 2 }));
      expect([await ask('s1', 't'), await ask('s2', 't'), await ask('s3', 't')]).toEqual([
        'h1',
        'queued',
        'quota-exceeded',
      ]);
      expect(await ask('s4', 'other')).toBe('queued');
      await stage.a.end(sessionId('s2'), OVER);
      expect(await ask('s5', 't')).toBe('queued');
    });

    describe('under a key', () => {
      const ask = (store: ClusterStore, id: string, digest = 'd', tenant = 't') =>
        store.allocate(newSession(id, { tenant }), { quota: 3, idempotency: { key: 'k', digest } });

      test('is the same session, also when it is over', async () => {
        await stage.a.registerHost(hostEntry('h1', 9), []);
        expect(await ask(stage.a, 's1')).toMatchObject({ result: 'granted', session: { id: 's1' } });
        expect(await ask(stage.b, 's2')).toMatchObject({
          result: 'repeated',
          session: { id: 's1', state: 'starting' },
        });
        await stage.a.end(sessionId('s1'), OVER);
        expect(await ask(stage.b, 's3')).toMatchObject({ result: 'repeated', session: { id: 's1', state: 'ended' } });
        expect(await stage.a.session(sessionId('s2'))).toBeUndefined();
      });

      test('is another session where the first was lost with its host', async () => {
        await stage.a.registerHost(hostEntry('h1', 9), []);
        await ask(stage.a, 's1');
        await stage.a.end(sessionId('s1'), { code: 'host-lost', message: 'Lost.' });
        expect(await ask(stage.b, 's2', 'other')).toEqual({ result: 'refused', code: 'conflict' });
        expect(await ask(stage.b, 's3')).toMatchObject({ result: 'granted', session: { id: 's3' } });
        expect(await ask(stage.a, 's4')).toMatchObject({ result: 'repeated', session: { id: 's3' } });
      });

      test('is refused for another request', async () => {
        await stage.a.registerHost(hostEntry('h1', 9), []);
        await ask(stage.a, 's1');
        expect(await ask(stage.b, 's2', 'other')).toEqual({ result: 'refused', code: 'conflict' });
      });

      test('is of its tenant', async () => {
        await stage.a.registerHost(hostEntry('h1', 9), []);
        await ask(stage.a, 's1');
        expect(await ask(stage.a, 's2', 'other', 'u')).toMatchObject({ result: 'granted' });
      });

      test('is one session though asked for at once', async () => {
        await stage.a.registerHost(hostEntry('h1', 9), []);
        const all = await Promise.all(
          Array.from({ length: 20 }, (_, each) => ask(each % 2 === 0 ? stage.a : stage.b, `s${each}`)),
        );
        expect(all.filter(({ result }) => result === 'granted')).toHaveLength(1);
        expect(all.filter(({ result }) => result === 'repeated')).toHaveLength(19);
        expect((await stage.a.hosts())[0]?.taken).toBe(1);
      });

      test('is not kept for what was refused', async () => {
        expect(await ask(stage.a, 's1')).toMatchObject({ result: 'refused', code: 'no-host' });
        await stage.a.registerHost(hostEntry('h1', 9), []);
        expect(await ask(stage.a, 's2', 'other')).toMatchObject({ result: 'granted' });
      });

      test('can be used anew once the session is forgotten', async () => {
        await stage.a.registerHost(hostEntry('h1', 9), []);
        await ask(stage.a, 's1');
        await stage.a.end(sessionId('s1'), OVER);
        await stage.pass(300_000, [[stage.a, [hostEntry('h1', 9)]]]);
        expect(await ask(stage.a, 's2', 'other')).toMatchObject({ result: 'granted' });
      });
    });
  });
}

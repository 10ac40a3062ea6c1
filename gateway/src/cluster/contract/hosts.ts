/** Hosts: who speaks for them, and how long they are believed to be there. */
import { describe, expect, test } from 'vitest';
import { MAX_LOOKED_AT, type NewSession } from '../cluster-store.ts';
import { MAX_GIVEN_UP, MAX_GONE } from '../host-table.ts';
import { hostEntry, hostId, newSession, report, sessionId, OVER, type Stage } from './stage.ts';

export function describeHosts(stage: Stage): void {
  describe('hosts', () => {
    test('are listed with what they say, and what is taken of them', async () => {
      const entry = hostEntry('h1', 4, {
        labels: ['region=eu-1', 'gpu=l4'],
        resources: { gpuMemory: 24_000, cpu: 16_000 },
      });
      expect(await stage.a.registerHost(entry, [])).toEqual({
        admitted: true,
        restarted: false,
        movedFrom: null,
        sessions: [],
        foreign: [],
      });
      expect(await stage.a.reportHost(entry.id, 'first', report({ warm: 2, cpu: 0.25 }))).toBe(true);
      await stage.place('s1');
      expect(await stage.b.hosts()).toEqual([
        {
          ...entry,
          taken: 1,
          report: { warm: 2, cpu: 0.25, freeMemory: 1_000, draining: false },
          cordoned: false,
          connected: true,
        },
      ]);
    });

    test('come back with what they run', async () => {
      await stage.a.registerHost(hostEntry('h1', 4), []);
      await stage.place('known');
      const back = await stage.a.registerHost(hostEntry('h1', 4), [newSession('known'), newSession('new')]);
      expect(back).toMatchObject({ admitted: true, restarted: false, movedFrom: null, foreign: [] });
      expect(back.admitted && back.sessions.map(({ id, state }) => [id, state])).toEqual([
        ['known', 'starting'],
        ['new', 'active'],
      ]);
      expect(await stage.a.session(sessionId('new'))).toMatchObject({
        host: 'h1',
        gateway: 'a',
        createdAt: stage.clock.now,
      });
      expect((await stage.a.hosts())[0]?.taken).toBe(2);
    });

    test('are told what they must end: sessions of others, and such as somebody ended meanwhile', async () => {
      await stage.a.registerHost(hostEntry('h1', 4), [newSession('theirs'), newSession('over')]);
      await stage.a.end(sessionId('over'), OVER);
      const back = await stage.a.registerHost(hostEntry('h2', 4), [newSession('theirs'), newSession('over')]);
      expect(back).toMatchObject({ sessions: [], foreign: ['theirs', 'over'] });
      expect(await stage.a.session(sessionId('theirs'))).toMatchObject({ host: 'h1' });
    });

    test('cannot take what another host has lost', async () => {
      await stage.a.registerHost(hostEntry('h1', 4), [newSession('lost')]);
      const lost = { code: 'host-lost', message: 'Lost.' } as const;
      await stage.a.end(sessionId('lost'), lost);
      const thief = await stage.a.registerHost(hostEntry('h2', 4), [newSession('lost')]);
      expect(thief).toMatchObject({ sessions: [], foreign: ['lost'] });
      const owner = await stage.a.registerHost(hostEntry('h1', 4), [newSession('lost')]);
      expect(owner).toMatchObject({ sessions: [{ id: 'lost', state: 'active' }], foreign: [] });
    });

    test('bring nothing that they cannot show to have been given, but what they have a slot for', async () => {
      await stage.a.registerHost(hostEntry('full', 1), []);
      await stage.place('elsewhere');
      await stage.place('waits');
      await stage.a.registerHost(hostEntry('h1', 9), []);
      await stage.place('own');
      const lost = { code: 'host-lost', message: 'Lost.' } as const;
      await stage.place('lost');
      await stage.a.end(sessionId('lost'), lost);
      const ids = ['never was', 'own', 'lost', 'elsewhere', 'given'];
      const unproven = new Set(ids.slice(0, 4).map(sessionId));
      const running = ids.map((id) => newSession(id, { tenant: 'v' }));
      const back = await stage.a.registerHost(hostEntry('h1', 9), running, unproven);
      expect(back).toMatchObject({ foreign: ['never was', 'lost', 'elsewhere'] });
      expect(back.admitted && back.sessions.map(({ id }) => id)).toEqual(['given', 'own', 'waits']);
      expect(await stage.a.session(sessionId('never was'))).toBeUndefined();
      expect((await stage.a.allocate(newSession('v', { tenant: 'v' }), { quota: 2 })).result).toBe('granted');
    });

    test('may run more than they have slots for, and get no more then', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), [newSession('s1'), newSession('s2')]);
      expect(await stage.place('s3')).toBe('queued');
      await stage.a.end(sessionId('s1'), OVER);
      expect(await stage.a.session(sessionId('s3'))).toMatchObject({ state: 'queued' });
      await stage.a.end(sessionId('s2'), OVER);
      expect(await stage.a.session(sessionId('s3'))).toMatchObject({ state: 'starting', host: 'h1' });
    });

    test('that run what waits in line take it out of there', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), [newSession('full')]);
      expect(await stage.place('s1')).toBe('queued');
      await stage.b.registerHost(hostEntry('h2', 1, { gateway: 'b' }), [newSession('s1')]);
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'active', host: 'h2' });
      expect([...(await stage.a.waitFor([sessionId('s1')])).values()]).toEqual([{ state: 'left' }]);
      await stage.a.end(sessionId('full'), OVER);
      expect((await stage.a.hosts()).map(({ taken }) => taken)).toEqual([0, 1]);
    });

    test('that were restarted have not said anything yet', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      await stage.a.reportHost(hostId('h1'), 'first', report({ draining: true, warm: 1 }));
      await stage.a.registerHost(hostEntry('h1', 1), []);
      expect(await stage.a.hosts()).toMatchObject([{ report: { draining: true, warm: 1 } }]);
      await stage.a.registerHost(hostEntry('h1', 1, { incarnation: 'second' }), []);
      expect(await stage.a.hosts()).toMatchObject([{ report: { draining: false, warm: 0 } }]);
      expect(await stage.place('s1')).toBe('h1');
    });

    test('count by their newest process alone, for good', async () => {
      const [first, second] = [hostEntry('h1', 4), hostEntry('h1', 4, { incarnation: 'second' })];
      await stage.a.registerHost(first, []);
      expect(await stage.a.registerHost(second, [])).toMatchObject({
        admitted: true,
        restarted: true,
        movedFrom: null,
      });
      expect(await stage.a.registerHost(first, [])).toEqual({ admitted: false });
      expect(await stage.a.reportHost(first.id, 'first', report({ draining: true }))).toBe(false);
      await stage.a.unlinkHost(first.id, 'first');
      expect((await stage.a.beat([first])).fenced).toEqual(['h1']);
      expect((await stage.a.beat([second])).fenced).toEqual([]);
      expect(await stage.place('s1')).toBe('h1');
    });

    test('remember 16 processes that were replaced', async () => {
      for (let start = 0; start <= 17; start++) {
        expect(await stage.a.registerHost(hostEntry('h1', 1, { incarnation: `i${start}` }), [])).toMatchObject({
          admitted: true,
        });
      }
      expect(await stage.a.registerHost(hostEntry('h1', 1, { incarnation: 'i1' }), [])).toEqual({ admitted: false });
      expect(await stage.a.registerHost(hostEntry('h1', 1, { incarnation: 'i0' }), [])).toMatchObject({
        admitted: true,
      });
    });

    test('move from one gateway to another, and the first one learns it', async () => {
      await stage.a.registerHost(hostEntry('h1', 4), [newSession('s1')]);
      const moved = await stage.b.registerHost(hostEntry('h1', 4, { gateway: 'b' }), [newSession('s1')]);
      expect(moved).toMatchObject({ admitted: true, restarted: false, movedFrom: 'a', foreign: [] });
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ gateway: 'b' });
      await stage.a.unlinkHost(hostId('h1'), 'first');
      expect(await stage.a.reportHost(hostId('h1'), 'first', report())).toBe(false);
      expect(await stage.a.beat([hostEntry('h1', 4)])).toMatchObject({ fenced: ['h1'], forgotten: [] });
      expect(await stage.place('s2')).toBe('h1');
    });

    test('that are cut off get nothing, and keep their sessions for a while', async () => {
      const entry = hostEntry('h1', 4);
      await stage.a.registerHost(entry, [newSession('s1')]);
      await stage.a.unlinkHost(entry.id, 'first');
      expect(await stage.place('s2')).toBe('no-host');
      expect(await stage.a.hosts()).toMatchObject([{ connected: false, taken: 1 }]);
      await stage.pass(14_000, [[stage.b, []]]);
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'active', host: 'h1' });
      await stage.pass(1_000, [[stage.b, []]]);
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'ended', reason: { code: 'host-lost' } });
      expect(await stage.a.hosts()).toEqual([]);
    });

    test('are given up one beat after the other where they are many, and those that come back meanwhile keep all', async () => {
      const hosts = Array.from({ length: 12 }, (_, index) => hostEntry(`h${index + 10}`, 100));
      const running = (host: number): NewSession[] =>
        Array.from({ length: 100 }, (_, index) => newSession(`s${host}-${index}`));
      for (const [index, entry] of hosts.entries()) {
        await stage.a.registerHost(entry, running(index));
        await stage.a.unlinkHost(entry.id, 'first');
        stage.clock.now += 1;
      }
      await stage.b.beat([]);
      stage.clock.now += 10_000;
      await stage.b.beat([]);
      stage.clock.now += 5_000;
      const ended = async (): Promise<number> =>
        (await stage.a.sessions({ state: 'ended', limit: MAX_LOOKED_AT })).sessions.length;
      await stage.b.beat([]);
      expect(await ended()).toBe(MAX_GIVEN_UP);
      await stage.a.registerHost(hosts[11]!, running(11));
      await stage.b.beat([]);
      expect(await ended()).toBe(2 * MAX_GIVEN_UP);
      await stage.b.beat([]);
      await stage.b.beat([]);
      expect(await ended()).toBe(1_100);
      expect((await stage.a.hosts()).map(({ id, taken }) => [id, taken])).toEqual([['h21', 100]]);
    });

    test('that come back late have their sessions all the same, and their slots', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, [newSession('s1')]);
      await stage.a.unlinkHost(entry.id, 'first');
      await stage.pass(20_000, [[stage.b, []]]);
      expect(await stage.a.registerHost(entry, [newSession('s1')])).toMatchObject({
        foreign: [],
        sessions: [{ id: 's1' }],
      });
      const revived = await stage.a.session(sessionId('s1'));
      expect(revived).toMatchObject({ state: 'active', host: 'h1' });
      expect(revived).not.toHaveProperty('reason');
      expect(await stage.place('s2')).toBe('queued');
    });

    test('of a gateway that sleeps get nothing, are lost, and forgotten when it wakes', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, [newSession('s1')]);
      await stage.b.registerHost(hostEntry('h2', 1, { gateway: 'b' }), []);
      await stage.pass(10_000, [[stage.b, [hostEntry('h2', 1, { gateway: 'b' })]]]);
      expect((await stage.b.hosts()).map(({ id, connected }) => [id, connected])).toEqual([
        ['h1', false],
        ['h2', true],
      ]);
      await stage.pass(15_000, [[stage.b, [hostEntry('h2', 1, { gateway: 'b' })]]]);
      expect(await stage.b.session(sessionId('s1'))).toMatchObject({ state: 'ended', reason: { code: 'host-lost' } });
      expect(await stage.a.beat([entry])).toMatchObject({ fenced: [], forgotten: ['h1'] });
    });

    test('of a gateway that wakes in time are as before', async () => {
      const entry = hostEntry('h1', 2);
      await stage.a.registerHost(entry, [newSession('s1')]);
      await stage.pass(20_000, [[stage.b, []]]);
      expect(await stage.place('s2')).toBe('no-host');
      expect(await stage.a.beat([entry])).toMatchObject({ fenced: [], forgotten: [] });
      expect(await stage.place('s2')).toBe('h1');
    });

    test('are not given up for a time in which no gateway could speak for any', async () => {
      const entry = hostEntry('h1', 2);
      await stage.a.registerHost(entry, [newSession('s1')]);
      await stage.a.beat([entry]);
      stage.clock.now += 3_600_000;
      await stage.b.beat([]);
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'active' });
      expect(await stage.a.beat([entry])).toMatchObject({ forgotten: [] });
      await stage.pass(60_000, [[stage.a, [entry]]]);
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'active' });
    });

    test('that the store has never heard of are forgotten', async () => {
      expect(await stage.a.beat([hostEntry('h1', 1)])).toEqual({ placed: [], fenced: [], forgotten: ['h1'] });
      expect(await stage.a.reportHost(hostId('h1'), 'first', report())).toBe(true);
      expect(await stage.a.hosts()).toEqual([]);
    });

    test('are forgotten, the first to go, where too many names were seen', async () => {
      const register = async (id: string, incarnation: string) =>
        stage.a.registerHost(hostEntry(id, 1, { incarnation }), []);
      for (const id of ['early', ...Array.from({ length: MAX_GONE }, (_, index) => `h${index}`)]) {
        await register(id, 'first');
        await register(id, 'second');
        await stage.a.unlinkHost(hostId(id), 'second');
        stage.clock.now += 1;
      }
      // Redis gives up and forgets some at a time.
      for (let beats = 0; beats < 4; beats++) await stage.pass(20_000, [[stage.b, []]]);
      expect(await stage.a.hosts()).toEqual([]);
      expect(await register('early', 'first')).toMatchObject({ admitted: true });
      expect(await register('h0', 'first')).toEqual({ admitted: false });
    });

    test('stay cordoned and fenced while they are away', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      expect(await stage.b.cordonHost(hostId('h1'), true)).toBe(true);
      await stage.a.registerHost(hostEntry('h1', 1, { incarnation: 'second' }), []);
      await stage.pass(60_000, [[stage.b, []]]);
      expect(await stage.b.cordonHost(hostId('h1'), false)).toBe(false);
      expect(await stage.a.registerHost(hostEntry('h1', 1), [])).toEqual({ admitted: false });
      await stage.a.registerHost(hostEntry('h1', 1, { incarnation: 'third' }), []);
      expect(await stage.a.hosts()).toMatchObject([{ cordoned: true }]);
      await stage.a.unlinkHost(hostId('h1'), 'third');
      await stage.pass(400_000, [[stage.b, []]]);
      await stage.a.registerHost(hostEntry('h1', 1), []);
      expect(await stage.a.hosts()).toMatchObject([{ cordoned: false }]);
    });
  });
}

/** Sessions: how they go, who is told, how long they are known. */
import { describe, expect, test } from 'vitest';
import { MAX_LOOKED_AT } from '../cluster-store.ts';
import { hostEntry, hostId, newSession, sessionId, OVER, type Stage } from './stage.ts';

export function describeSessions(stage: Stage): void {
  describe('sessions', () => {
    test('go as their host says, and nobody else', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      await stage.place('s1');
      await stage.a.update(sessionId('s1'), hostId('h1'), { state: 'active', viewers: 3 });
      await stage.a.update(sessionId('s1'), hostId('other'), { state: 'ready', viewers: 0 });
      await stage.a.update(sessionId('s1'), hostId('h1'), { state: 'ended' });
      await stage.a.update(sessionId('nobody'), hostId('h1'), { viewers: 1 });
      expect(await stage.b.session(sessionId('s1'))).toMatchObject({ state: 'active', viewers: 3 });
      expect(await stage.b.session(sessionId('nobody'))).toBeUndefined();
    });

    test('end once, and give their slot back', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      await stage.place('s1');
      await stage.a.update(sessionId('s1'), hostId('h1'), { state: 'active', viewers: 1 });
      expect(await stage.b.end(sessionId('s1'), OVER, hostId('other'))).toBeUndefined();
      expect(await stage.a.end(sessionId('s1'), OVER, hostId('h1'))).toMatchObject({ state: 'active', host: 'h1' });
      expect(await stage.b.end(sessionId('s1'), { code: 'internal', message: '' })).toMatchObject({ state: 'ended' });
      expect(await stage.b.session(sessionId('s1'))).toMatchObject({
        state: 'ended',
        viewers: 0,
        host: 'h1',
        reason: OVER,
      });
      expect(await stage.b.end(sessionId('nobody'), OVER)).toBeUndefined();
      await stage.a.update(sessionId('s1'), hostId('h1'), { state: 'active' });
      expect(await stage.b.session(sessionId('s1'))).toMatchObject({ state: 'ended' });
      expect((await stage.a.hosts())[0]?.taken).toBe(0);
    });

    test('are no business of a gateway that their host has left', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), []);
      await stage.place('s1');
      await stage.b.registerHost(hostEntry('h1', 1, { gateway: 'b' }), [newSession('s1')]);
      await stage.b.update(sessionId('s1'), hostId('h1'), { state: 'active' });
      await stage.a.update(sessionId('s1'), hostId('h1'), { state: 'disconnected' });
      expect(await stage.a.end(sessionId('s1'), OVER, hostId('h1'))).toBeUndefined();
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'active', gateway: 'b' });
      expect(await stage.b.end(sessionId('s1'), OVER, hostId('h1'))).toMatchObject({ state: 'active' });
    });

    test('say how they go and learn that they are over, but for those that were lost, which come back', async () => {
      await stage.a.registerHost(hostEntry('h1', 2), []);
      for (const id of ['over', 'lost']) await stage.place(id);
      const went = async (id: string, host = 'h1', store = stage.a) =>
        store.update(sessionId(id), hostId(host), { state: 'ready' });
      expect(await went('over')).toBeUndefined();
      await stage.b.end(sessionId('over'), OVER);
      await stage.b.end(sessionId('lost'), { code: 'host-lost', message: 'Lost.' });
      expect(await went('over')).toEqual(OVER);
      expect(await went('lost')).toBeUndefined();
      expect(await went('nobody')).toBeUndefined();
      // None of theirs.
      expect(await went('over', 'other')).toBeUndefined();
      expect(await went('over', 'h1', stage.b)).toBeUndefined();
    });

    test('count how long they have had their slot, and not how long they waited', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, []);
      await stage.place('first');
      await stage.place('second');
      const ages = async () =>
        Promise.all(['first', 'second'].map(async (id) => (await stage.b.session(sessionId(id)))?.runningFor));
      await stage.pass(20_000, [[stage.a, [entry]]]);
      expect(await ages()).toEqual([20_000, 0]);
      await stage.a.end(sessionId('first'), OVER);
      expect((await stage.a.beat([entry])).placed).toMatchObject([{ id: 'second', runningFor: 0 }]);
      stage.clock.now += 3_000;
      expect((await ages())[1]).toBe(3_000);
      // A store whose clock was set back.
      stage.clock.now -= 60_000;
      expect((await ages())[1]).toBe(0);
    });

    test('go on to count when their host comes back, unless the store has never heard of them', async () => {
      const entry = hostEntry('h1', 2);
      await stage.a.registerHost(entry, []);
      await stage.place('known');
      await stage.a.unlinkHost(entry.id, 'first');
      await stage.pass(20_000, [[stage.b, []]]);
      const back = await stage.b.registerHost(entry, [newSession('known'), newSession('new')]);
      expect(back.admitted && back.sessions.map(({ id, runningFor }) => [id, runningFor])).toEqual([
        ['known', 20_000],
        ['new', 0],
      ]);
    });

    test('can be asked for a while after their end', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, []);
      await stage.place('s1');
      await stage.a.end(sessionId('s1'), OVER);
      await stage.pass(299_000, [[stage.a, [entry]]]);
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'ended' });
      await stage.pass(1_000, [[stage.a, [entry]]]);
      expect(await stage.a.session(sessionId('s1'))).toBeUndefined();
      expect(await stage.a.sessions({ limit: 10 })).toEqual({ sessions: [] });
    });

    test('are listed, the newest first, by tenant, state and labels', async () => {
      await stage.a.registerHost(hostEntry('h1', 4), []);
      await stage.place('s1', { labels: ['app=shop', 'env=live'] });
      await stage.place('s2', { tenant: 'u', labels: ['app=shop'] });
      await stage.place('s3');
      await stage.a.end(sessionId('s3'), OVER);
      const list = async (filter: object): Promise<string[]> =>
        (await stage.b.sessions({ limit: 10, ...filter })).sessions.map(({ id }) => id);
      expect(await list({})).toEqual(['s3', 's2', 's1']);
      expect(await list({ limit: 2 })).toEqual(['s3', 's2']);
      expect(await list({ tenant: 't' })).toEqual(['s3', 's1']);
      expect(await list({ state: 'starting' })).toEqual(['s2', 's1']);
      expect(await list({ labels: ['app=shop'] })).toEqual(['s2', 's1']);
      expect(await list({ labels: ['env=live', 'app=shop'], tenant: 't' })).toEqual(['s1']);
    });

    test('are listed in pages, where some end or begin between them too', async () => {
      await stage.a.registerHost(hostEntry('h1', 9), []);
      for (const id of ['s1', 's2', 's3', 's4', 's5']) await stage.place(id, { tenant: id === 's3' ? 'u' : 't' });
      const [first, whole] = [await stage.a.sessions({ limit: 2 }), await stage.a.sessions({ limit: 5 })];
      expect(first.sessions.map(({ id }) => id)).toEqual(['s5', 's4']);
      expect(whole).not.toHaveProperty('next');
      await stage.place('s6');
      await stage.a.end(sessionId('s4'), OVER);
      const more = { limit: 2, tenant: 't', after: first.next! };
      const second = await stage.b.sessions(more);
      expect(second.sessions.map(({ id }) => id)).toEqual(['s2', 's1']);
      expect(second).not.toHaveProperty('next');
    });

    test('are looked at so many for one page, and the next one goes on; others than the tenant’s do not count', async () => {
      await stage.begin({ maxQueued: MAX_LOOKED_AT + 2 });
      await stage.a.registerHost(hostEntry('h1', 1), []);
      await stage.place('mine', { tenant: 'u', labels: ['app=shop'] });
      const others = Array.from({ length: MAX_LOOKED_AT }, (_, index) => stage.place(`s${index}`));
      await Promise.all(others);
      const wish = { labels: ['app=shop'], limit: 10 };
      const page = await stage.a.sessions(wish);
      expect(page.sessions).toEqual([]);
      const next = await stage.a.sessions({ ...wish, after: page.next! });
      expect(next.sessions.map(({ id }) => id)).toEqual(['mine']);
      expect(next).not.toHaveProperty('next');
      expect((await stage.a.sessions({ ...wish, tenant: 'u' })).sessions).toHaveLength(1);
    });

    test('that nobody says anything of are told to the gateway of their host, once', async () => {
      const entry = hostEntry('h1', 4);
      await stage.a.registerHost(entry, []);
      await stage.b.allocate(newSession('quiet'), {});
      await stage.b.allocate(newSession('told'), {});
      await stage.a.update(sessionId('told'), entry.id, { state: 'starting' });
      expect(await stage.placed(stage.a, [entry])).toEqual([]);
      stage.clock.now += 2_000;
      expect(await stage.placed(stage.b)).toEqual([]);
      expect(await stage.placed(stage.a, [entry])).toEqual(['quiet']);
      expect(await stage.placed(stage.a, [entry])).toEqual([]);
    });
  });
}

/** The line of those that wait. */
import { describe, expect, test } from 'vitest';
import { hostEntry, newSession, sessionId, OVER, type Stage } from './stage.ts';

export function describeLine(stage: Stage): void {
  describe('the line', () => {
    const end = (id: string): Promise<unknown> => stage.a.end(sessionId(id), OVER);
    const states = async (...ids: string[]): Promise<(string | undefined)[]> =>
      Promise.all(ids.map(async (id) => (await stage.a.session(sessionId(id)))?.state));
    const standings = async (...ids: string[]): Promise<(number | string)[]> => {
      const news = await stage.b.waitFor(ids.map(sessionId));
      return ids.map((id) => {
        const told = news.get(sessionId(id));
        return told?.state === 'queued' ? told.position : (told?.state ?? 'nothing');
      });
    };
    const full = [newSession('full')];

    test('serves who came first, and tells the gateway of the host alone', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, full);
      for (const id of ['s1', 's2']) expect(await stage.place(id)).toBe('queued');
      expect(await standings('s1', 's2', 'nobody')).toEqual([1, 2, 'left']);
      await end('full');
      expect(await states('s1', 's2')).toEqual(['starting', 'queued']);
      expect(await standings('s1', 's2')).toEqual(['left', 1]);
      expect(await stage.placed(stage.b)).toEqual([]);
      expect(await stage.a.beat([entry])).toMatchObject({ placed: [{ id: 's1', host: 'h1', gateway: 'a' }] });
      expect(await stage.placed(stage.a, [entry])).toEqual([]);
    });

    test('takes so many different wishes and no more, and anybody who wants the same', async () => {
      await stage.begin({ maxQueued: 1_000 });
      const labels = Array.from({ length: 7 }, (_, bit) => `label=${bit}`);
      await stage.a.registerHost(hostEntry('h1', 1, { labels }), full);
      const wish = (number: number) => ({ placement: { labels: labels.filter((_, bit) => (number >> bit) & 1) } });
      for (let number = 0; number < 100; number++) {
        expect(await stage.place(`s${number}`, wish(number))).toBe('queued');
      }
      expect(await stage.place('another wish', wish(100))).toBe('no-capacity');
      expect(await stage.place('the same wish', wish(7))).toBe('queued');
      await end('s3');
      expect(await stage.place('now', wish(100))).toBe('queued');
    });

    test('serves a class of priority before the next', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), full);
      await stage.place('low', { priority: 'low' });
      await stage.place('normal 1');
      await stage.place('high', { priority: 'high' });
      await stage.place('normal 2');
      expect(await standings('high', 'normal 1', 'normal 2', 'low')).toEqual([1, 2, 3, 4]);
      await end('full');
      expect(await states('high', 'normal 1')).toEqual(['starting', 'queued']);
    });

    test('is passed by no newcomer', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), full);
      await stage.place('s1', { priority: 'low' });
      await end('full');
      expect(await stage.place('s2', { priority: 'high' })).toBe('queued');
      expect(await states('s1')).toEqual(['starting']);
    });

    test('lets nobody wait for a slot that only others can use', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), full);
      const labels = ['gpu=l4'];
      await stage.a.registerHost(hostEntry('h2', 1, { labels }), [newSession('full 2')]);
      await stage.place('s1');
      await stage.place('s2', { placement: { labels } });
      await stage.place('s3', { placement: { labels } });
      expect(await standings('s1', 's2', 's3')).toEqual([1, 2, 3]);
      await stage.a.registerHost(hostEntry('h3', 1, { scenes: [{ name: 'atlas', title: '', description: '' }] }), [
        newSession('full 3', { scene: 'atlas' }),
      ]);
      await stage.place('s4', { scene: 'atlas' });
      expect(await standings('s4')).toEqual([1]);
      await end('full');
      expect(await states('s1', 's2')).toEqual(['starting', 'queued']);
      await end('full 3');
      expect(await states('s4', 's2')).toEqual(['starting', 'queued']);
      await end('full 2');
      expect(await states('s2', 's3')).toEqual(['starting', 'queued']);
    });

    test('is as long as it may be', async () => {
      await stage.begin({ maxQueued: 1 });
      await stage.a.registerHost(hostEntry('h1', 1), full);
      expect([await stage.place('s1'), await stage.place('s2')]).toEqual(['queued', 'no-capacity']);
      await end('s1');
      expect(await stage.place('s3')).toBe('queued');
    });

    test('keeps the place of who is away, and serves the next meanwhile', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, full);
      await stage.place('s1');
      await stage.place('s2');
      await standings('s1', 's2');
      stage.clock.now += 2_501;
      expect(await standings('s2')).toEqual([2]);
      await end('full');
      expect(await states('s1', 's2')).toEqual(['queued', 'starting']);
      await end('s2');
      expect(await stage.place('s3')).toBe('h1');
      await end('s3');
      expect(await standings('s1')).toEqual(['left']);
    });

    test('has who was there a moment ago', async () => {
      await stage.a.registerHost(hostEntry('h1', 1), full);
      await stage.place('s1');
      await standings('s1');
      stage.clock.now += 2_500;
      await end('full');
      expect(await states('s1')).toEqual(['starting']);
    });

    test('ends who nobody joins, and whom nobody comes back to', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, full);
      await stage.place('unclaimed');
      await stage.place('left');
      await stage.place('there');
      await standings('left', 'there');
      await stage.pass(20_000, [[stage.a, [entry]]]);
      await standings('there');
      await stage.pass(10_000, [[stage.a, [entry]]]);
      expect(await states('unclaimed', 'left')).toEqual(['queued', 'ended']);
      await standings('there');
      await stage.pass(30_000 - 1, [[stage.a, [entry]]]);
      expect(await states('unclaimed', 'there')).toEqual(['queued', 'queued']);
      await standings('there');
      await stage.pass(1, [[stage.a, [entry]]]);
      expect(await states('unclaimed', 'there')).toEqual(['ended', 'queued']);
      expect(await stage.a.session(sessionId('unclaimed'))).toMatchObject({ reason: { code: 'session-unclaimed' } });
    });

    test('ends who waits for a scene that no host has any more', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, full);
      await stage.place('s1');
      await stage.a.unlinkHost(entry.id, 'first');
      await stage.pass(5_000, [[stage.b, []]]);
      await stage.pass(14_000, [[stage.b, []]]);
      expect(await states('s1')).toEqual(['queued']);
      await stage.pass(1_000, [[stage.b, []]]);
      expect(await stage.a.session(sessionId('s1'))).toMatchObject({ state: 'ended', reason: { code: 'no-host' } });
    });

    test('waits for a host that is back in time', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, full);
      await stage.place('s1');
      await stage.a.unlinkHost(entry.id, 'first');
      await stage.pass(10_000, [[stage.b, []]]);
      await stage.a.registerHost(entry, full);
      await stage.pass(10_000, [[stage.a, [entry]]]);
      await stage.a.unlinkHost(entry.id, 'first');
      await stage.pass(10_000, [[stage.b, []]]);
      expect(await states('s1')).toEqual(['queued']);
    });

    test('counts the time without a host anew for who comes after', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, full);
      await stage.place('s1');
      await stage.a.unlinkHost(entry.id, 'first');
      await stage.b.beat([]);
      await end('s1');
      stage.clock.now += 5_000;
      await stage.a.registerHost(entry, full);
      expect(await stage.place('s2')).toBe('queued');
      await stage.a.unlinkHost(entry.id, 'first');
      await stage.pass(15_000, [[stage.b, []]]);
      expect(await states('s2')).toEqual(['queued']);
    });

    test('goes to the slots of a host that is lost with its sessions', async () => {
      const [h1, h2] = [hostEntry('h1', 1), hostEntry('h2', 1, { gateway: 'b' })];
      await stage.a.registerHost(h1, full);
      await stage.b.registerHost(h2, [newSession('full 2')]);
      await stage.place('s1');
      await stage.a.unlinkHost(h1.id, 'first');
      await stage.pass(15_000, [[stage.b, [h2]]]);
      expect(await states('full', 's1')).toEqual(['ended', 'queued']);
      await end('full 2');
      expect(await stage.placed(stage.b, [h2])).toEqual(['s1']);
    });

    test('tells a gateway anew what its host has a slot for, when the host moves there', async () => {
      const entry = hostEntry('h1', 1);
      await stage.a.registerHost(entry, full);
      await stage.place('s1');
      await end('full');
      const moved = await stage.b.registerHost({ ...entry, gateway: 'b' }, []);
      expect(moved).toMatchObject({ sessions: [{ id: 's1', state: 'starting', gateway: 'b' }] });
      expect(await stage.placed(stage.a, [])).toEqual([]);
      expect(await stage.placed(stage.b, [{ ...entry, gateway: 'b' }])).toEqual([]);
    });

    test('says how long it takes, by how often slots became free', async () => {
      const entry = hostEntry('h1', 3);
      const running = ['f1', 'f2', 'f3'];
      await stage.a.registerHost(
        entry,
        running.map((id) => newSession(id)),
      );
      for (const id of ['s1', 's2', 's3', 's4']) await stage.place(id);
      expect((await stage.a.waitFor([sessionId('s4')])).get(sessionId('s4'))).toEqual({ state: 'queued', position: 4 });
      for (const id of running.slice(0, 2)) {
        await end(id);
        await stage.pass(5_000, [[stage.a, [entry]]]);
      }
      const news = await stage.a.waitFor(['s3', 's4'].map(sessionId));
      expect(news.get(sessionId('s3'))).toEqual({ state: 'queued', position: 1, etaSeconds: 10 });
      expect(news.get(sessionId('s4'))).toEqual({ state: 'queued', position: 2, etaSeconds: 20 });
    });

    test('is asked for a thousand at once, no more', async () => {
      const ids = Array.from({ length: 1_001 }, (_, each) => sessionId(`s${each}`));
      await expect(stage.a.waitFor(ids)).rejects.toThrow(RangeError);
      expect((await stage.a.waitFor(ids.slice(1))).size).toBe(1_000);
    });
  });
}

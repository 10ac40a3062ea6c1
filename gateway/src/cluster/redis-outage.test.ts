import { afterEach, describe, expect, test } from 'vitest';
import { createClient } from 'redis';
import { RemoteViewError } from '@remote-view/protocol';
import { RedisServer } from '../testing/redis-server.ts';
import { hostEntry, hostId, newSession, OPTIONS, OVER, sessionId } from './contract/stage.ts';
import type { ClusterStore } from './cluster-store.ts';
import { ANSWER_WITHIN } from './redis/connection.ts';
import { RedisStore } from './redis-store.ts';

const WITHIN = { timeout: 15_000, interval: 20 };

/** How a call ended. */
async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'answered',
    (error: unknown) => (error instanceof RemoteViewError ? error.code : String(error)),
  );
}

describe.skipIf(!RedisServer.isInstalled)('a store whose Redis', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function redis(): Promise<RedisServer> {
    const server = (await RedisServer.start())!;
    closing.push(() => server.stop());
    return server;
  }

  async function store(
    { url }: RedisServer,
    gateway: string,
    more: { readonly answerWithin?: number; readonly hostGrace?: number } = {},
  ): Promise<{ readonly store: ClusterStore; readonly heard: string[] }> {
    // Longer than a gateway waits: other tests may keep the machine busy.
    const { hostGrace = OPTIONS.timing.hostGrace, answerWithin = 5_000 } = more;
    const options = { ...OPTIONS, timing: { ...OPTIONS.timing, hostGrace } };
    const opened = new RedisStore(options, { url, gateway, answerWithin });
    const heard: string[] = [];
    await opened.open((from, message) => heard.push(`${from}: ${message}`));
    closing.push(() => opened.close());
    return { store: opened, heard };
  }

  test('is not there cannot be opened', async () => {
    const server = await redis();
    await server.stop();
    expect(await codeOf(store(server, 'a'))).toBe('unavailable');
  });

  test('comes back empty is told again what there is, by itself', { timeout: 60_000 }, async () => {
    const server = await redis();
    const { store: a, heard } = await store(server, 'a');
    const { store: b } = await store(server, 'b');
    const entry = hostEntry('h1', 2);
    await a.registerHost(entry, [newSession('s1')]);
    await server.stop();
    expect(await codeOf(a.allocate(newSession('s2'), {}))).toBe('unavailable');
    expect(a.brokenSince).toBeTypeOf('number');
    await server.restart();
    await expect.poll(() => codeOf(a.beat([entry])), WITHIN).toBe('answered');
    expect(await a.beat([entry])).toMatchObject({ fenced: [], forgotten: ['h1'] });
    await a.registerHost(entry, [newSession('s1')]);
    expect(await a.session(sessionId('s1'))).toMatchObject({ state: 'active', host: 'h1' });
    expect(await a.allocate(newSession('s2'), {})).toMatchObject({ result: 'granted' });
    await expect.poll(() => b.send('a', 'there again').catch(() => false), WITHIN).toBe(true);
    await expect.poll(() => heard, WITHIN).toEqual(['b: there again']);
    await expect.poll(() => [a.brokenSince, b.brokenSince], WITHIN).toEqual([undefined, undefined]);
  });

  test('answers nothing for a while fails calls meanwhile, and has what it had', { timeout: 60_000 }, async () => {
    const server = await redis();
    const { store: a } = await store(server, 'a', { answerWithin: ANSWER_WITHIN });
    const entry = hostEntry('h1', 2);
    await expect.poll(() => codeOf(a.registerHost(entry, [newSession('s1')])), WITHIN).toBe('answered');
    server.pause();
    const begun = performance.now();
    const codes = await Promise.all([
      codeOf(a.session(sessionId('s1'))),
      codeOf(a.beat([entry])),
      codeOf(a.send('b', 'hello')),
    ]);
    const took = performance.now() - begun;
    server.resume();
    expect(codes).toEqual(['unavailable', 'unavailable', 'unavailable']);
    // Not at once; and Redis never would have answered.
    expect(took).toBeGreaterThan(ANSWER_WITHIN * 0.9);
    await expect.poll(() => codeOf(a.beat([entry])), WITHIN).toBe('answered');
    expect(await a.beat([entry])).toMatchObject({ fenced: [], forgotten: [] });
    expect(await a.session(sessionId('s1'))).toMatchObject({ state: 'active' });
    expect(a.brokenSince).toBeUndefined();
  });

  test('does what nobody waits for any more: the host is told of the session all the same', async () => {
    const server = await redis();
    const { store: a } = await store(server, 'a', { answerWithin: 100 });
    const entry = hostEntry('h1', 2);
    await expect.poll(() => codeOf(a.registerHost(entry, [])), WITHIN).toBe('answered');
    server.pause();
    expect(await codeOf(a.allocate(newSession('s1'), {}))).toBe('unavailable');
    server.resume();
    const placed: string[] = [];
    await expect
      .poll(async () => {
        placed.push(...(await a.beat([entry]).catch(() => ({ placed: [] }))).placed.map(({ id }) => id));
        return placed;
      }, WITHIN)
      .toEqual(['s1']);
  });

  test('cuts the connections is connected to again, and hears again', async () => {
    const server = await redis();
    const { store: a, heard } = await store(server, 'a');
    const { store: b } = await store(server, 'b');
    const admin = await createClient({ url: server.url }).connect();
    for (const type of ['NORMAL', 'PUBSUB'] as const) {
      await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes']);
    }
    admin.destroy();
    await expect.poll(() => b.send('a', 'hello').catch(() => false), WITHIN).toBe(true);
    await expect.poll(() => heard, WITHIN).toEqual(['b: hello']);
    await expect.poll(() => [a.brokenSince, b.brokenSince], WITHIN).toEqual([undefined, undefined]);
  });

  test('may not have heard the latest, after a fail-over, is told again what there is', async () => {
    const server = await redis();
    const { store: a } = await store(server, 'a');
    const entry = hostEntry('h1', 1);
    await a.registerHost(entry, []);
    expect(await a.beat([entry])).toMatchObject({ forgotten: [] });
    const admin = await createClient({ url: server.url }).connect();
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'NORMAL', 'SKIPME', 'yes']);
    admin.destroy();
    const forgotten = async (): Promise<unknown> => (await a.beat([entry]).catch(() => undefined))?.forgotten;
    await expect.poll(forgotten, WITHIN).toEqual(['h1']);
    expect(await forgotten()).toEqual([]);
  });

  test('may have missed what others sent, once it hears again, is told what there is', async () => {
    const server = await redis();
    const { store: a } = await store(server, 'a');
    const entry = hostEntry('h1', 1);
    await a.registerHost(entry, []);
    expect(await a.beat([entry])).toMatchObject({ forgotten: [] });
    const admin = await createClient({ url: server.url }).connect();
    await admin.sendCommand(['CLIENT', 'KILL', 'TYPE', 'PUBSUB']);
    admin.destroy();
    await expect.poll(async () => (await a.beat([entry])).forgotten, WITHIN).toEqual(['h1']);
    expect(await a.beat([entry])).toMatchObject({ forgotten: [] });
  });

  test('has become a replica is left for the one that the address leads to', async () => {
    const server = await redis();
    const { store: a } = await store(server, 'a');
    const admin = await createClient({ url: server.url }).connect();
    const connections = async (): Promise<string[]> =>
      (await admin.clientList()).filter(({ id }) => id !== ownId).map(({ id }) => String(id));
    const ownId = await admin.clientId();
    const before = await connections();
    await admin.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
    expect(await codeOf(a.registerHost(hostEntry('h1', 1), []))).toBe('unavailable');
    await admin.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await expect.poll(() => codeOf(a.registerHost(hostEntry('h1', 1), [])), WITHIN).toBe('answered');
    await expect.poll(async () => (await connections()).some((id) => before.includes(id)), WITHIN).toBe(false);
    admin.destroy();
  });

  test("goes by its own clock: a gateway's leases end without it", { timeout: 60_000 }, async () => {
    const server = await redis();
    const { store: a } = await store(server, 'a', { hostGrace: 900 });
    const { store: b } = await store(server, 'b', { hostGrace: 900 });
    const [h1, h2] = [hostEntry('h1', 1), hostEntry('h2', 1, { gateway: 'b' })];
    await b.registerHost(h2, []);
    await a.registerHost(h1, [newSession('s1')]);
    // From here on the first one is as good as dead.
    const state = async (): Promise<string | undefined> => {
      await b.beat([h2]);
      return (await b.session(sessionId('s1')))?.state;
    };
    await expect.poll(state, WITHIN).toBe('ended');
    expect((await b.hosts()).map(({ id }) => id)).toEqual(['h2']);
    expect(await a.beat([h1])).toMatchObject({ forgotten: ['h1'] });
    await a.registerHost(h1, [newSession('s1')]);
    expect(await a.end(sessionId('s1'), OVER, hostId('h1'))).toMatchObject({ state: 'active' });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InjectOptions } from 'fastify';
import { check, ERRORS, rest } from '@remote-view/protocol';
import { hashKey } from '../identity/key-text.ts';
import { Harness, joinOf } from '../testing/harness.ts';

const API_KEY = 'api-key-for-the-tests';
const HOST_KEY = 'host-key-for-the-tests';

describe('the REST interface in dev mode', () => {
  let gateway: Harness;
  beforeEach(async () => {
    gateway = await Harness.start();
  });
  afterEach(async () => gateway.stop());

  test('creates a session and asks the host to start it', async () => {
    const host = await gateway.host();
    const response = await gateway.post({ scene: 'cube' });
    expect(response.statusCode).toBe(201);
    expect(response.headers['cache-control']).toBe('no-store');
    const session = response.json<rest.CreatedSession>();
    expect(check(rest.CreatedSession, session)).toBe(true);
    const start = await host.next();
    expect(start).toMatchObject({ type: 'start', session: session.id, scene: 'cube' });
    expect(JSON.stringify(start)).not.toContain(session.token);
  });

  test('spreads sessions over hosts by their load', async () => {
    const hosts = [await gateway.host({ host: 'a' }), await gateway.host({ host: 'b' })];
    await gateway.createSession();
    await gateway.createSession();
    expect(await Promise.all(hosts.map(async (host) => host.next()))).toMatchObject([
      { type: 'start' },
      { type: 'start' },
    ]);
  });

  test('ends a session for who has its token, and gives its slot away at once', async () => {
    const host = await gateway.host({ capacity: 1 });
    const [first, second] = [await gateway.createSession(), await gateway.createSession()];
    expect(second.state).toBe('queued');
    expect(await host.next()).toMatchObject({ type: 'start', session: first.id });
    const answer = await gateway.end(first);
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    expect(await host.next()).toMatchObject({ type: 'end', session: first.id, code: 'session-ended' });
    expect(await host.next()).toMatchObject({ type: 'start', session: second.id });
  });

  test('says the same to who ends a session twice, and knows none that never was', async () => {
    const host = await gateway.host();
    const session = await gateway.createSession();
    for (let times = 0; times < 2; times++) expect((await gateway.end(session)).statusCode).toBe(204);
    await host.settled();
    expect(host.pending.map(({ type }) => type)).toEqual(['start', 'end']);
    const never = await gateway.app.inject({ method: 'DELETE', url: '/v1/sessions/never' });
    expect(never.json()).toMatchObject({ status: 404, code: 'unknown-session' });
  });

  test('ends no session for the token of another one', async () => {
    await gateway.host();
    const [session, other] = [await gateway.createSession(), await gateway.createSession()];
    expect((await gateway.end(session, other.token)).json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect(gateway.sessionCount).toBe(2);
  });

  test('ends no session for a token that was tampered with', async () => {
    await gateway.host();
    const session = await gateway.createSession();
    const answer = await gateway.end(session, `${session.token.slice(0, -4)}AAAA`);
    expect(answer.json()).toMatchObject({ status: 401, code: 'bad-token' });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(gateway.app.rejections.count('bad-token')).toBe(1);
    expect(gateway.sessionCount).toBe(1);
  });

  test('cannot know a session before its host is back', async () => {
    const session = { id: 'of-an-earlier-gateway', token: 'x'.repeat(43) };
    expect((await gateway.end(session)).json()).toMatchObject({ status: 503, code: 'no-host' });
  });

  test('lists the scenes of all hosts', async () => {
    await gateway.host({ host: 'a', scenes: ['game', 'cube'] });
    await gateway.host({ host: 'b', scenes: ['cube', 'atlas'] });
    const response = await gateway.app.inject('/v1/scenes');
    const list = response.json<rest.SceneList>();
    expect(check(rest.SceneList, list)).toBe(true);
    expect(list.scenes.map((scene) => scene.title)).toEqual(['ATLAS', 'CUBE', 'GAME']);
  });

  test('refuses a session while no host is connected', async () => {
    const response = await gateway.post({ scene: 'cube' });
    expect(response.json()).toMatchObject({ status: 503, code: 'no-host' });
    expect(response.headers['retry-after']).toBe('2');
  });

  test('refuses a scene that no host has', async () => {
    await gateway.host();
    const response = await gateway.post({ scene: 'castle' });
    expect(response.json()).toMatchObject({ status: 404, code: 'unknown-scene' });
    expect(response.json<rest.Problem>().detail).toContain('castle');
  });

  test('queues a session beyond the last slot, and starts it when one ends', async () => {
    const host = await gateway.host({ capacity: 1 });
    const first = await gateway.createSession();
    expect(first.state).toBe('starting');
    const second = await gateway.createSession();
    expect(second.state).toBe('queued');
    const viewer = await gateway.viewer();
    viewer.send(joinOf(second));
    expect(await viewer.next()).toMatchObject({ type: 'joined', queue: { position: 1 } });
    expect(await host.next()).toMatchObject({ type: 'start', session: first.id });
    host.send({ type: 'session-ended', session: first.id, code: 'session-ended', message: 'done' });
    expect(await host.next()).toMatchObject({ type: 'start', session: second.id });
    const news = await viewer.next();
    expect(news.type === 'queued' ? await viewer.next() : news).toEqual({ type: 'admitted', iceServers: [] });
  });

  test('hands the rules of a session to its host, and refuses rules that are none', async () => {
    const host = await gateway.host();
    await gateway.post({ scene: 'cube', control: 'exclusive', afkAfterSeconds: 60 });
    const rules = { control: 'exclusive', controlIdleSeconds: 30, afkAfterSeconds: 60 };
    expect(await host.next()).toMatchObject({ type: 'start', rules });
    for (const wrong of [{ control: 'mine' }, { afkAfterSeconds: -1 }, { controlIdleSeconds: 0 }]) {
      expect((await gateway.post({ scene: 'cube', ...wrong })).json()).toMatchObject({ code: 'malformed-message' });
    }
  });

  test.each([
    ['no JSON', '{"scene":', 400],
    ['no object', 'null', 400],
    ['no scene', '{}', 400],
    ['a scene that is no name', '{"scene":"../../etc/passwd"}', 400],
    ['a scene that is a number', '{"scene":7}', 400],
    ['a field that nobody knows', '{"scene":"cube","admin":true}', 400],
    ['a poisoned prototype', '{"scene":"cube","__proto__":{"admin":true}}', 400],
    ['too much', JSON.stringify({ scene: 'c'.repeat(10_000) }), 413],
  ])('refuses a body with %s', async (_name, body, statusCode) => {
    await gateway.host();
    const response = await gateway.post(body);
    expect(response.statusCode).toBe(statusCode);
    expect(check(rest.Problem, response.json())).toBe(true);
    expect(response.json<rest.Problem>().code).toBe(statusCode === 413 ? 'message-too-large' : 'malformed-message');
    await gateway.createSession();
  });

  test.each([
    ['POST', '/v1/sessions', 415],
    ['PUT', '/v1/sessions', 404],
    ['DELETE', '/v1/scenes', 404],
    ['DELETE', '/v1/sessions/%C3%A4', 400],
    ['DELETE', `/v1/sessions/${'a'.repeat(65)}`, 400],
    ['GET', '/nothing?token=secret', 404],
    ['GET', '/%E0%A4%A', 400],
    ['GET', '/v1/signal', 426],
    ['GET', '/v1/hosts', 426],
  ] as const)('answers %s %s with a problem', async (method, url, statusCode) => {
    const request: InjectOptions = { method, url };
    if (method === 'POST') Object.assign(request, { payload: 'cube', headers: { 'content-type': 'text/plain' } });
    const response = await gateway.app.inject(request);
    expect(response.statusCode).toBe(statusCode);
    expect(check(rest.Problem, response.json())).toBe(true);
    expect(response.body).not.toContain('secret');
  });
});

describe('the REST interface', () => {
  test('refuses a session beyond the last slot where nobody may wait, and gives the slot out again when one ends', async () => {
    const gateway = await Harness.start({ maxQueued: 0, afkAfter: 90 });
    const host = await gateway.host({ capacity: 1 });
    const session = await gateway.createSession();
    expect(await host.next()).toMatchObject({ rules: { control: 'shared', afkAfterSeconds: 90 } });
    const full = await gateway.post({ scene: 'cube' });
    expect(full.json()).toMatchObject({ status: 503, code: 'no-capacity' });
    expect(full.headers['retry-after']).toBe('5');
    host.send({ type: 'session-ended', session: session.id, code: 'session-ended', message: 'done' });
    await host.settled();
    await gateway.createSession();
    await gateway.stop();
  });

  test('leaves half of the line to others, where a file of keys says no more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'remote-view-keys-'));
    const apiKeysFile = join(folder, 'api-keys.json');
    const named = (tenant: string) => ({
      name: tenant,
      tenant,
      scopes: ['sessions:create'],
      hash: hashKey(keyOf(tenant)),
    });
    const keyOf = (tenant: string): string => `key-of-the-tenant-${tenant}`;
    const tenants = [{ name: 'museum', queued: 1 }];
    writeFileSync(apiKeysFile, JSON.stringify({ tenants, keys: [named('shop'), named('museum')] }));
    const gateway = await Harness.start({ dev: false, apiKeysFile, hostKey: HOST_KEY, maxQueued: 5 });
    await gateway.host({ capacity: 1 }, { headers: { authorization: `Bearer ${HOST_KEY}` } });
    const ask = async (tenant: string): Promise<unknown> => {
      const response = await gateway.post({ scene: 'cube' }, { authorization: `Bearer ${keyOf(tenant)}` });
      const { state, code } = response.json<{ state?: string; code?: string }>();
      return state ?? code;
    };
    const all = [];
    for (const tenant of ['shop', 'shop', 'shop', 'shop', 'museum', 'museum']) all.push(await ask(tenant));
    expect(all).toEqual(['starting', 'queued', 'queued', 'quota-exceeded', 'queued', 'quota-exceeded']);
    await gateway.stop();
    rmSync(folder, { recursive: true });
  });

  test('lists sessions page by page', async () => {
    const gateway = await Harness.start();
    await gateway.host({ capacity: 3 });
    const made = [];
    for (let each = 0; each < 3; each++) made.push((await gateway.createSession()).id);
    const list = async (query: string): Promise<rest.SessionList> =>
      (await gateway.app.inject({ url: `/v1/sessions?${query}` })).json();
    const first = await list('limit=2');
    const second = await list(`limit=2&after=${first.next}`);
    expect([...first.sessions, ...second.sessions].map(({ id }) => id)).toEqual(made.toReversed());
    expect(second).not.toHaveProperty('next');
    expect((await gateway.app.inject({ url: '/v1/sessions?after=-inf' })).statusCode).toBe(400);
    await gateway.stop();
  });

  test('tells nothing of its insides when something breaks', async () => {
    const gateway = await Harness.start();
    gateway.app.cluster.allocate = async () => {
      throw new Error('secret path /etc/gateway');
    };
    const response = await gateway.post({ scene: 'cube' });
    expect(response.json()).toMatchObject({ status: 500, code: 'internal', detail: ERRORS.internal.text });
    await gateway.stop();
  });
});

describe('in production', () => {
  let gateway: Harness;
  beforeEach(async () => {
    const allowedOrigins = ['https://shop.example'];
    gateway = await Harness.start({ dev: false, apiKeys: [API_KEY], hostKey: HOST_KEY, allowedOrigins });
  });
  afterEach(async () => gateway.stop());

  test('an API key opens the REST interface', async () => {
    await gateway.host({}, { headers: { authorization: `Bearer ${HOST_KEY}` } });
    const response = await gateway.post({ scene: 'cube' }, { authorization: `Bearer ${API_KEY}` });
    expect(response.statusCode).toBe(201);
  });

  test('a key lists the sessions of its own tenant, and is refused those of another', async () => {
    const headers = { authorization: `Bearer ${API_KEY}` };
    const list = async (tenant: string) => gateway.app.inject({ url: `/v1/sessions?tenant=${tenant}`, headers });
    expect((await list('default')).json()).toEqual({ sessions: [] });
    expect((await list('another')).json()).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test.each([undefined, 'Bearer wrong-key-of-some-length', `Bearer ${HOST_KEY}`, `Basic ${API_KEY}`])(
    'a session is refused with %s',
    async (authorization) => {
      const response = await gateway.post({ scene: 'cube' }, authorization === undefined ? {} : { authorization });
      expect(response.json()).toMatchObject({ status: 401, code: 'unauthorized' });
      expect(response.headers['www-authenticate']).toBe('Bearer');
      expect(gateway.app.rejections.count(authorization === undefined ? 'no-key' : 'bad-key')).toBe(1);
    },
  );

  test('a viewer sees neither what the backend has written for itself nor, of what others see, a picture', async () => {
    const host = await gateway.host({}, { headers: { authorization: `Bearer ${HOST_KEY}` } });
    const wish = { scene: 'cube', metadata: 'order 7', token: { role: 'controller' } };
    const made = await gateway.post(wish, { authorization: `Bearer ${API_KEY}` });
    const { id, token } = made.json<rest.CreatedSession>();
    const look = async (path: string, shown: string) =>
      gateway.app.inject({ url: `/v1/sessions/${id}${path}`, headers: { authorization: `Bearer ${shown}` } });
    expect((await look('', API_KEY)).json()).toMatchObject({ id, metadata: 'order 7' });
    expect((await look('', token)).json()).toMatchObject({ id });
    expect((await look('', token)).json()).not.toHaveProperty('metadata');
    expect((await look('/thumbnail', token)).json()).toMatchObject({ status: 403, code: 'forbidden' });
    await host.settled();
    expect(host.pending.map(({ type }) => type)).toEqual(['start']);
  });

  test('a key without leave for it cannot pass the line', async () => {
    await gateway.host({ capacity: 1 }, { headers: { authorization: `Bearer ${HOST_KEY}` } });
    const ask = async (priority: string) =>
      gateway.post({ scene: 'cube', priority }, { authorization: `Bearer ${API_KEY}` });
    expect((await ask('high')).json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await ask('normal')).json()).toMatchObject({ state: 'starting' });
    expect((await ask('low')).json()).toMatchObject({ state: 'queued' });
  });

  test('a key is asked for before a body is looked at', async () => {
    expect((await gateway.post('{')).statusCode).toBe(401);
  });

  test('pages of allowed origins may call, after a preflight', async () => {
    const origin = 'https://shop.example';
    const preflight = await gateway.app.inject({ method: 'OPTIONS', url: '/v1/sessions', headers: { origin } });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
      'access-control-allow-headers': 'authorization, content-type, idempotency-key, if-match',
      vary: 'Origin',
    });
    const response = await gateway.app.inject({ url: '/v1/scenes', headers: { origin } });
    expect(response.statusCode).toBe(200);
    expect(response.headers['access-control-allow-origin']).toBe(origin);
  });

  test('an error answer, too, can be read by the page that caused it', async () => {
    const response = await gateway.post({}, { origin: 'https://shop.example' });
    expect(response.statusCode).toBe(401);
    expect(response.headers['access-control-allow-origin']).toBe('https://shop.example');
  });

  test.each(['OPTIONS', 'GET', 'POST'] as const)('pages of other origins may not %s', async (method) => {
    const url = method === 'POST' ? '/v1/sessions' : '/v1/scenes';
    const response = await gateway.app.inject({ method, url, headers: { origin: 'https://evil.example' } });
    expect(response.json()).toMatchObject({ status: 403, code: 'origin-refused' });
    // The page can read that, and nothing else.
    expect(response.headers['access-control-allow-origin']).toBe('https://evil.example');
    expect(response.headers['access-control-allow-methods']).toBeUndefined();
  });
});

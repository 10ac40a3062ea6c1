import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { admin, check, type rest } from '@remote-view/protocol';
import type { GatewayOptions } from '../options.ts';
import { Harness } from '../testing/harness.ts';

const ADMIN_KEY = 'admin-key-for-the-tests';
const API_KEY = 'api-key-for-the-tests';

let gateway: Harness;

async function start(options: GatewayOptions = {}): Promise<void> {
  gateway = await Harness.start(options);
}
afterEach(async () => gateway.stop());

async function ask(url: string, key?: string, body?: object) {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const headers = { ...authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const method = /\/(?:un)?cordon$|\/drain$/.test(url) ? 'POST' : 'GET';
  return gateway.app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: JSON.stringify(body) }) });
}

async function hosts(): Promise<readonly admin.HostInfo[]> {
  const response = await ask('/v1/admin/hosts');
  const list = response.json<admin.HostList>();
  expect(check(admin.HostList, list)).toBe(true);
  return list.hosts;
}

async function overview(): Promise<admin.Overview> {
  const found = (await ask('/v1/admin/overview')).json<admin.Overview>();
  expect(check(admin.Overview, found)).toBe(true);
  return found;
}

describe('an operator', () => {
  beforeEach(async () => start());

  test('sees hosts as they describe themselves, and how they are', async () => {
    const host = await gateway.host({ host: 'a', capacity: 3, labels: ['region=eu-1'] });
    host.send({ type: 'report', warm: 1, cpu: 0.5, freeMemory: 2_048, draining: false });
    await host.settled();
    await gateway.createSession();
    await gateway.host({ host: 'b' });
    expect(await hosts()).toMatchObject([
      {
        ...{ id: 'a', gateway: gateway.app.cluster.gateway, incarnation: 'first', state: 'ready', cordoned: false },
        ...{ capacity: 3, taken: 1, warm: 1, cpu: 0.5, freeMemory: 2_048, labels: ['region=eu-1'] },
        machine: { encoder: 'libx264' },
        scenes: [{ name: 'cube' }],
      },
      { id: 'b', taken: 0 },
    ]);
    await host.close();
    await expect.poll(async () => (await hosts()).map(({ state }) => state)).toEqual(['lost', 'ready']);
  });

  test('sees how it all is', async () => {
    expect(await overview()).toMatchObject({ gateways: 1, slots: 0, running: 0, queued: 0 });
    const host = await gateway.host({ capacity: 1 });
    const session = await gateway.createSession();
    await gateway.createSession();
    host.send({ type: 'session-ready', session: session.id });
    await host.settled();
    await gateway.app.inject({ url: `/v1/sessions/x`, headers: { authorization: 'Bearer eyJ.eyJ.x' } });
    expect(await overview()).toMatchObject({
      ...{ slots: 1, slotsTaken: 1, running: 1, queued: 1, draining: false },
      hosts: { ready: 1, lost: 0 },
      sessions: { ready: 1, starting: 0 },
      rejections: [{ reason: 'bad-token', count: 1 }],
    });
  });

  test('sees what viewers measured', async () => {
    await gateway.host();
    const session = await gateway.createSession();
    const viewer = await gateway.joined(session);
    expect((await overview()).latency).toBeUndefined();
    viewer.send({ type: 'latency', samples: Array.from({ length: 20 }, () => 45) });
    await viewer.settled();
    const { latency } = await overview();
    expect(latency?.samples).toBe(20);
    expect(latency?.p50).toBeGreaterThan(40);
    expect(latency?.p95).toBeLessThanOrEqual(50);
    const list = (await ask('/v1/admin/latencies')).json<admin.LatencyList>();
    expect(check(admin.LatencyList, list)).toBe(true);
    expect(list.sessions).toEqual([{ id: session.id, p50: 45 }]);
  });

  test('cordons a host: what runs goes on, nothing new starts there, until it may again', async () => {
    const host = await gateway.host();
    await gateway.createSession();
    expect((await ask('/v1/admin/hosts/host-1/cordon')).statusCode).toBe(204);
    expect(await hosts()).toMatchObject([{ state: 'cordoned', cordoned: true, taken: 1 }]);
    const waiting = await gateway.createSession();
    expect(waiting.state).toBe('queued');
    await host.settled();
    expect(host.pending.map(({ type }) => type)).toEqual(['start']);
    expect((await ask('/v1/admin/hosts/host-1/uncordon')).statusCode).toBe(204);
    expect(await host.next()).toMatchObject({ type: 'start' });
    expect(await host.next()).toMatchObject({ type: 'start', session: waiting.id });
    expect(await hosts()).toMatchObject([{ state: 'ready', cordoned: false, taken: 2 }]);
  });

  test('empties a host: what runs there then is ended, so that its pages ask for another', async () => {
    const host = await gateway.host();
    const session = await gateway.createSession();
    const viewer = await gateway.joined(session);
    expect(await host.next()).toMatchObject({ type: 'start' });
    const response = await ask('/v1/admin/hosts/host-1/drain', undefined, { seconds: 0 });
    expect(check(admin.Draining, response.json())).toBe(true);
    expect(await host.next()).toMatchObject({ type: 'end', session: session.id, code: 'host-lost' });
    expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'host-lost' });
    expect(await hosts()).toMatchObject([{ state: 'cordoned', taken: 0 }]);
  });

  test('sees when a host is to be empty, and may think better of it', async () => {
    const host = await gateway.host();
    const session = await gateway.createSession();
    const before = Date.now();
    await ask('/v1/admin/hosts/host-1/drain', undefined, { seconds: 60 });
    const [draining] = await hosts();
    expect(Date.parse(draining?.endsAt ?? '')).toBeGreaterThanOrEqual(before + 60_000);
    await ask('/v1/admin/hosts/host-1/uncordon');
    expect((await hosts())[0]).not.toHaveProperty('endsAt');
    await host.settled();
    expect(host.pending).toMatchObject([{ type: 'start', session: session.id }]);
  });

  test.each(['cordon', 'uncordon'])('cannot %s a host that is not there', async (what) => {
    expect((await ask(`/v1/admin/hosts/nobody/${what}`)).json()).toMatchObject({ status: 404, code: 'not-found' });
  });

  test.each([{}, { seconds: -1 }, { seconds: 1e9 }, { seconds: '5' }, { seconds: 5, force: true }])(
    'cannot drain a host with %j',
    async (body) => {
      await gateway.host();
      const response = await ask('/v1/admin/hosts/host-1/drain', undefined, body);
      expect(response.json()).toMatchObject({ status: 400, code: 'malformed-message' });
      expect(await hosts()).toMatchObject([{ cordoned: false }]);
    },
  );
});

describe('outside dev mode', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-admin-'));
    const auditLog = join(folder, 'audit.jsonl');
    await start({ dev: false, apiKeys: [API_KEY], adminKey: ADMIN_KEY, hostKey: 'host-key-for-the-tests', auditLog });
  });
  afterEach(async () => rm(folder, { recursive: true }));

  const ROUTES = ['me', 'overview', 'hosts', 'latencies', 'hosts/a/cordon', 'hosts/a/uncordon', 'hosts/a/drain'];

  test.each(ROUTES)('nobody gets to /v1/admin/%s without an admin key', async (route) => {
    const url = `/v1/admin/${route}`;
    expect((await ask(url)).json()).toMatchObject({ status: 401, code: 'unauthorized' });
    expect((await ask(url, 'wrong-key-of-some-length')).json()).toMatchObject({ status: 401 });
    expect((await ask(url, API_KEY)).json()).toMatchObject({ status: 403, code: 'forbidden' });
  });

  test('the key is told whose it is', async () => {
    const me = (await ask('/v1/admin/me', ADMIN_KEY)).json<admin.Operator>();
    expect(check(admin.Operator, me)).toBe(true);
    expect(me).toMatchObject({ name: 'admin-key', tenant: 'default' });
    expect(me.scopes).toContain('admin');
  });

  test('it is written down who did what, and who was not let, without any key', async () => {
    await gateway.host({}, { headers: { authorization: 'Bearer host-key-for-the-tests' } });
    await ask('/v1/admin/me', ADMIN_KEY);
    await ask('/v1/admin/me', API_KEY);
    await ask('/v1/admin/me');
    await ask('/v1/admin/hosts/host-1/cordon', ADMIN_KEY);
    await ask('/v1/admin/hosts/host-1/uncordon', ADMIN_KEY);
    await ask('/v1/admin/hosts/host-1/drain', ADMIN_KEY, { seconds: 5 });
    await gateway.app.audit.close();
    const text = await readFile(join(folder, 'audit.jsonl'), 'utf8');
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly action: string });
    expect(events.filter(({ action }) => action !== 'host.registered')).toMatchObject([
      { action: 'admin.sign-in', actor: 'admin-key', tenant: 'default', result: 'done' },
      { action: 'key.refused', result: 'forbidden' },
      { action: 'host.cordoned', hostId: 'host-1', actor: 'admin-key', result: 'done' },
      { action: 'host.uncordoned', hostId: 'host-1', actor: 'admin-key', result: 'done' },
      { action: 'host.drained', hostId: 'host-1', actor: 'admin-key', result: 'done' },
    ]);
    expect(text).not.toContain(ADMIN_KEY);
    expect(text).not.toContain(API_KEY);
  });

  test('an admin sees the sessions of all tenants, and ends them', async () => {
    await gateway.host({}, { headers: { authorization: 'Bearer host-key-for-the-tests' } });
    const made = await gateway.post({ scene: 'cube' }, { authorization: `Bearer ${API_KEY}` });
    const { id } = made.json<rest.CreatedSession>();
    const { sessions } = (await ask('/v1/sessions', ADMIN_KEY)).json<rest.SessionList>();
    expect(sessions.map((session) => session.id)).toEqual([id]);
    const headers = { authorization: `Bearer ${ADMIN_KEY}` };
    const ended = await gateway.app.inject({ method: 'DELETE', url: `/v1/sessions/${id}`, headers });
    expect(ended.statusCode).toBe(204);
  });
});

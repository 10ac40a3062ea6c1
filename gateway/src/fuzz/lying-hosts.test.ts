import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_RULES, signaling, type rest } from '@remote-view/protocol';
import { registration, type Client } from '../testing/harness.ts';
import { KEYS, makeSession, registeredHost, startProduction, type Production } from './witness.ts';

const TIMING = { hostGrace: 600, beatEvery: 20, tickEvery: 10, keepEnded: 60_000 };
const JPEG = Buffer.alloc(30_000, 'a').toString('base64');

describe('a host that lies', () => {
  let production: Production;
  let liar: Client;
  let own: rest.CreatedSession;
  beforeEach(async () => {
    production = await startProduction({ timing: TIMING });
    liar = await registeredHost(production.gateway, { host: 'liar-1', scenes: ['cube'], capacity: 2 }, KEYS.liar);
    own = await makeSession(production.gateway, 'cube');
    expect(await liar.next()).toMatchObject({ type: 'start', session: own.id });
    liar.send({ type: 'session-ready', session: own.id });
  });
  afterEach(async () => {
    await production.witness.works();
    expect(production.gateway.app.rejections.count('internal')).toBe(0);
    await production.stop();
  });

  const count = (reason: Parameters<Production['gateway']['app']['rejections']['count']>[0]): number =>
    production.gateway.app.rejections.count(reason);

  async function isRefused(code: number, host: Client = liar): Promise<void> {
    expect(await host.next()).toMatchObject({ type: 'error' });
    expect(await host.closed).toBe(code);
  }

  test.each([
    ['more warm sessions than there can be', { warm: 101 }],
    ['less than nothing', { warm: -1 }],
    ['a processor busier than it can be', { cpu: 1.01 }],
    ['memory that is no number', { freeMemory: '1' }],
    ['memory without end', { freeMemory: Number.MAX_SAFE_INTEGER }],
    ['what nobody asked for', { secret: true }],
  ])('in its report about %s is refused', async (_what, wrong) => {
    liar.send({ type: 'report', warm: 0, cpu: 0, freeMemory: 1_000, draining: false, ...wrong });
    await isRefused(signaling.CLOSE.protocolError);
    expect(count('malformed')).toBe(1);
  });

  test('about its slots is refused when it has none for what it was given', async () => {
    liar.send({ type: 'session-ended', session: own.id, code: 'no-capacity', message: '' });
    await isRefused(signaling.CLOSE.refused);
    expect(count('lying-host')).toBe(1);
  });

  test('and says that it runs more than it has slots for is refused', async () => {
    const sessions = ['a', 'b', 'c'].map((session) => claimed(session, 'cube'));
    const other = await production.gateway.hostSocket({ headers: { authorization: `Bearer ${KEYS.liar}` } });
    other.send({ ...registration({ host: 'liar-2', capacity: 2 }), sessions });
    await isRefused(signaling.CLOSE.refused, other);
    expect(count('lying-host')).toBe(1);
  });

  test('about its name is refused by its key', async () => {
    const other = await production.gateway.hostSocket({ headers: { authorization: `Bearer ${KEYS.liar}` } });
    other.send(registration({ host: 'witness', incarnation: randomUUID() }));
    await isRefused(signaling.CLOSE.refused, other);
    expect(count('forbidden')).toBe(1);
  });

  test('and takes up the session of another is told to end it, and nobody else is', async () => {
    const { session } = production.witness;
    const other = await production.gateway.hostSocket({ headers: { authorization: `Bearer ${KEYS.liar}` } });
    const sessions = [claimed(session.id, 'witness')];
    other.send({ ...registration({ host: 'liar-2', capacity: 2 }), sessions });
    expect(await other.next()).toMatchObject({ type: 'registered' });
    expect(await other.next()).toMatchObject({ type: 'end', session: session.id });
    expect(count('foreign-session')).toBe(1);
  });

  test.each([
    ['ends it', { type: 'session-ended', code: 'scene-crashed', message: '' }],
    ['sends its viewers away', { type: 'renegotiate', code: 'stream-failed', message: '' }],
    ['counts its viewers', { type: 'viewers', count: 0 }],
    ['says that a viewer has gone', { type: 'viewer-gone', viewer: '@viewer' }],
    ['answers its viewer', { type: 'answer', viewer: '@viewer', peer: '1', sdp: 'v=0' }],
    ['shows a picture of it', { type: 'thumbnail', request: 'none', jpeg: JPEG }],
  ])('about a session of another, and %s, is refused', async (_what, message) => {
    const { witness } = production;
    const text = JSON.stringify({ ...message, session: witness.session.id }).replace('@viewer', witness.viewerId);
    liar.send(text);
    await isRefused(signaling.CLOSE.refused);
    expect(count('foreign-session')).toBe(1);
  });

  test("about its own session, and means another one's viewer, is refused or means nobody", async () => {
    const { witness } = production;
    liar.send({ type: 'viewer-gone', session: own.id, viewer: witness.viewerId });
    await liar.settled();
    liar.send({ type: 'answer', session: own.id, viewer: witness.viewerId, peer: '1', sdp: 'v=0' });
    await isRefused(signaling.CLOSE.refused);
    expect(count('foreign-viewer')).toBe(1);
  });

  test.each([
    ['session-afk', 'no-host'],
    ['unauthorized', 'no-host'],
    ['internal', 'no-host'],
    ['no-gpu-adapter', 'no-gpu-adapter'],
  ])('about why it takes no sessions, with the code %s, means nothing of who asks for one', async (code, told) => {
    const { gateway } = production;
    const other = await gateway.hostSocket({ headers: { authorization: `Bearer ${KEYS.liar}` } });
    other.send({ ...registration({ host: 'liar-2', scenes: ['broken'] }), problem: { code, message: 'So it is.' } });
    expect(await other.next()).toMatchObject({ type: 'registered' });
    const answer = await gateway.post({ scene: 'broken' }, { authorization: `Bearer ${KEYS.api}` });
    expect(answer.json()).toMatchObject({
      status: 503,
      code: told,
      detail: expect.stringContaining('So it is.') as unknown,
    });
  });

  test('and shows pictures that nobody asked for shows them to nobody', async () => {
    for (let sent = 0; sent < 200; sent++) {
      liar.send({ type: 'thumbnail', session: own.id, request: `request-${sent}`, jpeg: JPEG });
    }
    await liar.settled();
    expect(liar.socket.readyState).toBe(liar.socket.OPEN);
    liar.send({ type: 'thumbnail', session: own.id, request: 'large', jpeg: `${JPEG}${'A'.repeat(10_000)}` });
    await isRefused(signaling.CLOSE.protocolError);
  });

  test('and brings sessions that never were has none when it is gone', async () => {
    const { gateway } = production;
    const sessions = Array.from({ length: 20 }, (_, index) => claimed(`made-up-${index}`, 'cube'));
    const other = await gateway.hostSocket({ headers: { authorization: `Bearer ${KEYS.liar}` } });
    other.send({ ...registration({ host: 'liar-2', capacity: 20 }), sessions });
    expect(await other.next()).toMatchObject({ type: 'registered' });
    await production.witness.works();
    await other.close();
    await expect.poll(() => gateway.sessionCount).toBe(2);
  });

  test('about its name again and again leaves nothing behind', async () => {
    const { gateway } = production;
    const { cluster } = gateway.app;
    const headers = { authorization: `Bearer ${KEYS.liar}` };
    for (let round = 0; round < 10; round++) {
      const hosts = await Promise.all(Array.from({ length: 20 }, async () => gateway.hostSocket({ headers })));
      for (const [index, host] of hosts.entries()) {
        host.send(registration({ host: `liar-${round}-${index}`, incarnation: randomUUID() }));
      }
      await Promise.all(hosts.map(async (host) => host.next()));
      await Promise.all(hosts.map(async (host) => host.close()));
    }
    await expect.poll(async () => (await cluster.hosts()).length, { timeout: 5_000 }).toBe(2);
    expect([...gateway.app.exchange.switchboard.hosts()]).toHaveLength(2);
  });
});

/** As a host lists a session that nobody gave it. */
function claimed(session: string, scene: string) {
  return { session, scene, tenant: 'default', rules: DEFAULT_RULES, proof: 'A'.repeat(86) };
}

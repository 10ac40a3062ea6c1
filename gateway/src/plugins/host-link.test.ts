import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOST_SUBPROTOCOL, MEDIA_SUBPROTOCOL, signaling, type SessionId } from '@remote-view/protocol';
import { Harness, joinOf, registration, runningOf } from '../testing/harness.ts';

const OFFER = { type: 'offer', peer: '1', sdp: 'v=0' } as const;

describe('a host', () => {
  let gateway: Harness;
  beforeEach(async () => {
    gateway = await Harness.start();
  });
  afterEach(async () => gateway.stop());

  const rejected = (reason: Parameters<typeof gateway.app.exchange.rejections.count>[0]): number =>
    gateway.app.exchange.rejections.count(reason);

  test('registers', async () => {
    const host = await gateway.hostSocket();
    expect(host.socket.protocol).toBe(HOST_SUBPROTOCOL);
    host.send(registration());
    expect(await host.next()).toEqual({ type: 'registered', host: 'host-1', keys: gateway.app.identity.publicKeys });
  });

  test('of another version is refused', async () => {
    const host = await gateway.hostSocket();
    host.send(registration({ version: 2 }));
    expect(await host.next()).toMatchObject({ type: 'error', code: 'unsupported-version' });
    expect(await host.closed).toBe(signaling.CLOSE.refused);
  });

  test('that says anything before it registers is refused', async () => {
    const host = await gateway.hostSocket();
    host.send({ type: 'session-ready', session: 'x' });
    expect(await host.next()).toMatchObject({ type: 'error', code: 'malformed-message' });
    expect(await host.closed).toBe(signaling.CLOSE.joinTimeout);
  });

  test.each<[string, object]>([
    ['no slots', { ...registration(), capacity: 0 }],
    ['more slots than there can be', { ...registration(), capacity: 1e9 }],
    ['a field that nobody knows', { ...registration(), admin: true }],
    ['an id that is no id', { ...registration(), host: '../host' }],
  ])('with %s is refused', async (_name, message) => {
    const host = await gateway.hostSocket();
    host.send(message);
    expect(await host.next()).toMatchObject({ type: 'error', code: 'malformed-message' });
    expect(await host.closed).toBe(signaling.CLOSE.protocolError);
    expect((await gateway.app.inject('/readyz?hosts=1')).statusCode).toBe(503);
  });

  test('that registers twice is refused', async () => {
    const host = await gateway.host();
    host.send(registration());
    expect(await host.next()).toMatchObject({ type: 'error', code: 'malformed-message' });
    expect(await host.closed).toBe(signaling.CLOSE.protocolError);
  });

  test('is never a web page, not even in dev mode', async () => {
    await expect(gateway.hostSocket({ origin: 'https://evil.example' })).rejects.toThrow('403');
    await expect(gateway.hostSocket({ origin: `http://127.0.0.1:${gateway.port}` })).rejects.toThrow('403');
    expect(rejected('origin')).toBe(2);
  });

  test('is not let in over the subprotocol of viewers', async () => {
    await expect(gateway.open('/v1/hosts', 'remote-view.v1')).rejects.toThrow('400');
  });

  test("that speaks for another's session is refused, and nobody hears it", async () => {
    const host = await gateway.host({ host: 'honest', scenes: ['cube'] });
    const viewer = await gateway.joined(await gateway.createSession());
    const { session } = await host.next();
    viewer.send(OFFER);
    const offer = await host.next();
    const forged = [
      { type: 'answer', session, viewer: offer['viewer'], peer: '1', sdp: 'forged' },
      { type: 'viewer-error', session, viewer: offer['viewer'], peer: '1', code: 'internal', message: 'forged' },
      { type: 'renegotiate', session, code: 'stream-failed', message: 'forged' },
      { type: 'session-ready', session },
      { type: 'session-ended', session, code: 'session-ended', message: 'forged' },
    ];
    for (const message of forged) {
      const liar = await gateway.host({ host: 'liar' });
      liar.send(message);
      expect(await liar.next()).toMatchObject({ type: 'error', code: 'unknown-session' });
      expect(await liar.closed).toBe(signaling.CLOSE.refused);
    }
    expect(rejected('foreign-session')).toBe(forged.length);
    expect(viewer.pending).toEqual([]);
    host.send({ type: 'answer', session, viewer: offer['viewer'], peer: '1', sdp: 'true' });
    expect(await viewer.next()).toEqual({ type: 'answer', peer: '1', sdp: 'true' });
  });

  test("that speaks to another session's viewer over its own session is refused", async () => {
    const honest = await gateway.host({ host: 'honest', capacity: 10 });
    const viewer = await gateway.joined(await gateway.createSession());
    await honest.next();
    viewer.send(OFFER);
    const offer = await honest.next();
    const liar = await gateway.host({ host: 'liar', capacity: 10, scenes: ['trap'] });
    const trap = await gateway.createSession('trap');
    expect(await liar.next()).toMatchObject({ type: 'start' });
    liar.send({ type: 'answer', session: trap.id, viewer: offer['viewer'], peer: '1', sdp: 'forged' });
    expect(await liar.next()).toMatchObject({ type: 'error', code: 'unknown-session' });
    expect(rejected('foreign-viewer')).toBe(1);
    expect(viewer.pending).toEqual([]);
  });

  test("that claims another's session when it registers is told to end it", async () => {
    const honest = await gateway.host({ host: 'honest' });
    const session = await gateway.createSession();
    await honest.next();
    const liar = await gateway.host({ host: 'liar', sessions: [runningOf(session)] });
    expect(await liar.next()).toEqual({ type: 'end', session: session.id, code: 'unknown-session' });
    const viewer = await gateway.joined(session);
    viewer.send(OFFER);
    expect(await honest.next()).toMatchObject({ type: 'offer' });
    expect(liar.pending).toEqual([]);
  });

  test.each([
    ['no gateway signed for it', undefined],
    ['it was given to another host', { host: 'host-2' }],
    ['it is of another tenant', { tenant: 'shop' }],
  ])('that brings a session which nobody knows is told to end it where %s', async (_why, other) => {
    const given = { session: 'made-up', tenant: 'default', host: 'host-1', ...other };
    const proof = other === undefined ? 'A'.repeat(86) : gateway.app.identity.proofs.prove(given);
    const host = await gateway.host({ sessions: [{ session: 'made-up', scene: 'cube', proof }] });
    expect(await host.next()).toEqual({ type: 'end', session: 'made-up', code: 'unknown-session' });
    expect(await gateway.app.cluster.session('made-up' as SessionId)).toBeUndefined();
    expect(rejected('foreign-session')).toBe(1);
  });

  test('shows what it was given with each session', async () => {
    const host = await gateway.host();
    const session = await gateway.createSession();
    const { proof } = await host.next();
    await gateway.stop();
    gateway = await Harness.start();
    const back = await gateway.host({ sessions: [{ ...runningOf(session), proof: String(proof) }] });
    await back.settled();
    expect(back.pending).toEqual([]);
    expect((await gateway.get(session)).json()).toMatchObject({ state: 'active', host: 'host-1' });
  });

  test('that still runs a session which has ended is told again', async () => {
    const host = await gateway.host();
    host.send({ type: 'session-ready', session: 'long-gone' });
    expect(await host.next()).toEqual({ type: 'end', session: 'long-gone', code: 'unknown-session' });
    host.send({ type: 'session-ended', session: 'long-gone', code: 'session-ended', message: '' });
    await host.settled();
    expect(host.pending).toEqual([]);
    expect(rejected('stale-session')).toBe(2);
  });

  test('that is lost for good ends its sessions', async () => {
    await gateway.stop();
    gateway = await Harness.start({ timing: { hostGrace: 500, tickEvery: 25 } });
    const host = await gateway.host();
    const viewer = await gateway.joined(await gateway.createSession());
    await host.close();
    expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'host-lost' });
    expect(await viewer.closed).toBe(signaling.CLOSE.ended);
    expect(gateway.sessionCount).toBe(0);
  });

  test('that says goodbye has left, and one that does not is lost', async () => {
    await gateway.stop();
    let log = '';
    gateway = await Harness.start({ logger: { level: 'info', stream: { write: (line) => void (log += line) } } });
    const [polite, broken] = [await gateway.host(), await gateway.host({ host: 'host-2' })];
    polite.socket.close(1001);
    broken.socket.terminate();
    await expect.poll(async () => gateway.usableHosts()).toBe(0);
    expect(log).toMatch(/"level":30,.*"hostId":"host-1","msg":"host left"/u);
    expect(log).toMatch(/"level":40,.*"hostId":"host-2","msg":"host lost"/u);
  });

  test('that is lost and comes back in time goes on where it was', async () => {
    await gateway.stop();
    gateway = await Harness.start();
    const host = await gateway.host();
    const session = await gateway.createSession();
    const viewer = await gateway.joined(session);
    const { session: id } = await host.next();
    host.send({ type: 'session-ready', session: id });
    await host.settled();
    await host.close();
    await expect.poll(async () => gateway.usableHosts()).toBe(0);
    viewer.send(OFFER);
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'host-lost', peer: '1' });
    const back = await gateway.host({ sessions: [runningOf(session)] });
    viewer.send({ ...OFFER, peer: '2' });
    expect(await back.next()).toMatchObject({ type: 'offer', peer: '2' });
    expect(viewer.pending).toEqual([]);
  });

  test('that was cut off while it started a session is asked again', async () => {
    await gateway.stop();
    gateway = await Harness.start();
    const host = await gateway.host();
    const session = await gateway.createSession();
    await host.next();
    await host.close();
    const back = await gateway.host();
    expect(await back.next()).toMatchObject({ type: 'start', session: session.id });
  });

  test('that comes back without its sessions has lost them', async () => {
    const host = await gateway.host();
    const viewer = await gateway.joined(await gateway.createSession());
    const { session } = await host.next();
    host.send({ type: 'session-ready', session });
    await host.settled();
    await gateway.host();
    expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'host-lost' });
  });

  test('that was restarted throws its old process out, which stays out', async () => {
    const old = await gateway.host({ incarnation: 'old' });
    const viewer = await gateway.joined(await gateway.createSession());
    const young = await gateway.host({ incarnation: 'new' });
    expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'host-lost' });
    expect(await old.next()).toMatchObject({ type: 'start' });
    expect(await old.next()).toMatchObject({ type: 'error', code: 'host-refused' });
    expect(await old.closed).toBe(signaling.CLOSE.refused);
    const again = await gateway.hostSocket();
    again.send(registration({ incarnation: 'old' }));
    expect(await again.next()).toMatchObject({ type: 'error', code: 'host-refused' });
    expect(rejected('fenced-host')).toBe(1);
    await gateway.createSession();
    expect(await young.next()).toMatchObject({ type: 'start' });
  });

  test('brings its sessions to a gateway that was restarted', async () => {
    await gateway.host();
    const session = await gateway.createSession();
    await gateway.stop();
    gateway = await Harness.start();
    const early = await gateway.viewer();
    early.send(joinOf(session));
    // Worth another try: the hosts are on their way.
    expect(await early.next()).toMatchObject({ type: 'error', code: 'no-host' });
    const host = await gateway.host({ sessions: [runningOf(session)] });
    const viewer = await gateway.joined(session);
    viewer.send(OFFER);
    expect(await host.next()).toMatchObject({ type: 'offer', session: session.id });
  });

  test('counts the sessions that it brings against its slots', async () => {
    await gateway.host({ capacity: 1, sessions: [{ session: 'old', scene: 'cube' }] });
    expect(await gateway.createSession()).toMatchObject({ state: 'queued' });
  });
});

describe('in production', () => {
  test('a host needs the host key', async () => {
    const keys = { apiKeys: ['api-key-for-the-tests'], hostKey: 'host-key-for-the-tests' };
    const gateway = await Harness.start({ dev: false, ...keys });
    await expect(gateway.hostSocket()).rejects.toThrow('401');
    await expect(gateway.hostSocket({ headers: { authorization: `Bearer ${keys.apiKeys[0]}` } })).rejects.toThrow(
      '401',
    );
    await gateway.host({}, { headers: { authorization: `Bearer ${keys.hostKey}` } });
    expect(['no-key', 'bad-key'].map((reason) => gateway.app.rejections.count(reason as 'bad-key'))).toEqual([1, 1]);
    await gateway.stop();
  });

  test('an address opens so many sockets a minute, whatever for', async () => {
    const gateway = await Harness.start({
      ...{ dev: false, apiKeys: ['api-key-for-the-tests'], hostKey: 'host-key-for-the-tests' },
      addressSocketsPerMinute: 2,
    });
    await gateway.host({}, { headers: { authorization: 'Bearer host-key-for-the-tests' } });
    await gateway.open('/v1/media', MEDIA_SUBPROTOCOL);
    for (const [path, subprotocol] of [
      ['/v1/hosts', HOST_SUBPROTOCOL],
      ['/v1/media', MEDIA_SUBPROTOCOL],
    ] as const) {
      await expect(gateway.open(path, subprotocol)).rejects.toThrow('429');
    }
    await gateway.stop();
  });
});

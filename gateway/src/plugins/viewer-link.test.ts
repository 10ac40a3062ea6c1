import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RIGHTS, VIEWER_SUBPROTOCOL, check, hostLink, signaling, type rest } from '@remote-view/protocol';
import { Harness, joinOf, type Client } from '../testing/harness.ts';

const OFFER = { type: 'offer', peer: '1', sdp: 'v=0\r\n' } as const;

describe('a viewer', () => {
  let gateway: Harness;
  let host: Client;
  let session: rest.CreatedSession;
  beforeEach(async () => {
    gateway = await Harness.start();
    host = await gateway.host();
    session = await gateway.createSession();
    expect(await host.next()).toMatchObject({ type: 'start' });
  });
  afterEach(async () => gateway.stop());

  test('joins, offers in the same breath, and gets the answer of its host', async () => {
    const viewer = await gateway.viewer();
    expect(viewer.socket.protocol).toBe(VIEWER_SUBPROTOCOL);
    viewer.send(joinOf(session));
    viewer.send(OFFER);
    const joined = await viewer.next();
    const granted = { role: 'owner', rights: RIGHTS };
    expect(joined).toEqual({ type: 'joined', session: session.id, scene: 'cube', iceServers: [], ...granted });
    expect(check(signaling.GatewayToViewer, joined)).toBe(true);
    const offer = await host.next();
    expect(check(hostLink.GatewayToHost, offer)).toBe(true);
    expect(offer).toMatchObject({ ...OFFER, session: session.id });
    host.send({ type: 'answer', session: session.id, viewer: offer['viewer'], peer: '1', sdp: 'v=0\r\na=x\r\n' });
    expect(await viewer.next()).toEqual({ type: 'answer', peer: '1', sdp: 'v=0\r\na=x\r\n' });
  });

  test('is answered alone, though others are in the session', async () => {
    const [first, second] = [await gateway.joined(session), await gateway.joined(session)];
    second.send(OFFER);
    const { viewer } = await host.next();
    host.send({ type: 'answer', session: session.id, viewer, peer: '1', sdp: 'v=0' });
    expect(await second.next()).toMatchObject({ type: 'answer' });
    expect(first.pending).toEqual([]);
  });

  test('is the same to its host over another socket where it says so, and somebody else where it does not', async () => {
    const pages: unknown[] = [];
    for (const page of ['a-page-of-this-test', 'a-page-of-this-test', undefined, undefined]) {
      const viewer = await gateway.viewer();
      viewer.send({ ...joinOf(session), page });
      viewer.send(OFFER);
      pages.push((await host.next())['page']);
      await viewer.close();
    }
    expect(pages[1]).toBe(pages[0]);
    expect(new Set(pages).size).toBe(3);
  });

  test('hears that its offer was refused, and why', async () => {
    const viewer = await gateway.joined(session);
    viewer.send(OFFER);
    const offer = await host.next();
    const failure = { code: 'sdp-no-h264', message: 'No H.264 in the offer.', peer: '1' };
    host.send({ type: 'viewer-error', session: session.id, viewer: offer['viewer'], ...failure });
    expect(await viewer.next()).toEqual({ type: 'error', ...failure });
  });

  test('is told with all others to offer again', async () => {
    const viewers = [await gateway.joined(session), await gateway.joined(session)];
    const notice = { type: 'renegotiate', code: 'stream-failed', message: 'It was replaced.' };
    host.send({ ...notice, session: session.id });
    for (const viewer of viewers) expect(await viewer.next()).toEqual(notice);
  });

  test('is told with all others when the host ends the session', async () => {
    const viewers = [await gateway.joined(session), await gateway.joined(session)];
    const notice = { code: 'scene-gave-up', message: 'It threw three times.' };
    host.send({ type: 'session-ended', session: session.id, ...notice });
    for (const viewer of viewers) {
      expect(await viewer.next()).toEqual({ type: 'ended', ...notice });
      expect(await viewer.closed).toBe(signaling.CLOSE.ended);
    }
  });

  test('is told with all others when somebody ends the session', async () => {
    const viewers = [await gateway.joined(session), await gateway.joined(session)];
    expect((await gateway.end(session)).statusCode).toBe(204);
    for (const viewer of viewers) {
      expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'session-ended' });
      expect(await viewer.closed).toBe(signaling.CLOSE.ended);
    }
    expect(await host.next()).toEqual({ type: 'end', session: session.id, code: 'session-ended' });
    expect(gateway.sessionCount).toBe(0);
  });

  test('leaves the session as it is by closing its socket, and may come back', async () => {
    const viewer = await gateway.joined(session);
    await viewer.close();
    await gateway.joined(session);
    expect(host.pending).toEqual([]);
  });

  test('that went away is not missed by a host that answers late', async () => {
    const viewer = await gateway.joined(session);
    viewer.send(OFFER);
    const offer = await host.next();
    await viewer.close();
    const { rejections } = gateway.app.exchange;
    host.send({ type: 'answer', session: session.id, viewer: offer['viewer'], peer: '1', sdp: 'v=0' });
    await expect.poll(() => rejections.count('stale-viewer')).toBe(1);
    expect(host.socket.readyState).toBe(host.socket.OPEN);
  });

  test('with a wrong token is refused, whoever else is in', async () => {
    const inside = await gateway.joined(session);
    const viewer = await gateway.viewer();
    viewer.send({ ...joinOf(session), token: 'x'.repeat(43) });
    viewer.send(OFFER);
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'bad-token' });
    expect(await viewer.closed).toBe(signaling.CLOSE.refused);
    expect(host.pending).toEqual([]);
    inside.send(OFFER);
    expect(await host.next()).toMatchObject({ type: 'offer' });
  });

  test("with another session's token is refused", async () => {
    const other = await gateway.createSession();
    const viewer = await gateway.viewer();
    viewer.send({ ...joinOf(session), token: other.token });
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'bad-token' });
  });

  test('that goes while its token is looked at takes nobody a place', async () => {
    for (let index = 0; index < 40; index++) {
      const viewer = await gateway.viewer();
      viewer.send(joinOf(session));
      viewer.socket.terminate();
    }
    await expect.poll(() => gateway.app.exchange.viewers.size).toBe(0);
    await gateway.joined(session);
  });

  test('of a session that is not there is refused', async () => {
    const viewer = await gateway.viewer();
    const nothing = { id: 'nothing', tenant: 'default' };
    const { token } = await gateway.grant(nothing);
    viewer.send(joinOf({ id: nothing.id, token }));
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'unknown-session' });
    expect(await viewer.closed).toBe(signaling.CLOSE.refused);
  });

  test.each([0, 2, 65_535])('of version %i is refused for that alone', async (version) => {
    const viewer = await gateway.viewer();
    viewer.send({ ...joinOf(session), version, news: 'unheard of' });
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'unsupported-version' });
    expect(await viewer.closed).toBe(signaling.CLOSE.refused);
    expect(gateway.app.exchange.rejections.count('unsupported-version')).toBe(1);
  });

  test.each([[[]], [['other.v1']], [['remote-view-host.v1']], [[VIEWER_SUBPROTOCOL, 'remote-view-host.v1']]])(
    'is not let in with the subprotocols %j',
    async (subprotocols) => {
      await expect(gateway.open('/v1/signal', subprotocols)).rejects.toThrow('400');
    },
  );

  test('may offer other subprotocols beside ours', async () => {
    const viewer = await gateway.open('/v1/signal', ['some-token', VIEWER_SUBPROTOCOL]);
    expect(viewer.socket.protocol).toBe(VIEWER_SUBPROTOCOL);
  });

  test('one too many in a session is refused', async () => {
    for (let index = 0; index < 32; index++) await gateway.joined(session);
    const viewer = await gateway.viewer();
    viewer.send(joinOf(session));
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'rate-limited' });
    expect(await viewer.closed).toBe(signaling.CLOSE.refused);
  });
});

describe('a session', () => {
  test('that nobody joins in time ends, and its slot is free', async () => {
    const gateway = await Harness.start({ timing: { claimWithin: 30, tickEvery: 5 } });
    const host = await gateway.host({ capacity: 1 });
    const session = await gateway.createSession();
    expect(await host.next()).toMatchObject({ type: 'start' });
    expect(await host.next()).toEqual({ type: 'end', session: session.id, code: 'session-unclaimed' });
    await gateway.createSession();
    await gateway.stop();
  });

  test('that its host never starts ends, though somebody waits', async () => {
    const gateway = await Harness.start({ timing: { startWithin: 50, tickEvery: 5 } });
    await gateway.host();
    const viewer = await gateway.joined(await gateway.createSession());
    expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'host-refused' });
    await gateway.stop();
  });
});

describe('in production', () => {
  const keys = { apiKeys: ['api-key-for-the-tests'], hostKey: 'host-key-for-the-tests' };

  test('viewers come from allowed pages, from our own, or from no browser', async () => {
    const gateway = await Harness.start({ dev: false, ...keys, allowedOrigins: ['https://shop.example'] });
    await gateway.viewer();
    await gateway.viewer({ origin: 'https://shop.example' });
    await gateway.viewer({ origin: `http://127.0.0.1:${gateway.port}` });
    await expect(gateway.viewer({ origin: 'https://evil.example' })).rejects.toThrow('403');
    await expect(gateway.viewer({ origin: 'null' })).rejects.toThrow('403');
    expect(gateway.app.exchange.rejections.count('origin')).toBe(2);
    await gateway.stop();
  });
});

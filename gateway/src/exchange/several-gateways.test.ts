/** Two real gateways with a real Redis between them: viewers at one, their sessions' hosts at the other. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signaling, type rest } from '@remote-view/protocol';
import { joinOf, registration, runningOf, type Client, type Harness } from '../testing/harness.ts';
import { RedisServer } from '../testing/redis-server.ts';
import { TwoGateways } from '../testing/two-gateways.ts';

const OFFER = { type: 'offer', peer: '1', sdp: 'v=0\r\n' } as const;

if (!RedisServer.isInstalled) {
  test.skip('several gateways are not tried: redis-server is not installed', () => {});
} else {
  describe('two gateways', () => {
    const gateways = new TwoGateways({ maxQueued: 10 });
    let a: Harness;
    let b: Harness;

    beforeEach(async () => {
      [a, b] = await gateways.begin();
    });
    afterEach(async () => gateways.end());
    afterAll(async () => gateways.close());

    /** What a host at `b` is asked to start. */
    async function startedAt(host: Client): Promise<string> {
      const message = await host.next();
      expect(message.type).toBe('start');
      return String(message['session']);
    }

    /** A session that was made at `a`, whose host is at `b`, and that a viewer has joined at `a`. */
    async function acrossBoth(): Promise<{ host: Client; viewer: Client; session: rest.CreatedSession }> {
      const host = await b.host();
      const session = await a.createSession();
      expect(await startedAt(host)).toBe(session.id);
      host.send({ type: 'session-ready', session: session.id });
      return { host, viewer: await a.joined(session), session };
    }

    async function exchangesAnOffer(viewer: Client, host: Client, peer: string): Promise<void> {
      viewer.send({ ...OFFER, peer });
      const offer = await host.next();
      expect(offer).toMatchObject({ type: 'offer', peer });
      host.send({ type: 'answer', session: offer['session'], viewer: offer['viewer'], peer, sdp: 'v=0\r\na=x\r\n' });
      expect(await viewer.next()).toMatchObject({ type: 'answer', peer });
    }

    test('carry what a viewer at one and a host at the other say to each other', async () => {
      const { host, viewer, session } = await acrossBoth();
      await exchangesAnOffer(viewer, host, '1');
      host.send({ type: 'renegotiate', session: session.id, code: 'stream-failed', message: 'New.' });
      expect(await viewer.next()).toMatchObject({ type: 'renegotiate' });
      host.send({ type: 'session-ended', session: session.id, code: 'scene-gave-up', message: 'It threw.' });
      expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'scene-gave-up' });
      expect(await viewer.closed).toBe(signaling.CLOSE.ended);
    });

    test('end a session of the other', async () => {
      const { host, viewer, session } = await acrossBoth();
      expect((await a.end(session)).statusCode).toBe(204);
      expect(await host.next()).toMatchObject({ type: 'end', session: session.id });
      expect(await viewer.next()).toMatchObject({ type: 'ended', code: 'session-ended' });
      await expect.poll(async () => (await a.get(session)).json<unknown>()).toMatchObject({ state: 'ended' });
    });

    test('refuse a token at the gateway of the socket, whoever has the session', async () => {
      const { session } = await acrossBoth();
      const { session: other } = await acrossBothAgain();
      const thief = await a.viewer();
      thief.send(joinOf({ id: session.id, token: other.token }));
      expect(await thief.next()).toMatchObject({ type: 'error', code: 'bad-token' });
    });

    /** Another session on the host that is there already. */
    async function acrossBothAgain(): Promise<{ session: rest.CreatedSession }> {
      return { session: await a.createSession() };
    }

    test('serve one line: who waits at one gets the slot that becomes free at the other', async () => {
      const host = await b.host({ capacity: 1 });
      const first = await b.createSession();
      await startedAt(host);
      const second = await a.createSession();
      expect(second.state).toBe('queued');
      const waiting = await a.viewer();
      waiting.send(joinOf(second));
      expect(await waiting.next()).toMatchObject({ type: 'joined', queue: { position: 1 } });
      await b.end(first);
      expect(await host.next()).toMatchObject({ type: 'end', session: first.id });
      expect(await startedAt(host)).toBe(second.id);
      expect(await waiting.next()).toMatchObject({ type: 'admitted' });
      host.send({ type: 'session-ready', session: second.id });
      await exchangesAnOffer(waiting, host, '1');
    });

    test('keep a session whose host comes back at the other gateway, and take its viewers along', async () => {
      const { host, viewer, session } = await acrossBoth();
      const local = await b.joined(session);
      await host.close();
      const back = await a.host({ sessions: [runningOf(session)] });
      await expect.poll(() => [a.sessionCount, b.sessionCount], { timeout: 5_000 }).toEqual([1, 0]);
      await expect.poll(async () => reaches(viewer, back, '2'), { timeout: 5_000 }).toBe(true);
      await expect.poll(async () => reaches(local, back, '3'), { timeout: 5_000 }).toBe(true);
    });

    /** Whether what the viewer offers reaches the host by now; while its host is on its way, an offer is refused. */
    async function reaches(viewer: Client, host: Client, peer: string): Promise<boolean> {
      viewer.send({ ...OFFER, peer });
      await viewer.settled();
      await host.settled();
      return host.pending.some((message) => message['peer'] === peer);
    }

    test('keep a session when the gateway of its host dies and its host dials the other', async () => {
      const { host, viewer, session } = await acrossBoth();
      await b.stop();
      expect(await host.closed).toBeGreaterThan(0);
      const back = await a.host({ sessions: [runningOf(session)] });
      await expect.poll(async () => reaches(viewer, back, '2'), { timeout: 8_000 }).toBe(true);
      b = await gateways.start();
    }, 20_000);

    test('forget the viewers of a gateway that died', async () => {
      const { host, session } = await acrossBoth();
      expect(b.app.exchange.visitors.size).toBe(1);
      await a.stop();
      host.send({ type: 'renegotiate', session: session.id, code: 'stream-failed', message: 'New.' });
      await expect.poll(() => b.app.exchange.visitors.size).toBe(0);
      a = await gateways.start();
    });

    test('go on with what runs while Redis is away, and refuse what is new with a code', async () => {
      const host = await b.host();
      const session = await b.createSession();
      await startedAt(host);
      host.send({ type: 'session-ready', session: session.id });
      const viewer = await b.joined(session);
      host.send({ type: 'viewers', session: session.id, count: 3 });
      await gateways.redis.stop();
      await exchangesAnOffer(viewer, host, '1');
      const refused = await b.post({ scene: 'cube' });
      expect(refused.json()).toMatchObject({ status: 503, code: 'unavailable' });
      expect(refused.headers['retry-after']).toBeDefined();
      // Another viewer of a session that runs here needs nobody else.
      const another = await b.joined(session);
      await exchangesAnOffer(another, host, '1');
      await gateways.redis.restart();
      // It came back with nothing: hosts and what they run are told to it again.
      await expect
        .poll(async () => (await a.get(session)).json<unknown>(), { timeout: 10_000 })
        .toMatchObject({ state: 'active', viewers: 3 });
      await expect.poll(async () => (await a.post({ scene: 'cube' })).statusCode, { timeout: 5_000 }).toBe(201);
      await startedAt(host);
      await exchangesAnOffer(viewer, host, '2');
    }, 30_000);

    test('leave no slot taken behind a request that Redis answered too late', async () => {
      await b.host({ capacity: 1 });
      gateways.redis.pause();
      expect((await a.post({ scene: 'cube' })).json()).toMatchObject({ status: 503, code: 'unavailable' });
      gateways.redis.resume();
      const asked = async () => (await a.post({ scene: 'cube' })).json<rest.CreatedSession>();
      await expect.poll(asked, { timeout: 5_000 }).toMatchObject({ state: 'starting' });
    });

    test('give such a session to who asks with the same key again', async () => {
      await b.host({ capacity: 1 });
      const asked = async () => a.post({ scene: 'cube' }, { 'idempotency-key': 'order-7' });
      gateways.redis.pause();
      expect((await asked()).statusCode).toBe(503);
      gateways.redis.resume();
      await expect
        .poll(async () => (await asked()).json<unknown>(), { timeout: 5_000 })
        .toMatchObject({
          state: 'starting',
        });
    });

    test('throw out a host process that another one has taken the place of, wherever it is', async () => {
      const old = await b.host();
      await a.host({ incarnation: 'second' });
      expect(await old.next()).toMatchObject({ type: 'error', code: 'host-refused' });
      const again = await b.hostSocket();
      again.send(registration());
      expect(await again.next()).toMatchObject({ type: 'error', code: 'host-refused' });
    });
  });
}

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, MEDIA_SUBPROTOCOL, mediaRelay, PROTOCOL_VERSION, rest } from '@remote-view/protocol';
import { DEFAULT_PREFIX } from '../cluster/redis-store.ts';
import { GatewayMessage } from '../exchange/gateway-messages.ts';
import { Harness, type Client } from '../testing/harness.ts';
import { RedisServer } from '../testing/redis-server.ts';
import { messageText, runs, type Known, type Shape } from './shapes.ts';
import { makeSession, registeredHost, Witness } from './witness.ts';

const TIMING = { hostGrace: 5_000, beatEvery: 50, tickEvery: 25, claimWithin: 60_000 };
/** Somebody who can write to Redis and is no gateway. */
const EVIL = 'evil-gateway';
/** A key of the test's own. */
const KEPT = `${DEFAULT_PREFIX}kept`;

type Redis = Awaited<ReturnType<typeof connect>>;

async function connect(url: string) {
  return createClient({ url }).connect();
}

if (!RedisServer.isInstalled) {
  test.skip('a hostile Redis is not tried: redis-server is not installed', () => {});
} else {
  describe('gateways whose Redis somebody else writes to', () => {
    let server: RedisServer;
    let redis: Redis;
    let hearing: Redis;
    let a: Harness;
    let b: Harness;
    let witness: Witness;
    let host: Client;
    let viewer: Client;
    let viewerId: string;
    let target: rest.CreatedSession;
    /** What gateways sent to {@link EVIL}. */
    const heard: { readonly from: string; readonly message: { readonly type: string; readonly request: string } }[] =
      [];
    let wake = (): void => {};

    beforeAll(async () => {
      server = (await RedisServer.start())!;
      [redis, hearing] = [await connect(server.url), await connect(server.url)];
      await hearing.sSubscribe(channelOf(EVIL), (text) => {
        const space = text.indexOf(' ');
        heard.push({ from: text.slice(0, space), message: JSON.parse(text.slice(space + 1)) as never });
        wake();
      });
      const limits = { viewerMessagesPer10s: 1e6, hostMessagesPer10s: 1e6 };
      const options = { redisUrl: server.url, timing: TIMING, limits, clusterUrl: 'http://127.0.0.1:1' };
      [a, b] = [await Harness.start(options), await Harness.start(options)];
      witness = await Witness.start(a, b);
      host = await registeredHost(b, { host: 'host-1', capacity: 20 });
      target = await makeSession(a, 'cube');
      await host.next();
      host.send({ type: 'session-ready', session: target.id });
      viewer = await a.joined(target);
      viewer.send({ type: 'offer', peer: '1', sdp: 'v=0' });
      viewerId = String((await host.next())['viewer']);
    });
    afterAll(async () => {
      await Promise.all([a.stop(), b.stop()]);
      redis.destroy();
      hearing.destroy();
      await server.stop();
    });

    function channelOf(gateway: string): string {
      return `${DEFAULT_PREFIX}to:${gateway}`;
    }

    async function publish(to: Harness, from: string, text: string): Promise<void> {
      await redis.sPublish(channelOf(to.app.cluster.gateway), `${from} ${text}`);
    }

    async function askedOfEvil(type: string): Promise<(typeof heard)[number]> {
      for (;;) {
        const asked = heard.splice(0).find(({ message }) => message.type === type);
        if (asked !== undefined) return asked;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }

    const KNOWN: Known = {
      session: fc.constantFrom('@target', '@target', 'none'),
      viewer: fc.constantFrom('@viewer', '@other', 'none'),
      token: fc.constantFrom('@token', '@token', 'eyJhbGciOiJub25lIn0.e30.AAAA'),
      host: fc.constantFrom('host-1', 'witness', 'none'),
      closeCode: fc.integer({ min: 1_000, max: 4_999 }),
    };

    test('go on whatever it tells them', async () => {
      const message = messageText(GatewayMessage as Shape, KNOWN);
      const from = fc.constantFrom(EVIL, 'nobody', '', '@a', '@b');
      const said = fc.array(fc.tuple(fc.boolean(), from, message), { minLength: 1, maxLength: 8 });
      const tried = fc.asyncProperty(said, async (all) => {
        for (const [toA, sender, text] of all) {
          // What a real gateway says to the other one of the witness counts: it could do as it likes.
          const names = {
            '@target': target.id,
            '@token': target.token,
            '@viewer': viewerId,
            '@other': witness.viewerId,
          };
          const isReal = sender === (toA ? '@b' : '@a') && !text.includes('@other') && !text.includes('witness');
          const by = isReal ? (toA ? b : a).app.cluster.gateway : EVIL;
          const full = text.replace(/@[a-z]+/g, (name) => names[name as keyof typeof names] ?? name);
          await publish(toA ? a : b, by, full);
        }
        await witness.works();
      });
      await fc.assert(tried, runs(150));
      for (const gateway of [a, b]) {
        expect(gateway.app.rejections.count('foreign-gateway')).toBeGreaterThan(10);
        expect(gateway.app.rejections.count('internal')).toBe(0);
        expect(gateway.app.exchange.visitors.size).toBeLessThanOrEqual(64);
      }
    });

    test('close a socket with a code that can be sent, or leave it alone', async () => {
      const session = await makeSession(a, 'cube');
      const watching = await a.joined(session);
      watching.send({ type: 'offer', peer: '1', sdp: 'v=0' });
      const id = await offeringViewer(session.id);
      for (const closeCode of [1_004, 1_005, 1_006, 1_015, 2_000]) {
        await publish(a, b.app.cluster.gateway, JSON.stringify({ type: 'close', viewer: id, closeCode }));
      }
      watching.send({ type: 'offer', peer: '2', sdp: 'v=0' });
      expect(await offeringViewer(session.id)).toBe(id);
      await watching.close();
    });

    async function offeringViewer(session: string): Promise<unknown> {
      for (;;) {
        const message = await host.next();
        if (message.type === 'offer' && message['session'] === session) return message['viewer'];
      }
    }

    test.each(['http://[', 'http://a:b:c', 'http://127.0.0.1:99999', 'http://:::'])(
      'dial nothing at an address that is none: %s',
      async (url) => {
        const end = await a.open('/v1/media', MEDIA_SUBPROTOCOL);
        end.send({ type: 'attach', version: PROTOCOL_VERSION, ticket: `${EVIL}.AAAAAAAAAAAAAAAAAAAA` });
        const { from, message } = await askedOfEvil('where');
        const door = { url, pass: 'AAAAAAAAAAAAAAAAAAAAAAAAAA' };
        await publish(a, EVIL, JSON.stringify({ type: 'here', request: message.request, door }));
        expect(from).toBe(a.app.cluster.gateway);
        expect(await end.next()).toMatchObject({ type: 'error', code: 'unavailable' });
        expect(await end.closed).toBe(mediaRelay.CLOSE.otherEndGone);
        // It is asked again next time.
        await publish(a, EVIL, JSON.stringify({ type: 'here', request: 'none' }));
      },
    );

    test('wait for no answer for ever, though the question comes back as one', async () => {
      const session = await makeSession(a, 'cube');
      await redis.hSet(`${DEFAULT_PREFIX}host:host-1`, 'gateway', EVIL);
      const looking = a.app.inject({
        url: `/v1/sessions/${session.id}/thumbnail`,
        headers: { authorization: `Bearer ${session.token}` },
      });
      const asking = looking.then(({ statusCode }) => statusCode);
      const { message } = await askedOfEvil('look');
      await publish(a, EVIL, JSON.stringify({ ...message, type: 'look', session: session.id }));
      expect(await asking).toBe(404);
    });

    test('answer with a code whatever is in it, and go on with what runs', async () => {
      const records = (await redis.keys('*')).filter(
        (key) => !key.includes('witness') && !key.includes(witness.session.id),
      );
      const garbage = ['', 'x', '{', '{}', '[]', 'null', '-1', '1e999', '{"id":7,"labels":7}', 'x'.repeat(10_000)];
      const spoiled = fc.tuple(fc.constantFrom(...records), fc.nat(), fc.constantFrom(...garbage, null));
      const tried = fc.asyncProperty(spoiled, async ([key, at, value]) => {
        const kept = (await redis.copy(key, KEPT, { REPLACE: true })) > 0;
        await spoil(key, at, value);
        for (const gateway of [a, b]) await asksFor(gateway);
        await witness.works();
        await redis.del(key);
        if (kept) await redis.copy(KEPT, key);
        // Where it was said that another process speaks for it, it was thrown out. It dials again until it is let in.
        const fields = { host: 'host-1', capacity: 20, incarnation: randomUUID() };
        if (host.socket.readyState === host.socket.CLOSED) host = await registeredHost(b, fields).catch(() => host);
      });
      await fc.assert(tried, runs(80));
    });

    /** A field of a hash, or all of another kind of key. */
    async function spoil(key: string, at: number, value: string | null): Promise<void> {
      const fields = (await redis.type(key)) === 'hash' ? await redis.hKeys(key) : [];
      const field = fields[at % (fields.length + 1)];
      if (value === null) await redis.del(key);
      else if (field === undefined) await redis.set(key, value);
      else await redis.hSet(key, field, value);
    }

    async function asksFor(gateway: Harness): Promise<void> {
      const { id, token } = target;
      const made = await gateway.post({ scene: 'cube' });
      const answers = [
        made,
        ...(made.statusCode === 201 ? [await gateway.end(made.json<rest.CreatedSession>())] : []),
        await gateway.get({ id, token }),
        ...(await Promise.all(
          ['/v1/sessions', '/v1/scenes', '/readyz', '/v1/admin/hosts', '/v1/admin/overview'].map(async (url) =>
            gateway.app.inject(url),
          ),
        )),
      ];
      for (const { statusCode, body } of answers) {
        expect(statusCode < 500 || statusCode === 503, body).toBe(true);
        if (statusCode >= 400) expect(check(rest.Problem, JSON.parse(body)), body).toBe(true);
      }
    }
  });
}

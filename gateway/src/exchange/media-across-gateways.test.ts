/** Relayed media whose sockets a load balancer brings to any of two real gateways, with a real Redis between them. */
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createMute, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mediaRelay, signaling } from '@remote-view/protocol';
import type { GatewayOptions } from '../options.ts';
import { Harness, type Client } from '../testing/harness.ts';
import { MediaEnd, ticketsFor, type Tickets } from '../testing/media-end.ts';
import { freePort, RedisServer } from '../testing/redis-server.ts';

const { CLOSE, RELAY_LIMITS } = mediaRelay;
const MESSAGE_BYTES = 65_536;
const HOST_KEY = 'host-key-for-the-tests';

if (!RedisServer.isInstalled) {
  test.skip('relayed media across gateways is not tried: redis-server is not installed', () => {});
} else {
  describe('relayed media across gateways', () => {
    let redis: RedisServer;
    /** Where the viewer signals. */
    let a: Harness;
    /** Where the host is linked: it makes the tickets. */
    let b: Harness;
    let host: Client;
    let viewer: Client;

    async function start(options: GatewayOptions = {}): Promise<Harness> {
      const port = await freePort();
      const clusterUrl = `http://127.0.0.1:${port}`;
      return Harness.start({ redisUrl: redis.url, clusterUrl, ...options }, port);
    }

    async function startBoth(ofA: GatewayOptions = {}, ofB: GatewayOptions = {}): Promise<void> {
      await redis.restart();
      [a, b] = [await start(ofA), await start(ofB)];
      host = await b.host({}, { headers: { authorization: `Bearer ${HOST_KEY}` } });
      viewer = await a.joined(await a.createSession());
      expect(await host.next()).toMatchObject({ type: 'start' });
    }

    async function stopBoth(): Promise<void> {
      await Promise.all([a.stop(), b.stop()]);
    }

    beforeAll(async () => {
      redis = (await RedisServer.start())!;
    });
    beforeEach(() => startBoth());
    afterEach(stopBoth);
    afterAll(async () => redis.stop());

    async function tickets(peer = 'p1'): Promise<Tickets> {
      return ticketsFor(viewer, host, peer);
    }

    interface Relay {
      readonly viewerEnd: MediaEnd;
      readonly hostEnd: MediaEnd;
    }

    async function relay(viewerAt = a, hostAt = b): Promise<Relay> {
      const given = await tickets();
      const viewerEnd = await MediaEnd.attached(viewerAt, given.viewer);
      const hostEnd = await MediaEnd.attached(hostAt, given.host);
      for (const end of [viewerEnd, hostEnd]) expect(await end.told()).toEqual({ type: 'open' });
      return { viewerEnd, hostEnd };
    }

    function send(end: MediaEnd, messages: number): void {
      for (let index = 0; index < messages; index++) end.socket.send(Buffer.alloc(MESSAGE_BYTES, index % 251));
    }

    async function expectAll(end: MediaEnd, messages: number): Promise<void> {
      for (let index = 0; index < messages; index++) {
        const bytes = await end.next();
        expect([bytes.length, bytes[0]]).toEqual([MESSAGE_BYTES, index % 251]);
      }
    }

    test.each([
      ['the viewer’s socket', () => [a, b] as const],
      ['the host’s socket', () => [b, a] as const],
      ['both sockets', () => [a, a] as const],
    ])('crosses as it is, both ways and in order, where %s came to another gateway', async (_which, where) => {
      const [viewerAt, hostAt] = where();
      const { viewerEnd, hostEnd } = await relay(viewerAt, hostAt);
      send(hostEnd, 100);
      send(viewerEnd, 100);
      await expectAll(viewerEnd, 100);
      await expectAll(hostEnd, 100);
    });

    test.each<[string, keyof Relay, keyof Relay]>([
      ['a viewer', 'viewerEnd', 'hostEnd'],
      ['a host', 'hostEnd', 'viewerEnd'],
    ])(
      'holds up who sends to %s that does not read, and goes on when it does',
      async (_who, slow, sender) => {
        const ends = await relay();
        ends[slow].socket.pause();
        const total = 800;
        send(ends[sender], total);
        // Nobody takes any more of it: what is left stays with the sender.
        let before = -1;
        const isHeldUp = (): boolean => {
          const waiting = ends[sender].socket.bufferedAmount;
          const isStill = waiting === before;
          before = waiting;
          return isStill && waiting > 0;
        };
        await expect.poll(isHeldUp, { interval: 200, timeout: 10_000 }).toBe(true);
        const unread = [a, b].flatMap(({ app }) => [...app.websocketServer.clients].map((end) => end.bufferedAmount));
        expect(Math.max(...unread)).toBeLessThanOrEqual(RELAY_LIMITS.maxUnread + 4 * MESSAGE_BYTES);
        ends[slow].socket.resume();
        await expectAll(ends[slow], total);
      },
      30_000,
    );

    test.each<[string, keyof Relay, keyof Relay]>([
      ['a viewer', 'viewerEnd', 'hostEnd'],
      ['a host', 'hostEnd', 'viewerEnd'],
    ])(
      'ends when %s does not read for long',
      async (_who, slow, sender) => {
        await stopBoth();
        const timing = { relayStalledAfter: 300 };
        await startBoth({ timing }, { timing });
        const ends = await relay();
        ends[slow].socket.pause();
        send(ends[sender], 800);
        expect(await ends[sender].closed).toBe(CLOSE.otherEndGone);
        ends[slow].socket.resume();
        expect(await ends[slow].closed).toBeGreaterThan(0);
      },
      30_000,
    );

    test('ends for one end with the other', async () => {
      const first = await relay();
      first.viewerEnd.socket.close(1000);
      expect(await first.hostEnd.closed).toBe(CLOSE.otherEndGone);
      const second = await relay();
      second.hostEnd.socket.close(1000);
      expect(await second.viewerEnd.closed).toBe(CLOSE.otherEndGone);
      expect(second.viewerEnd.received).toEqual([]);
      // The viewer's signaling and the host's link are left.
      await expect.poll(() => [a, b].map(({ app }) => app.websocketServer.clients.size)).toEqual([1, 1]);
      expect(b.app.exchange.relays.size).toBe(0);
    });

    test('ends for the host when its viewer dies without a word', async () => {
      const { viewerEnd, hostEnd } = await relay();
      viewerEnd.socket.terminate();
      expect(await hostEnd.closed).toBe(CLOSE.otherEndGone);
    });

    test('ends when its viewer asks for another one', async () => {
      const { viewerEnd } = await relay();
      await tickets('p2');
      expect(await viewerEnd.closed).toBe(CLOSE.otherEndGone);
    });

    test('is refused with the words of the gateway that made the ticket', async () => {
      const { viewer: ticket } = await tickets();
      const forged = await MediaEnd.attached(a, String(ticket).replace(/\..*/, '.a-ticket-of-my-own-making'));
      expect(await forged.told()).toMatchObject({ type: 'error', code: 'bad-token' });
      expect(await forged.closed).toBe(signaling.CLOSE.refused);
      expect(b.app.exchange.rejections.count('bad-ticket')).toBe(1);
      await MediaEnd.attached(a, ticket);
      const again = await MediaEnd.attached(a, ticket);
      expect(await again.told()).toMatchObject({ type: 'error', code: 'bad-token' });
    });

    test('is closed to who sends bytes before the other end is there', async () => {
      const early = await MediaEnd.attached(a, (await tickets()).viewer);
      await expect.poll(() => b.app.websocketServer.clients.size).toBe(2);
      early.socket.send(Buffer.from('early'));
      expect(await early.told()).toMatchObject({ type: 'error', code: 'malformed-message' });
      expect(await early.closed).toBe(signaling.CLOSE.protocolError);
      await expect.poll(() => b.app.exchange.relays.size).toBe(0);
    });

    async function expectUnavailable(end: MediaEnd): Promise<void> {
      expect(await end.told()).toMatchObject({ type: 'error', code: 'unavailable' });
      expect(await end.closed).toBe(CLOSE.otherEndGone);
      const refused = [a, b].map(({ app }) => app.exchange.rejections.count('bad-ticket'));
      expect(Math.max(...refused)).toBeGreaterThan(0);
    }

    test('is asked for again when its gateway dies, known or not', async () => {
      const { viewer: ticket } = await tickets();
      const { viewerEnd } = await relay();
      for (const socket of b.app.websocketServer.clients) socket.terminate();
      expect(await viewerEnd.closed).toBe(CLOSE.otherEndGone);
      await b.stop();
      await expectUnavailable(await MediaEnd.attached(a, ticket));
      await expectUnavailable(await MediaEnd.attached(a, 'nobody.a-ticket-of-my-own-making'));
      b = await start();
    });

    test('is not to be had over a gateway that says no address', async () => {
      const silent = await Harness.start({ redisUrl: redis.url });
      const id = silent.app.cluster.gateway;
      await expectUnavailable(await MediaEnd.attached(a, `${id}.a-ticket-of-my-own-making`));
      // It can get to others all the same.
      const { viewerEnd, hostEnd } = await relay(silent);
      send(hostEnd, 1);
      await expectAll(viewerEnd, 1);
      await silent.stop();
    });

    test('goes round in no circle where an address leads to the wrong gateway', async () => {
      const lost = await Harness.start({ redisUrl: redis.url, clusterUrl: `http://127.0.0.1:${b.port}` });
      const id = lost.app.cluster.gateway;
      let comers = 0;
      b.app.server.on('upgrade', () => (comers += 1));
      await expectUnavailable(await MediaEnd.attached(a, `${id}.a-ticket-of-my-own-making`));
      expect(comers).toBe(1);
      await lost.stop();
    });

    test('goes nowhere else: nothing of a viewer’s request goes along, and no redirect is followed', async () => {
      const seen: IncomingMessage[] = [];
      const elsewhere = createServer().listen(0, '127.0.0.1');
      elsewhere.on('upgrade', (request, socket) => {
        seen.push(request);
        socket.end(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${b.port}/v1/media\r\nContent-Length: 0\r\n\r\n`);
      });
      await expect.poll(() => elsewhere.address()).not.toBeNull();
      const { port } = elsewhere.address() as AddressInfo;
      const led = await Harness.start({ redisUrl: redis.url, clusterUrl: `http://127.0.0.1:${port}` });
      const ticket = `${led.app.cluster.gateway}.a-ticket-of-my-own-making`;
      const headers = { authorization: 'Bearer of-somebody', cookie: 'a=b', 'x-forwarded-for': '192.0.2.1' };
      await expectUnavailable(await MediaEnd.attached(a, ticket, { headers, origin: 'https://shop.example' }));
      const [only] = seen;
      expect(seen).toHaveLength(1);
      expect(Object.keys(only?.headers ?? {}).toSorted()).toEqual([
        'connection',
        'host',
        'remote-view-pass',
        'sec-websocket-key',
        'sec-websocket-protocol',
        'sec-websocket-version',
        'upgrade',
      ]);
      elsewhere.close();
      await led.stop();
    });

    test('does not wait for a gateway that says nothing, nor for one whose viewer has gone', async () => {
      await stopBoth();
      await startBoth({ timing: { joinWithin: 500 } });
      const comers: Socket[] = [];
      const mute = createMute((socket) => comers.push(socket.resume())).listen(0, '127.0.0.1');
      await expect.poll(() => mute.address()).not.toBeNull();
      const { port } = mute.address() as AddressInfo;
      const led = await Harness.start({ redisUrl: redis.url, clusterUrl: `http://127.0.0.1:${port}` });
      const ticket = `${led.app.cluster.gateway}.a-ticket-of-my-own-making`;
      await expectUnavailable(await MediaEnd.attached(a, ticket));
      const impatient = await MediaEnd.attached(a, ticket);
      await expect.poll(() => comers.length).toBe(2);
      impatient.socket.close();
      await expect.poll(() => comers.map(({ closed }) => closed)).toEqual([true, true]);
      mute.close();
      await led.stop();
    });

    test('is counted at the gateway that its socket came to', async () => {
      await stopBoth();
      const keys = { dev: false, apiKeys: ['api-key-for-the-tests'], hostKey: HOST_KEY };
      // The host's link is one.
      await startBoth({}, { ...keys, addressSocketsPerMinute: 2 });
      await relay(a, b);
      for (const peer of ['p2', 'p3']) {
        const crossed = await MediaEnd.attached(a, (await tickets(peer)).viewer);
        await expect.poll(() => b.app.websocketServer.clients.size).toBeGreaterThan(1);
        crossed.socket.close();
      }
      await expect(MediaEnd.open(b)).rejects.toThrow('429');
      await expect(MediaEnd.open(b, { headers: { 'remote-view-pass': 'made-up' } })).rejects.toThrow('429');
    });
  });
}

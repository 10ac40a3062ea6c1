/** Two real gateways with a real Redis between them, of which one answers late or not at all, at the worst moment. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_RULES, RemoteViewError, type HostId, type rest, type SessionId } from '@remote-view/protocol';
import type { ClusterStore } from '../cluster/cluster-store.ts';
import { joinOf, registration, runningOf, type Client, type Harness } from '../testing/harness.ts';
import { RedisServer } from '../testing/redis-server.ts';
import { TwoGateways } from '../testing/two-gateways.ts';

const OFFER = { type: 'offer', peer: '1', sdp: 'v=0\r\n' } as const;
const REPORT = { type: 'report', warm: 1, cpu: 0, freeMemory: 1, draining: false } as const;

type Asynchronous = (...args: never[]) => Promise<unknown>;

/** From now on calls wait at a gate, which the test opens, or their answers do; `arrived` settles when there is one. */
function hold<Name extends string>(of: { [K in Name]: Asynchronous }, name: Name, what: 'call' | 'answer' = 'call') {
  const call = of[name].bind(of);
  const [gate, arrival] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = async (...args: never[]): Promise<unknown> => {
    const answer = what === 'answer' ? await call(...args) : undefined;
    arrival.resolve();
    await gate.promise;
    return answer ?? call(...args);
  };
  Object.assign(of, { [name]: held });
  const open = (): void => {
    Object.assign(of, { [name]: call });
    gate.resolve();
  };
  return { open, arrived: arrival.promise };
}

/** Messages of this kind do not arrive any more. */
function lose(store: ClusterStore, type: string): void {
  const send = store.send.bind(store);
  const losing = async (to: string, message: string) => message.includes(`"type":"${type}"`) || send(to, message);
  Object.assign(store, { send: losing });
}

/** The next call fails as it does when Redis does not answer, though it has heard. */
function failOnce<Name extends string>(of: { [K in Name]: Asynchronous }, name: Name): void {
  const call = of[name].bind(of);
  const failing = async (...args: never[]): Promise<unknown> => {
    Object.assign(of, { [name]: call });
    await call(...args);
    throw new RemoteViewError('unavailable');
  };
  Object.assign(of, { [name]: failing });
}

if (!RedisServer.isInstalled) {
  test.skip('gateways with bad timing are not tried: redis-server is not installed', () => {});
} else {
  describe('where a gateway is slow', () => {
    const gateways = new TwoGateways({ maxQueued: 10 });
    let a: Harness;
    let b: Harness;

    beforeEach(async () => {
      [a, b] = await gateways.begin();
    });
    afterEach(async () => gateways.end());
    afterAll(async () => gateways.close());

    /** A session that was made at `a`, and whose host is at `b`. */
    async function across(): Promise<{ readonly host: Client; readonly session: rest.CreatedSession }> {
      const host = await b.host();
      const session = await a.createSession();
      expect(await host.next()).toMatchObject({ type: 'start', session: session.id });
      host.send({ type: 'session-ready', session: session.id });
      return { host, session };
    }

    const stateOf = async (session: rest.CreatedSession): Promise<unknown> =>
      (await a.get(session)).json<rest.SessionInfo>().state;

    test('an offer right behind a join waits for it', async () => {
      const { host, session } = await across();
      const held = hold(b.app.identity, 'verifyViewer');
      const viewer = await a.viewer();
      viewer.send(joinOf(session));
      viewer.send(OFFER);
      await held.arrived;
      await viewer.settled();
      // By the same way as the offer, and behind it.
      await a.app.cluster.send(b.app.cluster.gateway, JSON.stringify({ type: 'there', viewers: [] }));
      held.open();
      expect(await viewer.next()).toMatchObject({ type: 'joined' });
      expect(await host.next()).toMatchObject({ type: 'offer', session: session.id, peer: '1' });
    });

    test('a viewer that leaves while it is let in takes no place', async () => {
      const { session } = await across();
      const held = hold(b.app.identity, 'verifyViewer');
      const viewer = await a.viewer();
      viewer.send(joinOf(session));
      await held.arrived;
      await viewer.close();
      await expect.poll(() => a.app.exchange.viewers.size).toBe(0);
      await a.app.cluster.send(b.app.cluster.gateway, JSON.stringify({ type: 'there', viewers: [] }));
      held.open();
      await a.joined(session);
      await expect.poll(() => b.app.exchange.visitors.size).toBe(1);
    });

    test('a viewer that nobody could be told of for a moment is not given up', async () => {
      const { host, session } = await across();
      const viewer = await a.joined(session);
      failOnce(b.app.cluster, 'send');
      host.send({ type: 'renegotiate', session: session.id, code: 'stream-failed', message: 'New.' });
      expect(await viewer.next()).toMatchObject({ type: 'renegotiate' });
      viewer.send(OFFER);
      expect(await host.next()).toMatchObject({ type: 'offer', peer: '1' });
    });

    test('a viewer that was forgotten is told, and comes again', async () => {
      const { host, session } = await across();
      const viewer = await a.joined(session);
      const [known] = b.app.exchange.visitors.names;
      const gone = { type: 'gone', viewer: known, media: false };
      await a.app.cluster.send(b.app.cluster.gateway, JSON.stringify(gone));
      await expect.poll(() => b.app.exchange.visitors.size).toBe(0);
      viewer.send(OFFER);
      expect(await viewer.next()).toMatchObject({ type: 'error', code: 'host-lost', peer: '1' });
      await expect.poll(() => b.app.exchange.visitors.size).toBe(1);
      viewer.send({ ...OFFER, peer: '2' });
      expect(await host.next()).toMatchObject({ type: 'offer', peer: '2' });
    });

    test('a viewer that left, which got lost, is forgotten when it is spoken to', async () => {
      const { host, session } = await across();
      const viewer = await a.joined(session);
      const { send } = a.app.cluster;
      lose(a.app.cluster, 'gone');
      await viewer.close();
      await expect.poll(() => a.app.exchange.viewers.size).toBe(0);
      Object.assign(a.app.cluster, { send });
      expect(b.app.exchange.visitors.size).toBe(1);
      host.send({ type: 'renegotiate', session: session.id, code: 'stream-failed', message: 'New.' });
      await expect.poll(() => b.app.exchange.visitors.size).toBe(0);
      expect([a, b].map(({ app }) => app.rejections.count('foreign-gateway'))).toEqual([0, 0]);
    });

    test('a viewer that left, which got lost, is forgotten though nobody speaks to it', async () => {
      const { session } = await across();
      const [leaves, stays] = [await a.joined(session), await a.joined(session)];
      const { send } = a.app.cluster;
      lose(a.app.cluster, 'gone');
      await leaves.close();
      await expect.poll(() => a.app.exchange.viewers.size).toBe(1);
      Object.assign(a.app.cluster, { send });
      await expect.poll(() => b.app.exchange.visitors.size, { timeout: 15_000 }).toBe(1);
      expect([a, b].map(({ app }) => app.rejections.count('foreign-gateway'))).toEqual([0, 0]);
      expect(stays.socket.readyState).toBe(stays.socket.OPEN);
    }, 20_000);

    test('what a gateway says to a viewer of a session that it does not have is counted, and not passed on', async () => {
      const { host, session } = await across();
      const viewer = await b.joined(session);
      viewer.send(OFFER);
      const { viewer: from } = await host.next();
      const message = { type: 'ended', code: 'session-ended', message: 'So says another.' };
      await a.app.cluster.send(b.app.cluster.gateway, JSON.stringify({ type: 'tell', viewer: from, message }));
      await expect.poll(() => b.app.rejections.count('foreign-gateway')).toBe(1);
      await viewer.settled();
      expect(viewer.pending).toEqual([]);
    });

    test('a gateway that looks for its viewers goes on to speak for its hosts', async () => {
      const { session } = await across();
      await a.joined(session);
      const [known] = b.app.exchange.visitors.names;
      const held = hold(a.app.cluster, 'session');
      await b.app.cluster.send(a.app.cluster.gateway, JSON.stringify({ type: 'follow', viewer: known }));
      await held.arrived;
      let beats = 0;
      const beat = a.app.cluster.beat.bind(a.app.cluster);
      Object.assign(a.app.cluster, {
        beat: async (hosts: Parameters<typeof beat>[0]) => {
          beats += 1;
          return beat(hosts);
        },
      });
      await expect.poll(() => beats).toBeGreaterThan(2);
      held.open();
    });

    test('a session whose start may have been heard is not given up', async () => {
      const host = await b.host();
      failOnce(a.app.cluster, 'send');
      const session = await a.createSession();
      expect(await host.next()).toMatchObject({ type: 'start', session: session.id });
      expect(await stateOf(session)).toBe('starting');
    });

    test('a session that is ended before it has started does not start', async () => {
      const host = await b.host();
      const held = hold(b.app.cluster, 'session');
      const session = await a.createSession();
      await held.arrived;
      expect((await a.end(session)).statusCode).toBe(204);
      held.open();
      expect(await host.next()).toMatchObject({ type: 'start', session: session.id });
      expect(await host.next()).toMatchObject({ type: 'end', session: session.id });
      await expect.poll(async () => stateOf(session)).toBe('ended');
    });

    test('a session that another gateway ends while it is read does not stay', async () => {
      const host = await b.host();
      const id = 'read-right-before-its-end' as SessionId;
      const { tenant, scene, rules } = { tenant: 'default', scene: 'cube', rules: DEFAULT_RULES };
      const wish = { id, tenant, scene, rules, priority: 'normal' as const, labels: [], placement: {} };
      await a.app.cluster.allocate(wish, {});
      const held = hold(b.app.cluster, 'session', 'answer');
      await a.app.cluster.send(b.app.cluster.gateway, JSON.stringify({ type: 'start', session: id }));
      await held.arrived;
      await a.app.cluster.end(id, { code: 'session-ended', message: 'Over.' });
      held.open();
      expect(await host.next()).toMatchObject({ type: 'start', session: id });
      expect(await host.next()).toMatchObject({ type: 'end', session: id, code: 'session-ended' });
      expect(b.sessionCount).toBe(0);
    });

    test('a session that has ended is not started again by who comes late', async () => {
      const { host, session } = await across();
      const held = hold(b.app.cluster, 'end');
      host.send({ type: 'session-ended', session: session.id, code: 'scene-gave-up', message: 'It threw.' });
      await held.arrived;
      const late = await b.viewer();
      late.send(joinOf(session));
      expect(await late.next()).toMatchObject({ type: 'error', code: 'unknown-session' });
      expect(host.pending).toEqual([]);
      held.open();
      await expect.poll(async () => stateOf(session)).toBe('ended');
    });

    test('a host that was restarted is not thrown out for what its last process said', async () => {
      const old = await b.host();
      const held = hold(b.app.cluster, 'reportHost');
      old.send(REPORT);
      await held.arrived;
      const restarted = await b.host({ incarnation: 'second' });
      held.open();
      const session = await a.createSession();
      expect(await restarted.next()).toMatchObject({ type: 'start', session: session.id });
    });

    test('a host that has moved may report at once', async () => {
      const { session } = await across();
      const held = hold(a.app.cluster, 'send');
      const moved = await a.hostSocket();
      moved.send(registration({ sessions: [runningOf(session)] }));
      expect(await moved.next()).toMatchObject({ type: 'registered' });
      moved.send(REPORT);
      await moved.settled();
      held.open();
      expect(moved.pending.filter(({ type }) => type === 'error')).toEqual([]);
      expect(moved.socket.readyState).toBe(moved.socket.OPEN);
    });

    test('a session that is told to be started is, though the store goes away right then', async () => {
      const host = await b.host();
      const store = b.app.cluster;
      const id = 'placed-by-a-gateway-that-died' as SessionId;
      const { tenant, scene, rules } = { tenant: 'default', scene: 'cube', rules: DEFAULT_RULES };
      const wish = { id, tenant, scene, rules, priority: 'normal' as const, labels: [], placement: {} };
      const allocation = await store.allocate(wish, {});
      if (allocation.result !== 'granted') throw new Error(allocation.result);
      const [beat, register] = [store.beat.bind(store), store.registerHost.bind(store)];
      let registrations = 0;
      Object.assign(store, {
        registerHost: async (...args: Parameters<typeof register>) => {
          registrations += 1;
          if (registrations === 1) throw new RemoteViewError('unavailable');
          return register(...args);
        },
        beat: async (hosts: Parameters<typeof beat>[0]) => {
          Object.assign(store, { beat });
          return { ...(await beat(hosts)), placed: [allocation.session], forgotten: ['host-1' as HostId] };
        },
      });
      expect(await host.next()).toMatchObject({ type: 'start', session: id });
      // That beat fails at the host: the next one tells the store again.
      await expect.poll(() => registrations).toBe(2);
    });

    test('what its store came back with and nobody runs gives its slot back', async () => {
      const host = await b.host({ capacity: 1 });
      const ended = await b.createSession();
      expect(await host.next()).toMatchObject({ type: 'start', session: ended.id });
      const entry = (await b.app.cluster.session(ended.id as SessionId))!;
      await b.end(ended);
      const store = b.app.cluster;
      const listed = (await store.hosts())[0]!;
      await store.registerHost(listed, [{ ...entry, id: 'an-old-one' as SessionId }]);
      expect((await store.hosts())[0]?.taken).toBe(1);
      const beat = store.beat.bind(store);
      Object.assign(store, {
        beat: async (hosts: Parameters<typeof beat>[0]) => {
          Object.assign(store, { beat });
          return { ...(await beat(hosts)), forgotten: ['host-1' as HostId] };
        },
      });
      await expect.poll(async () => (await store.hosts())[0]?.taken).toBe(0);
    });
  });
}

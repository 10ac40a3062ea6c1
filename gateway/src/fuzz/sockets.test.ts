import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  HOST_SUBPROTOCOL,
  hostLink,
  MEDIA_SUBPROTOCOL,
  mediaRelay,
  PROTOCOL_VERSION,
  signaling,
  VIEWER_SUBPROTOCOL,
  type rest,
} from '@remote-view/protocol';
import type { Client } from '../testing/harness.ts';
import { messageText, runs, type Known, type Shape } from './shapes.ts';
import { KEYS, makeSession, registeredHost, startProduction, type Production } from './witness.ts';

const TIMING = { joinWithin: 150, claimWithin: 60_000, keepEnded: 200, beatEvery: 50, tickEvery: 25, hostGrace: 300 };
/** The witness itself says a lot; what becomes of floods is tried with `peer-socket.ts`. */
const LIMITS = { viewerMessagesPer10s: 1e6, hostMessagesPer10s: 1e6 };
const { CLOSE } = signaling;
/** With which a socket may be closed, and nothing has failed here: RFC 6455 section 7.4.1, and our own. */
const CLOSE_CODES: readonly number[] = [
  ...[1_000, 1_002, 1_005, 1_006, 1_007, 1_008, 1_009],
  ...[...Object.values(CLOSE), ...Object.values(mediaRelay.CLOSE)],
];

/** What one who means harm does on a socket, one after the other. */
type Act = (on: Client) => void;

let production: Production;
/** Sessions that are attacked: two that run, and one that has ended. */
let target: rest.CreatedSession;
let other: rest.CreatedSession;
let ended: rest.CreatedSession;
let host: Client;
/** Of a host that lies. */
let own: rest.CreatedSession;
/** One that is in `target`, and how hosts know it. */
let viewer: Client;
let viewerId: string;
/** Tickets that were given to the viewer and to the host. */
let tickets: string[];

beforeAll(async () => {
  production = await startProduction({ timing: TIMING, limits: LIMITS });
});
afterAll(async () => production.stop());

beforeEach(async () => {
  const { gateway } = production;
  host = await registeredHost(gateway, { host: 'host-1', capacity: 10, incarnation: randomUUID() });
  const make = async (): Promise<rest.CreatedSession> => makeSession(gateway, 'cube');
  [target, other, ended] = [await make(), await make(), await make()];
  own = other;
  for (const { id } of [target, other, ended]) host.send({ type: 'session-ready', session: id });
  await gateway.end(ended);
  viewer = await gateway.joined(target);
  viewer.send({ type: 'offer', peer: '1', sdp: 'v=0' });
  viewerId = String((await nextOf(host, 'offer'))['viewer']);
  await askForRelay();
});
afterEach(async () => {
  const { gateway, witness } = production;
  await witness.works();
  expect([host.socket.readyState, viewer.socket.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
  await Promise.all([host.close(), viewer.close()]);
  expect(gateway.app.rejections.count('internal')).toBe(0);
  // The witness alone.
  await expect.poll(() => gateway.app.exchange.viewers.size).toBe(1);
  await expect.poll(() => gateway.app.websocketServer.clients.size).toBe(2);
  await expect.poll(() => gateway.sessionCount).toBe(1);
});

async function askForRelay(): Promise<void> {
  viewer.send({ type: 'relay', peer: '2' });
  tickets = [String((await nextOf(viewer, 'relay'))['ticket']), String((await nextOf(host, 'relay'))['ticket'])];
}

async function nextOf(client: Client, type: string) {
  for (;;) {
    const message = await client.next();
    if (message.type === type) return message;
  }
}

/** Names of what is there and of what is not: looked up when a message is sent. */
function lookedUp(text: string): string {
  const { witness } = production;
  const now: Readonly<Record<string, string>> = {
    ...{ '@target': target.id, '@other': other.id, '@ended': ended.id, '@witness': witness.session.id },
    ...{ '@viewer': viewerId, '@witness-viewer': witness.viewerId },
    ...{ '@target-token': target.token, '@other-token': other.token, '@ended-token': ended.token },
    ...{ '@viewer-ticket': tickets[0]!, '@host-ticket': tickets[1]!, '@own': own.id },
  };
  return text.replace(/@[a-z]+(?:-[a-z]+)?/g, (name) => now[name] ?? name);
}

const session = fc.constantFrom('@own', '@own', '@own', '@target', '@other', '@ended', '@witness', 'none');
const KNOWN: Known = {
  session,
  version: fc.constantFrom(...Array.from({ length: 8 }, () => PROTOCOL_VERSION), 0, 2),
  token: fc.constantFrom('@target-token', '@other-token', '@ended-token', 'eyJhbGciOiJub25lIn0.e30.AAAA'),
  ticket: fc.constantFrom('@viewer-ticket', '@host-ticket', 'nobody.AAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAA'),
  viewer: fc.constantFrom('@viewer', '@witness-viewer', 'none'),
  host: fc.constantFrom('liar-1', 'liar-2', 'host-1', 'witness'),
  request: fc.constantFrom('AAAAAAAAAAAAAAAA', 'none'),
  incarnation: fc.constantFrom('first', 'second'),
};

/** What fails is shown as text. */
const send = (text: fc.Arbitrary<string>): fc.Arbitrary<Act> =>
  text.map((of) => Object.assign((on: Client) => on.send(lookedUp(of)), { [fc.toStringMethod]: () => of }));

/** What can be done to any socket. */
const RUDE: readonly fc.Arbitrary<Act>[] = [
  fc.uint8Array({ maxLength: 200 }).map((bytes) => (on) => on.send(Buffer.from(bytes))),
  fc.constantFrom(60_000, 65_536, 65_537, 300_000).map((size) => (on) => on.send('x'.repeat(size))),
  fc.integer({ min: 1, max: 40 }).map((pieces) => (on) => {
    for (let piece = 0; piece < pieces; piece++) on.socket.send('{"a', { fin: piece === pieces - 1 });
  }),
  fc.constantFrom('ping', 'pong').map((kind) => (on) => on.socket[kind]('x'.repeat(100))),
  fc.constantFrom(10, 300).map((times) => (on) => {
    for (let sent = 0; sent < times; sent++) on.send('{"type":"latency","samples":[1]}');
  }),
  fc.constant((on) => on.socket.pause()),
  fc.constantFrom(1_000, 4_003).map((code) => (on) => on.socket.close(code, 'reason')),
];

/** @param own what may be said on this socket; @param foreign what is said on others */
function acts(own: readonly TSchema[], foreign: readonly TSchema[]): fc.Arbitrary<readonly Act[]> {
  const said = (shapes: readonly TSchema[]): fc.Arbitrary<Act> =>
    fc.oneof(...shapes.map((shape) => send(messageText(shape as Shape, KNOWN))));
  const some = fc.oneof(
    { arbitrary: said(own), weight: 8 },
    { arbitrary: said(foreign), weight: 1 },
    { arbitrary: fc.oneof(...RUDE), weight: 1 },
  );
  return fc.array(some, { minLength: 1, maxLength: 12 });
}

/** Does all of it; whatever the gateway makes of it, the socket goes on or is closed with a code that means something. */
async function endures(client: Client, all: readonly Act[]): Promise<void> {
  const { OPEN } = client.socket;
  for (const act of all) {
    if (client.socket.readyState !== OPEN) break;
    act(client);
    // Half of what is sent comes in heaps, and half one by one.
    if (all.length % 2 === 0 && client.socket.readyState === OPEN && !client.socket.isPaused) await settled(client);
  }
  if (client.socket.isPaused) client.socket.resume();
  const code = client.socket.readyState === OPEN ? await settled(client) : await client.closed;
  if (code !== undefined) expect(CLOSE_CODES).toContain(code);
  else await client.close();
}

/** @returns the code, where the socket closes rather than go on */
async function settled(client: Client): Promise<number | undefined> {
  return Promise.race([client.settled().then(() => undefined), client.closed]);
}

const VIEWERS = acts(signaling.ViewerMessage.anyOf, [hostLink.Register, mediaRelay.Attach]);
const HOSTS = acts(hostLink.HostMessage.anyOf, [signaling.Join, mediaRelay.Attach]);
const MEDIA = acts([mediaRelay.Attach], [signaling.Join, hostLink.Register]);

describe('nobody is disturbed by', () => {
  test.each([
    ['a viewer', VIEWERS, '/v1/signal', VIEWER_SUBPROTOCOL],
    ['a host', HOSTS, '/v1/hosts', HOST_SUBPROTOCOL],
    ['an end of relayed media', MEDIA, '/v1/media', MEDIA_SUBPROTOCOL],
  ])('a stranger who says anything in place of %s', async (_who, script, path, subprotocol) => {
    const { gateway, witness } = production;
    const headers = { authorization: `Bearer ${KEYS.liar}` };
    const tried = fc.asyncProperty(script, async (all) => {
      await endures(await gateway.open(path, subprotocol, { headers }), all);
      await witness.works();
    });
    await fc.assert(tried, runs(60));
  });

  test('a viewer that has joined and says anything', async () => {
    const { gateway, witness } = production;
    const tried = fc.asyncProperty(VIEWERS, async (all) => {
      await endures(await gateway.joined(target), all);
      await witness.works();
    });
    await fc.assert(tried, runs(100));
  });

  test('a host that is registered, has a session and says anything', async () => {
    const { gateway, witness } = production;
    const tried = fc.asyncProperty(HOSTS, async (all) => {
      const incarnation = randomUUID();
      const liar = await registeredHost(gateway, { host: 'liar-1', scenes: ['liar'], incarnation }, KEYS.liar);
      own = await makeSession(gateway, 'liar');
      const watcher = await gateway.joined(own);
      await endures(liar, all);
      await witness.works();
      await watcher.close();
      await gateway.end(own);
    });
    await fc.assert(tried, runs(100));
  });

  test('two ends of relayed media that say anything', async () => {
    const { witness, gateway } = production;
    const before = gateway.app.exchange.relays.size;
    const tried = fc.asyncProperty(MEDIA, MEDIA, async (one, two) => {
      await askForRelay();
      const ends = await Promise.all(tickets.map(attached));
      await Promise.all([endures(ends[0]!, one), endures(ends[1]!, two)]);
      await witness.works();
    });
    await fc.assert(tried, runs(60));
    expect(gateway.app.exchange.relays.size).toBeLessThanOrEqual(before);
  });
});

async function attached(ticket: string): Promise<Client> {
  const end = await production.gateway.open('/v1/media', MEDIA_SUBPROTOCOL);
  // What the other end says is no JSON.
  end.socket.removeAllListeners('message');
  end.send({ type: 'attach', version: PROTOCOL_VERSION, ticket });
  return end;
}

import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ERRORS, signaling } from '@remote-view/protocol';
import type { GatewayOptions } from '../options.ts';
import { Harness, joinOf, registration, type Client } from '../testing/harness.ts';

const OFFER = { type: 'offer', peer: '1', sdp: 'v=0' } as const;

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

let gateway: Harness;
afterEach(async () => gateway.stop());

async function joined(options: GatewayOptions = {}): Promise<{ host: Client; viewer: Client }> {
  gateway = await Harness.start(options);
  const host = await gateway.host();
  const viewer = await gateway.joined(await gateway.createSession());
  await host.next();
  return { host, viewer };
}

/** The gateway is whole: a new viewer gets an offer through to the same host. */
async function expectAlive(host: Client): Promise<void> {
  const viewer = await gateway.joined(await gateway.createSession());
  expect(await host.next()).toMatchObject({ type: 'start' });
  viewer.send(OFFER);
  expect(await host.next()).toMatchObject({ type: 'offer' });
}

describe('a socket that misbehaves is closed with a reason, and the gateway goes on:', () => {
  test.each<[string, string]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a number', '7'],
    ['an unknown type', '{"type":"admin"}'],
    ['a type that is an object', '{"type":{"toString":"x"}}'],
    ['a second join', JSON.stringify({ type: 'join', version: 1, session: 's', token: 't'.repeat(16) })],
    ['an offer without SDP', '{"type":"offer","peer":"1"}'],
    ['an offer with too much SDP', JSON.stringify({ ...OFFER, sdp: 'x'.repeat(32_769) })],
    ['an offer with a peer that is no id', JSON.stringify({ ...OFFER, peer: '<script>' })],
    ['an unknown field', JSON.stringify({ ...OFFER, session: 'other' })],
    ['a host message', '{"type":"session-ready","session":"s"}'],
  ])('after the join, %s', async (_name, text) => {
    const { host, viewer } = await joined();
    viewer.send(text);
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'malformed-message' });
    expect(await viewer.closed).toBe(signaling.CLOSE.protocolError);
    expect(gateway.app.exchange.rejections.count('malformed')).toBe(1);
    await expectAlive(host);
  });

  test.each<[string, string, number]>([
    ['no JSON', 'hello', signaling.CLOSE.protocolError],
    ['an offer', JSON.stringify(OFFER), signaling.CLOSE.joinTimeout],
    ['a registration', JSON.stringify(registration()), signaling.CLOSE.joinTimeout],
    ['a join without a version', '{"type":"join","session":"s","token":"tttttttttttttttt"}', 4002],
    ['a join with a token of another alphabet', JSON.stringify(joinOf({ id: 's', token: '☃'.repeat(16) })), 4002],
  ])('instead of the join, %s', async (_name, text, closeCode) => {
    gateway = await Harness.start();
    const host = await gateway.host();
    const viewer = await gateway.viewer();
    viewer.send(text);
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'malformed-message' });
    expect(await viewer.closed).toBe(closeCode);
    await expectAlive(host);
  });

  test('binary', async () => {
    const { host, viewer } = await joined();
    viewer.send(Buffer.from(JSON.stringify(OFFER)));
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'malformed-message' });
    expect(await viewer.closed).toBe(signaling.CLOSE.protocolError);
    await expectAlive(host);
  });

  test('an oversized message, which is never held in full', async () => {
    const { host, viewer } = await joined();
    viewer.send('x'.repeat(1_000_000));
    // RFC 6455 section 7.4.1: message too big; ws answers it from the frame's header.
    expect(await viewer.closed).toBe(1009);
    expect(gateway.app.exchange.rejections.count('too-large')).toBe(1);
    await expectAlive(host);
  });

  test('a message in a thousand fragments', async () => {
    const { host, viewer } = await joined();
    for (let index = 0; index < 1_000; index++) viewer.socket.send('x', { fin: false });
    expect(await viewer.closed).toBe(1008);
    await expectAlive(host);
  });

  test('text that is no UTF-8', async () => {
    const { host, viewer } = await joined();
    viewer.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect(await viewer.closed).toBe(1007);
    await expectAlive(host);
  });

  test('silence', async () => {
    gateway = await Harness.start({ timing: { joinWithin: 20 } });
    for (const client of [await gateway.viewer(), await gateway.hostSocket()]) {
      expect(await client.next()).toMatchObject({ type: 'error', code: 'connect-timeout' });
      expect(await client.closed).toBe(signaling.CLOSE.joinTimeout);
    }
    expect(gateway.app.exchange.rejections.count('silent')).toBe(2);
  });

  test('a flood of messages', async () => {
    const { host, viewer } = await joined({ limits: { viewerMessagesPer10s: 20 } });
    for (let index = 0; index < 200; index++) viewer.send(OFFER);
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'rate-limited' });
    expect(await viewer.closed).toBe(signaling.CLOSE.protocolError);
    expect(gateway.app.exchange.rejections.count('rate-limited')).toBe(1);
    for (let offers = 0; offers < 19; offers++) expect(await host.next()).toMatchObject({ type: 'offer' });
    await expectAlive(host);
  });

  test.each(['ping', 'pong'] as const)('a flood of %ss', async (kind) => {
    const { host, viewer } = await joined({ limits: { viewerMessagesPer10s: 20 } });
    for (let index = 0; index < 200; index++) viewer.socket[kind]();
    expect(await viewer.next()).toMatchObject({ type: 'error', code: 'rate-limited' });
    expect(await viewer.closed).toBe(signaling.CLOSE.protocolError);
    await expectAlive(host);
  });

  test('a host that floods', async () => {
    gateway = await Harness.start({ limits: { hostMessagesPer10s: 20 } });
    const host = await gateway.host();
    for (let index = 0; index < 200; index++) host.send({ type: 'session-ready', session: 'none' });
    await expect.poll(() => gateway.app.exchange.rejections.count('rate-limited')).toBe(1);
    expect(await host.closed).toBe(signaling.CLOSE.protocolError);
  });

  test('pings that nobody answers', async () => {
    gateway = await Harness.start({ timing: { pingEvery: 20 } });
    const host = await gateway.host({}, { autoPong: false });
    // Cut off, because a goodbye would not be answered either.
    expect(await host.closed).toBe(1006);
    expect(gateway.app.exchange.rejections.count('unanswered-pings')).toBe(1);
    await expect.poll(async () => gateway.usableHosts()).toBe(0);
  });

  test('pings that are answered keep a socket for ever', async () => {
    gateway = await Harness.start({ timing: { pingEvery: 5 } });
    const host = await gateway.host();
    let pings = 0;
    host.socket.on('ping', () => (pings += 1));
    await expect.poll(() => pings).toBeGreaterThan(5);
    expect(host.socket.readyState).toBe(host.socket.OPEN);
  });

  test('a host that does not read what it is sent', async () => {
    const { host, viewer } = await joined({ limits: { viewerMessagesPer10s: 5_000 } });
    host.socket.pause();
    const offer = JSON.stringify({ ...OFFER, sdp: 'x'.repeat(32_000) });
    const { rejections } = gateway.app.exchange;
    // What the kernel takes in comes first; then our own bound is met.
    for (let sent = 0; sent < 3_000 && rejections.count('too-slow') === 0; sent += 50) {
      for (let index = 0; index < 50; index++) viewer.send(offer);
      await viewer.settled();
    }
    expect(rejections.count('too-slow')).toBe(1);
    await expect.poll(async () => gateway.usableHosts()).toBe(0);
    host.socket.resume();
  });

  test('a connection that breaks off in the middle of a frame', async () => {
    const { host } = await joined();
    const raw = connect(gateway.port, '127.0.0.1');
    raw.write(`GET /v1/signal HTTP/1.1\r\nHost: x\r\n${UPGRADE}Sec-WebSocket-Protocol: remote-view.v1\r\n\r\n`);
    await new Promise((resolve) => raw.once('data', resolve));
    raw.write(Buffer.from([0x81, 0xfe, 0x10]));
    raw.resetAndDestroy();
    await expectAlive(host);
  });

  test('a handler of ours that throws', async () => {
    const { host, viewer } = await joined();
    const { exchange } = gateway.app;
    const { viewerMessage } = exchange;
    exchange.viewerMessage = () => {
      throw new TypeError('secret detail');
    };
    viewer.send(OFFER);
    expect(await viewer.next()).toEqual({ type: 'error', code: 'internal', message: ERRORS.internal.text });
    expect(await viewer.closed).toBe(1011);
    exchange.viewerMessage = viewerMessage;
    await expectAlive(host);
  });
});

test.each(['/', '/livez', '/nothing', '/v1/scenes', '/%E0%A4%A'])(
  'an upgrade where there is no WebSocket is refused and its connection closed: %s',
  async (path) => {
    gateway = await Harness.start();
    const raw = connect(gateway.port, '127.0.0.1');
    raw.resume();
    raw.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`);
    await new Promise((resolve) => raw.once('close', resolve));
    expect(gateway.app.websocketServer.clients.size).toBe(0);
  },
);

test('when the gateway stops, every peer is told to go away', async () => {
  const { host, viewer } = await joined();
  await gateway.stop();
  expect(await host.closed).toBe(1012);
  expect(await viewer.closed).toBe(1012);
});

test('a peer that ignores the goodbye does not keep the gateway from stopping', async () => {
  const { host } = await joined();
  host.socket.pause();
  await gateway.stop();
  host.socket.resume();
  await host.closed;
});

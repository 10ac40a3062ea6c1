import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, rest } from '@remote-view/protocol';
import type { Harness } from '../testing/harness.ts';
import { runs } from './shapes.ts';
import { KEYS, startProduction, type Production } from './witness.ts';

const TIMING = { requestWithin: 200, joinWithin: 200 };
const MANY = 300;

const HOST = 'Host: gateway\r\n';
const KEY = `Authorization: Bearer ${KEYS.api}\r\n`;
const UPGRADE = 'Upgrade: websocket\r\nConnection: Upgrade\r\n';
const SOCKET = `GET /v1/signal HTTP/1.1\r\n${HOST}${UPGRADE}Sec-WebSocket-Protocol: remote-view.v1\r\n`;
const NONCE = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
const POST = `POST /v1/sessions HTTP/1.1\r\n${HOST}${KEY}Content-Type: application/json\r\n`;

/** What comes over a connection, in any order. */
const PIECES: readonly string[] = [
  `GET /livez HTTP/1.1\r\n${HOST}\r\n`,
  `GET /livez HTTP/1.0\r\n\r\n`,
  `GET /v1/sessions HTTP/1.1\r\n${HOST}${KEY}\r\n`,
  `${POST}Content-Length: 16\r\n\r\n{"scene":"cube"}`,
  `${POST}Content-Length: 3\r\n\r\n{"scene":"cube"}`,
  `${POST}Content-Length: -1\r\n\r\n{}`,
  `${POST}Content-Length: 2\r\nContent-Length: 20\r\n\r\n{}`,
  `${POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  `${POST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  `${POST}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`,
  `${POST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}`,
  `${POST}Expect: miracles\r\nContent-Length: 2\r\n\r\n{}`,
  `GET /${'a'.repeat(9_000)} HTTP/1.1\r\n${HOST}\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X: ${'a'.repeat(20_000)}\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}${'X: a\r\n'.repeat(3_000)}\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X: a\r\n folded\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X : a\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n${HOST}X: \u0000\r\n\r\n`,
  `GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
  `GET /livez HTTP/1.1\r\n\r\n`,
  `GET /livez HTTP/9.9\r\n${HOST}\r\n`,
  `GET http://other.example/livez HTTP/1.1\r\n${HOST}\r\n`,
  `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${HOST}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`,
  `BREW /v1/sessions HTTP/1.1\r\n${HOST}\r\n`,
  `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000`,
  `GET /livez HTTP/1.1\r\n${HOST}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA\r\n\r\n`,
  `\u0016\u0003\u0001\u0000\u00c8\u0001\u0000\u0000\u00c4\u0003\u0003`,
  `${SOCKET}Sec-WebSocket-Version: 13\r\n${NONCE}\r\n`,
  `${SOCKET}Sec-WebSocket-Version: 13\r\n\r\n`,
  `${SOCKET}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n`,
  `${SOCKET}Sec-WebSocket-Version: 13\r\n${NONCE}${NONCE}\r\n`,
  `${SOCKET}Sec-WebSocket-Version: 7\r\n${NONCE}\r\n`,
  `${SOCKET}${NONCE}\r\n`,
  `${SOCKET}Sec-WebSocket-Version: 13\r\n${NONCE}Sec-WebSocket-Extensions: permessage-deflate; x=\u0001\r\n\r\n`,
  `${SOCKET.replace('GET', 'POST')}Sec-WebSocket-Version: 13\r\n${NONCE}Content-Length: 5\r\n\r\nhello`,
  `${SOCKET.replace('/v1/signal', '/%zz')}Sec-WebSocket-Version: 13\r\n${NONCE}\r\n`,
  // Frames: without a mask, with reserved bits, of a length that cannot be, a control frame in pieces, an unknown opcode.
  '\u0081\u0002{}',
  '\u00f1\u0082\u0000\u0000\u0000\u0000{}',
  '\u0082\u00ff\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0000\u0000\u0000\u0000',
  '\u0009\u0080\u0000\u0000\u0000\u0000',
  '\u0083\u0080\u0000\u0000\u0000\u0000',
  '\u0088\u0081\u0000\u0000\u0000\u0000\u0003',
];

describe('a connection', () => {
  let production: Production;
  beforeAll(async () => {
    production = await startProduction({
      timing: TIMING,
      limits: { viewerMessagesPer10s: 1e6, hostMessagesPer10s: 1e6 },
    });
  });
  afterAll(async () => production.stop());

  function dial(): Socket {
    const socket = connect(production.gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    return socket;
  }

  /** All that comes until the gateway closes. */
  async function answerTo(socket: Socket): Promise<string> {
    const parts: Buffer[] = [];
    socket.on('data', (data: Buffer) => parts.push(data));
    await closing(socket);
    return Buffer.concat(parts).toString('latin1');
  }

  test('is answered with a code or closed, whatever bytes come over it', async () => {
    const { gateway, witness } = production;
    const piece = fc.oneof(
      { arbitrary: fc.constantFrom(...PIECES), weight: 6 },
      fc.tuple(fc.constantFrom(...PIECES), fc.nat()).map(([text, at]) => text.slice(0, at % text.length)),
      fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    const connection = fc.array(piece, { minLength: 1, maxLength: 4 });
    const tried = fc.asyncProperty(fc.array(connection, { minLength: 8, maxLength: 8 }), async (connections) => {
      const answers = connections.map(async (pieces) => {
        const socket = dial();
        const answer = answerTo(socket);
        for (const text of pieces) socket.write(Buffer.from(text, 'latin1'));
        socket.end();
        return answer;
      });
      for (const answer of await Promise.all(answers)) expectCoded(answer);
      await witness.works();
    });
    await fc.assert(tried, runs(40));
    expect(gateway.app.rejections.count('internal')).toBe(0);
    await expect.poll(() => gateway.app.websocketServer.clients.size).toBe(2);
  });

  test.each([
    ['says nothing', ''],
    ['begins a request and says no more', 'GET /liv'],
    ['sends no end of headers', `GET /livez HTTP/1.1\r\n${HOST}X: `],
    ['sends less of a body than it promised', `${POST}Content-Length: 500\r\n\r\n{"scene":`],
    ['begins an upgrade and says no more', SOCKET],
  ])('that %s is closed, and told why', async (_what, text) => {
    const socket = dial();
    const answer = answerTo(socket);
    socket.write(text);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 .*connect-timeout/s);
  });

  test.each([
    ['headers', `GET /livez HTTP/1.1\r\n${HOST}X: `],
    ['a body', `${POST}Content-Length: 4000\r\n\r\n{"scene":`],
  ])('that sends %s a byte at a time is closed, however long it would go on', async (_what, text) => {
    const before = production.gateway.app.rejections.count('silent');
    const socket = dial();
    const answer = answerTo(socket);
    socket.write(text);
    while (!socket.destroyed) {
      socket.write('a');
      await sleep(10);
    }
    // What it had sent by then may cut off what it is told.
    expect(await answer).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
    expect(production.gateway.app.rejections.count('silent')).toBeGreaterThan(before);
  });

  test('that asks and reads no answer is closed', async () => {
    const { gateway, witness } = production;
    const before = await connections(gateway);
    const socket = dial();
    socket.pause();
    // Answers to all of them are more than a system takes in.
    socket.write(`GET /openapi.json HTTP/1.1\r\n${HOST}\r\n`.repeat(400));
    await expect.poll(async () => connections(gateway)).toBe(before + 1);
    await witness.works();
    await expect.poll(async () => connections(gateway), { timeout: 10_000 }).toBe(before);
    socket.destroy();
  });

  test('that asks for a WebSocket before it has the answer to another request is closed', async () => {
    const { gateway } = production;
    const before = await connections(gateway);
    const socket = dial().resume();
    const upgrade = `${SOCKET}Sec-WebSocket-Version: 13\r\n${NONCE}\r\n`;
    socket.write(`GET /livez HTTP/1.1\r\n${HOST}\r\n${upgrade}`);
    await closing(socket);
    await expect.poll(async () => connections(gateway)).toBe(before);
  });

  test(`is served while ${MANY} others do nothing, and those go`, async () => {
    const { gateway, witness } = production;
    const open = await connections(gateway);
    const before = await timeOf(async () => witness.works());
    const idle = Array.from({ length: MANY }, dial);
    await Promise.all(idle.map(async (socket) => once(socket, 'connect')));
    for (const [index, socket] of idle.entries())
      socket.write(index % 2 === 0 ? 'GET / HT' : `${POST}Content-Length: 9\r\n\r\n`);
    const during = await timeOf(async () => witness.works());
    // Generous: the machine has others to serve.
    expect(during).toBeLessThan(Math.max(before, 2) * 50);
    await Promise.all(idle.map(answerTo));
    await expect.poll(async () => connections(gateway)).toBe(open);
  });
});

/** However it came about. */
async function closing(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise<void>((resolve) => socket.once('close', () => resolve()));
}

async function connections({ app }: Harness): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((_, count) => resolve(count)));
}

/** ms, of 20. */
async function timeOf(what: () => Promise<void>): Promise<number> {
  const started = performance.now();
  for (let times = 0; times < 20; times++) await what();
  return performance.now() - started;
}

/** Each answer has a status that is none of our failures, and where it is a problem, one of ours. */
function expectCoded(answer: string): void {
  for (const [, status] of answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
    expect(Number(status) < 500 || status === '503', answer).toBe(true);
  }
  for (const [problem] of answer.matchAll(/\{"type":"urn:[^\n]*?"instance":"[^"]*"\}/g)) {
    expect(check(rest.Problem, JSON.parse(problem)), answer).toBe(true);
  }
  expect(answer).not.toMatch(/\n\s+at |node_modules/);
}

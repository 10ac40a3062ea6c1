import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Harness, joinOf, registration } from './testing/harness.ts';

interface Line {
  readonly msg: string;
  readonly sessionId?: string;
  readonly hostId?: string;
  readonly audit?: boolean;
}

function capture(): { readonly lines: string[]; readonly stream: Writable } {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(...chunk.toString('utf8').trim().split('\n'));
      done();
    },
  });
  return { lines, stream };
}

test('the log says which request, session, viewer and host a socket belongs to', async () => {
  const { lines, stream } = capture();
  const gateway = await Harness.start({ logger: { level: 'warn', stream } });
  const host = await gateway.host();
  const session = await gateway.createSession();
  const viewer = await gateway.joined(session);
  for (const client of [viewer, host]) {
    client.send('no JSON');
    await client.closed;
  }
  await gateway.stop();
  const refused = lines.map((line) => JSON.parse(line) as object).filter((line) => 'closeCode' in line);
  const reqId = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
  expect(refused).toMatchObject([
    { reqId, sessionId: session.id, viewerId: expect.any(String) as string, code: 'malformed-message' },
    { reqId, hostId: 'host-1', code: 'malformed-message' },
  ]);
});

test.each([
  [[], '127.0.0.1'],
  [['127.0.0.1'], '198.51.100.7'],
])('behind a proxy, with %j trusted, a request comes from %s', async (trustProxy, address) => {
  const { lines, stream } = capture();
  const gateway = await Harness.start({ trustProxy, logger: { level: 'info', stream } });
  await gateway.post({ scene: 'cube' }, { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' });
  await gateway.stop();
  const audit = lines.map((line) => JSON.parse(line) as { audit?: boolean; action?: string });
  expect(audit.find(({ action }) => action === 'session.created')).toMatchObject({ address, result: 'no-host' });
});

test('the log tells the life of a session, and no secret', async () => {
  const { lines, stream } = capture();
  const keys = { apiKeys: ['api-key-for-the-tests'], hostKey: 'host-key-for-the-tests' };
  const logger = { level: 'trace', stream };
  const gateway = await Harness.start({ dev: false, ...keys, logger });
  const host = await gateway.hostSocket({ headers: { authorization: `Bearer ${keys.hostKey}` } });
  host.send(registration());
  await host.next();
  const response = await gateway.post({ scene: 'cube' }, { authorization: `Bearer ${keys.apiKeys[0]}` });
  const session = response.json<{ id: string; token: string }>();
  await host.next();
  const stranger = await gateway.viewer();
  stranger.send({ ...joinOf(session), token: 'wrong-token-of-some-length' });
  await stranger.closed;
  const viewer = await gateway.viewer();
  viewer.send(joinOf(session));
  await viewer.next();
  host.send({ type: 'session-ready', session: session.id });
  await gateway.end(session);
  await viewer.closed;
  gateway.app.log.info({ token: session.token, req: { headers: { authorization: keys.hostKey } } }, 'a slip');
  await gateway.stop();

  const entries = lines.map((line) => JSON.parse(line) as Line);
  const told = entries.filter((entry) => entry.sessionId === session.id);
  const story = told.filter(({ audit }) => audit !== true).map((entry) => entry.msg);
  expect(story[0]).toBe('session starting');
  expect(story.at(-1)).toBe('session ended');
  expect(entries.find((entry) => entry.msg === 'session ended')).toMatchObject({ hostId: 'host-1', level: 30 });
  const audit = told.filter((entry) => entry.audit === true);
  expect(audit).toMatchObject([
    { action: 'session.created', tenant: 'default', address: '127.0.0.1', result: 'done' },
    { action: 'session.ended', tenant: 'default', result: 'done' },
  ]);
  const text = lines.join('\n');
  for (const secret of [session.token, 'wrong-token-of-some-length', keys.hostKey, keys.apiKeys[0]]) {
    expect(text).not.toContain(secret);
  }
});

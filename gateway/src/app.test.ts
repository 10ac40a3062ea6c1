import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { Harness, joinOf, registration } from './testing/harness.ts';

test('the log tells the life of a session, and no secret', async () => {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(...chunk.toString('utf8').trim().split('\n'));
      done();
    },
  });
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

  const entries = lines.map((line) => JSON.parse(line) as { msg: string; sessionId?: string; hostId?: string });
  const story = entries.filter((entry) => entry.sessionId === session.id).map((entry) => entry.msg);
  expect(story[0]).toBe('session starting');
  expect(story.at(-1)).toBe('session ended');
  expect(entries.find((entry) => entry.msg === 'session ended')).toMatchObject({ hostId: 'host-1', level: 30 });
  const text = lines.join('\n');
  for (const secret of [session.token, 'wrong-token-of-some-length', keys.hostKey, keys.apiKeys[0]]) {
    expect(text).not.toContain(secret);
  }
});

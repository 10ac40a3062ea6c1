import { Writable } from 'node:stream';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { withRedaction } from './logging.ts';

const SECRET = 'nobody-may-read-this';

function logged(fields: object, bindings: object = {}): string {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString('utf8');
      done();
    },
  });
  const { log } = fastify({ logger: withRedaction({ level: 'trace', stream }) });
  log.child(bindings).info(fields, 'a slip');
  return text;
}

test.each<[string, object]>([
  ['a token', { token: SECRET }],
  ['a header', { req: { headers: { authorization: `Bearer ${SECRET}` } } }],
  ['a header of an answer', { headers: { cookie: SECRET } }],
  ['a message of a viewer', { message: { type: 'offer', sdp: SECRET } }],
  ['a ticket', { effect: { message: { ticket: SECRET } } }],
  ['credentials of TURN', { joined: { iceServers: [{ credential: SECRET }] } }],
  ['credentials of TURN in a message', { effect: { message: { iceServers: [{ credential: SECRET }] } } }],
  ['a password', { options: { password: SECRET } }],
  ['keys', { config: { apiKeys: [SECRET], hostKey: SECRET, redisUrl: `redis://:${SECRET}@host` } }],
])('the log does not show %s', (_name, fields) => {
  const text = logged(fields);
  expect(text).toContain('a slip');
  expect(text).not.toContain(SECRET);
});

test('the log does not show what is bound to it', () => {
  expect(logged({}, { token: SECRET })).not.toContain(SECRET);
});

test('the log shows ids', () => {
  expect(logged({ sessionId: 'abc' }, { reqId: 'def' })).toMatch(/"reqId":"def".*"sessionId":"abc"/);
});

test('no log stays none', () => {
  expect(withRedaction(false)).toBe(false);
});

import { check, ERRORS, RemoteViewError, rest } from '@remote-view/protocol';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { answerError, sendProblem } from './problems.ts';

async function answerTo(thrown: unknown) {
  const app = fastify({ genReqId: () => '0f8fad5b-d9cb-469f-a165-70867728950e' });
  app.setErrorHandler(answerError);
  app.get('/', { schema: { response: { 200: { type: 'object', properties: {} } } } }, async () => {
    throw thrown;
  });
  const response = await app.inject('/');
  await app.close();
  return response;
}

test('a problem is what RFC 9457 says, and names its request', async () => {
  const response = await answerTo(new RemoteViewError('no-capacity', 'All 40 slots are taken.'));
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(response.headers['retry-after']).toBe('5');
  expect(check(rest.Problem, response.json())).toBe(true);
  expect(response.json()).toEqual({
    type: 'urn:remote-view:no-capacity',
    title: ERRORS['no-capacity'].text,
    status: 503,
    detail: 'All 40 slots are taken.',
    code: 'no-capacity',
    instance: 'urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e',
  });
});

test.each([
  ['bad-token', 401, 'www-authenticate', 'Bearer'],
  ['quota-exceeded', 429, 'retry-after', '10'],
  ['unavailable', 503, 'retry-after', '2'],
] as const)('%s is answered with %i and %s', async (code, status, header, value) => {
  const response = await answerTo(new RemoteViewError(code));
  expect(response.statusCode).toBe(status);
  expect(response.headers[header]).toBe(value);
});

test.each([
  [413, 'message-too-large'],
  [415, 'malformed-message'],
  [429, 'rate-limited'],
])('an error of a plugin with status %i is %s', async (status, code) => {
  const response = await answerTo(Object.assign(new Error('of a plugin'), { statusCode: status }));
  expect(response.json()).toMatchObject({ status, code, detail: 'of a plugin' });
});

test.each([new Error('secret'), 'secret', new RemoteViewError('scene-crashed', 'secret')])(
  'what is not meant for the caller is not told: %s',
  async (thrown) => {
    const response = await answerTo(thrown);
    expect(response.json()).toMatchObject({ status: 500, code: 'internal', detail: ERRORS.internal.text });
    expect(response.body).not.toContain('secret');
  },
);

test('whoever refuses may say when to come back', async () => {
  const app = fastify();
  app.get('/', (_request, reply) => sendProblem(reply.header('retry-after', '30'), 429, 'rate-limited'));
  expect((await app.inject('/')).headers['retry-after']).toBe('30');
  await app.close();
});

import { fastify, type FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { afterEach, describe, expect, test } from 'vitest';
import { Readiness } from '../readiness.ts';
import { errors } from './errors.ts';
import { overload, type OverloadOptions } from './overload.ts';

let app: FastifyInstance;
afterEach(async () => app.close());

async function build(options: OverloadOptions): Promise<FastifyInstance> {
  app = fastify();
  await app.register(errors);
  await app.register(fp(async (inner) => void inner.decorate('readiness', new Readiness()), { name: 'health' }));
  await app.register(fp(async () => undefined, { name: 'origins' }));
  await app.register(overload, options);
  app.post('/v1/sessions', async () => 'made');
  app.get('/v1/sessions', async () => 'listed');
  app.get('/v1/signal', async () => 'joined');
  return app;
}

const ROOMY: OverloadOptions = { maxEventLoopDelay: 0, maxHeapUsed: Number.MAX_SAFE_INTEGER };

describe('a gateway without room', () => {
  test('refuses new sessions, and nothing else', async () => {
    await build({ ...ROOMY, maxHeapUsed: 1 });
    // The heap is looked at once a second.
    const ask = async () => app.inject({ method: 'POST', url: '/v1/sessions' });
    await expect.poll(async () => (await ask()).statusCode, { timeout: 5_000 }).toBe(503);
    const refused = await ask();
    expect(refused.json()).toMatchObject({ code: 'unavailable', detail: 'The gateway is busy. Try again.' });
    expect(refused.headers['retry-after']).toBe('2');
    expect((await app.inject('/v1/signal')).body).toBe('joined');
    expect((await app.inject('/v1/sessions')).body).toBe('listed');
  });
});

test('a gateway with room refuses nobody', async () => {
  await build(ROOMY);
  expect((await app.inject({ method: 'POST', url: '/v1/sessions' })).body).toBe('made');
});

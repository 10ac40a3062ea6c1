import { RemoteViewError } from '@remote-view/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Harness } from '../testing/harness.ts';

let gateway: Harness;
beforeEach(async () => {
  gateway = await Harness.start();
});
afterEach(() => gateway.stop());

const ask = async (url: string) => gateway.app.inject(url);

describe('a gateway', () => {
  test('is live and ready at once', async () => {
    expect((await ask('/livez')).json()).toEqual({ status: 'live' });
    expect((await ask('/readyz')).json()).toEqual({ status: 'ready', hosts: 0 });
  });

  test('is ready for whoever wants hosts once these are there', async () => {
    expect((await ask('/readyz?hosts=1')).json()).toMatchObject({ status: 503, code: 'no-host' });
    const host = await gateway.host();
    expect((await ask('/readyz?hosts=1')).json()).toEqual({ status: 'ready', hosts: 1 });
    expect((await ask('/readyz?hosts=2')).statusCode).toBe(503);
    await host.close();
    await expect.poll(async () => (await ask('/readyz?hosts=1')).statusCode).toBe(503);
    expect((await ask('/readyz')).statusCode).toBe(200);
  });

  test.each(['?hosts=many', '?hosts=-1', '?host=1'])(
    'refuses a wish that it does not understand: %s',
    async (query) => {
      expect((await ask(`/readyz${query}`)).json()).toMatchObject({ status: 400, code: 'malformed-message' });
    },
  );

  test('is ready while it cannot reach what gateways share, but not to who asks for hosts', async () => {
    const { cluster } = gateway.app;
    const hosts = vi.spyOn(cluster, 'hosts').mockRejectedValue(new RemoteViewError('unavailable'));
    expect((await ask('/readyz')).json()).toEqual({ status: 'ready' });
    const response = await ask('/readyz?hosts=1');
    expect(response.json()).toMatchObject({ status: 503, code: 'unavailable' });
    expect(response.headers['retry-after']).toBeDefined();
    expect((await ask('/livez')).statusCode).toBe(200);
    hosts.mockRestore();
    expect((await ask('/readyz')).statusCode).toBe(200);
  });
});

describe('a gateway that is about to stop', () => {
  test('is live and not ready, and makes no new sessions', async () => {
    await gateway.host();
    const session = await gateway.createSession();
    gateway.app.readiness.drain();
    expect((await ask('/livez')).statusCode).toBe(200);
    expect((await ask('/readyz')).json()).toMatchObject({ status: 503, code: 'unavailable' });
    const refused = await gateway.post({ scene: 'cube' });
    expect(refused.json()).toMatchObject({ status: 503, code: 'unavailable' });
    expect(refused.headers['retry-after']).toBeDefined();
    // Those that run are served for as long as anybody finds the way.
    await gateway.joined(session);
  });
});

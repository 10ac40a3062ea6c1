import { afterEach, describe, expect, test } from 'vitest';
import { MetricsServer } from './metrics-server.ts';

const SOURCE = { contentType: 'text/plain; version=0.0.4', text: async () => 'up 1\n' };
const KEY = 'metrics-key-for-the-tests';

let server: MetricsServer;
afterEach(async () => server.close());

async function serve(key?: string, source = SOURCE): Promise<string> {
  server = await MetricsServer.listen(source, { host: '127.0.0.1', port: 0, key });
  return server.url;
}

describe('the address of the metrics', () => {
  test('answers whoever gets there where there is no key', async () => {
    const response = await fetch(await serve());
    expect(response.headers.get('content-type')).toBe(SOURCE.contentType);
    expect(await response.text()).toBe('up 1\n');
  });

  test.each([
    [undefined, 401],
    [`Bearer ${KEY}x`, 401],
    [`Basic ${KEY}`, 401],
    ['Bearer', 401],
    [`Bearer ${KEY}`, 200],
  ])('answers authorization %s with %i where there is one', async (authorization, status) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    expect((await fetch(await serve(KEY), { headers })).status).toBe(status);
  });

  test('has nothing else', async () => {
    const url = await serve();
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(new URL('/', url))).status).toBe(404);
  });

  test('says that it failed, and not why', async () => {
    const url = await serve(undefined, { ...SOURCE, text: async () => Promise.reject(new Error('secret')) });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, '']);
  });

  test('is gone after it was closed, twice', async () => {
    const url = await serve();
    await server.close();
    await server.close();
    await expect(fetch(url)).rejects.toThrow();
  });

  test('cannot be had twice', async () => {
    const { port } = new URL(await serve());
    const second = MetricsServer.listen(SOURCE, { host: '127.0.0.1', port: Number(port), key: undefined });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

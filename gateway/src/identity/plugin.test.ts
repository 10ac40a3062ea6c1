import { Writable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { check, PublicKey, Type } from '@remote-view/protocol';
import { Harness } from '../testing/harness.ts';
import type { GatewayOptions } from '../options.ts';
import { newKey } from './key-text.ts';
import { newTokenKey } from './token-keys.ts';

let gateway: Harness | undefined;
afterEach(async () => gateway?.stop());

async function start(options: GatewayOptions): Promise<{ readonly gateway: Harness; readonly log: () => string }> {
  let log = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log += chunk.toString();
      done();
    },
  });
  const keys = { dev: false, apiKeys: [newKey('api')], hostKey: newKey('host') };
  gateway = await Harness.start({ ...keys, logger: { level: 'warn', stream }, ...options });
  return { gateway, log: () => log };
}

test('everybody may have the keys that tokens are verified with, without their private parts', async () => {
  const key = newTokenKey('key-1');
  const started = await start({ tokenKeys: JSON.stringify({ keys: [key] }) });
  const response = await started.gateway.app.inject({ url: '/v1/keys' });
  expect(response.statusCode).toBe(200);
  expect(response.headers['cache-control']).toBe('public, max-age=300');
  expect(check(Type.Object({ keys: Type.Array(PublicKey) }), response.json())).toBe(true);
  expect(response.json()).toEqual({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: key.x, kid: 'key-1' }] });
  expect(started.log()).toBe('');
});

test('whoever asks too often is told so', async () => {
  const started = await start({ addressRequestsPerMinute: 2 });
  const ask = async () => started.gateway.app.inject({ url: '/v1/keys' });
  expect([(await ask()).statusCode, (await ask()).statusCode]).toEqual([200, 200]);
  const refused = await ask();
  expect(refused.statusCode).toBe(429);
  expect(refused.json()).toMatchObject({ code: 'rate-limited' });
  expect(Number(refused.headers['retry-after'])).toBe(30);
});

test('a proxy that nobody named is warned of once, and does not choose the address', async () => {
  const started = await start({ addressRequestsPerMinute: 2 });
  const ask = async (address: string) =>
    (await started.gateway.app.inject({ url: '/v1/keys', headers: { 'x-forwarded-for': address } })).statusCode;
  expect([await ask('203.0.113.1'), await ask('203.0.113.2'), await ask('203.0.113.3')]).toEqual([200, 200, 429]);
  expect(started.log().split('--trust-proxy')).toHaveLength(2);
});

test('a proxy that is trusted says for whom it asks', async () => {
  const started = await start({ addressRequestsPerMinute: 1, trustProxy: ['127.0.0.1'] });
  const ask = async (address: string) =>
    (await started.gateway.app.inject({ url: '/v1/keys', headers: { 'x-forwarded-for': address } })).statusCode;
  expect([await ask('203.0.113.1'), await ask('203.0.113.2'), await ask('203.0.113.2')]).toEqual([200, 200, 429]);
  expect(started.log()).not.toContain('--trust-proxy');
});

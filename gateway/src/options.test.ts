import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveOptions, type GatewayOptions } from './options.ts';

const KEYS: GatewayOptions = { apiKeys: ['api-key-for-the-tests'], hostKey: 'host-key-for-the-tests' };

describe('options', () => {
  test('of production need keys and let no foreign page in', () => {
    expect(resolveOptions(KEYS)).toMatchObject({ dev: false, allowedOrigins: [] });
  });

  test('of dev mode need nothing and let every page in', () => {
    expect(resolveOptions({ dev: true })).toMatchObject({ dev: true, allowedOrigins: 'any' });
  });

  test('let a hundred sessions wait, and end none that nobody uses', () => {
    const rules = { control: 'shared', controlIdleSeconds: 30, afkAfterSeconds: 0 };
    expect(resolveOptions({ dev: true }).allocation).toEqual({ maxQueued: 100, rules });
  });

  test('have the limits of the protocol', () => {
    expect(resolveOptions({ dev: true }).viewerLimits).toEqual({
      joinWithin: 5_000,
      pingEvery: 10_000,
      maxBuffered: 1_048_576,
      messagesPer10s: 100,
    });
  });

  test('take paths as they are seen from here', () => {
    const { publicDir, viewerBundle } = resolveOptions({ dev: true, publicDir: '.', viewerBundle: 'viewer.js' });
    expect({ publicDir, viewerBundle }).toEqual({ publicDir: process.cwd(), viewerBundle: resolve('viewer.js') });
  });

  test.each<[string, GatewayOptions, string]>([
    ['production without keys', {}, '--api-key'],
    ['production without a host key', { apiKeys: KEYS.apiKeys ?? [] }, '--host-key'],
    ['a short key', { ...KEYS, hostKey: 'short' }, '16 characters'],
    ['a key that fits no header', { ...KEYS, apiKeys: ['with spaces in between'] }, 'letters, digits'],
    ['an origin with a path', { ...KEYS, allowedOrigins: ['https://shop.example/'] }, 'https://shop.example/'],
    ['a folder that is not there', { dev: true, publicDir: '/nowhere/at/all' }, '/nowhere/at/all'],
    ['a queue of less than nothing', { dev: true, maxQueued: -1 }, 'maxQueued'],
    ['a session that nobody could use', { dev: true, afkAfter: 0.5 }, 'afkAfter'],
    ['a time of zero', { dev: true, timing: { hostGrace: 0 } }, 'hostGrace'],
    ['a limit that is no number', { dev: true, limits: { maxBuffered: Number.NaN } }, 'maxBuffered'],
  ])('refuse %s', (_name, options, text) => {
    expect(() => resolveOptions(options)).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(text) }),
    );
  });
});

import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RULES } from '@remote-view/protocol';
import { clusterWarnings, resolveOptions, type GatewayOptions } from './options.ts';

const KEYS: GatewayOptions = { apiKeys: ['api-key-for-the-tests'], hostKey: 'host-key-for-the-tests' };

describe('options', () => {
  test('of production need keys and let no foreign page in', () => {
    expect(resolveOptions(KEYS)).toMatchObject({ dev: false, allowedOrigins: [] });
  });

  test('of dev mode need nothing and let every page in', () => {
    expect(resolveOptions({ dev: true })).toMatchObject({ dev: true, allowedOrigins: 'any' });
  });

  test('let a hundred sessions wait, and end none that nobody uses', () => {
    expect(resolveOptions({ dev: true }).allocation).toEqual({ maxQueued: 100, rules: DEFAULT_RULES });
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

  test('believe the proxies that they name, or so many of them', () => {
    expect(resolveOptions({ dev: true }).trustProxy).toBe(false);
    const proxies = ['10.0.0.0/8', '::1', 'loopback'];
    expect(resolveOptions({ dev: true, trustProxy: proxies }).trustProxy).toEqual(proxies);
    const trusts = resolveOptions({ dev: true, trustProxy: ['2'] }).trustProxy as (
      address: string,
      hop: number,
    ) => boolean;
    expect([0, 1, 2].map((hop) => trusts('192.0.2.1', hop))).toEqual([true, true, false]);
  });

  test('split regions into names and addresses', () => {
    const [region] = resolveOptions({ dev: true, regions: ['eu-1=https://eu-1.example/livez?a=b'] }).regions;
    expect(region).toEqual({ name: 'eu-1', url: 'https://eu-1.example/livez?a=b' });
  });

  test('warn of a gateway among several that the others cannot reach', () => {
    const redisUrl = 'redis://db:6379';
    const warningsOf = (options: GatewayOptions): string[] =>
      clusterWarnings(resolveOptions({ dev: true, ...options }));
    expect(warningsOf({ redisUrl })).toEqual([expect.stringContaining('no cluster URL')]);
    expect([warningsOf({}), warningsOf({ redisUrl, clusterUrl: 'http://10.0.0.5:8080/' })]).toEqual([[], []]);
  });

  test('show no password of a database', () => {
    const wrong = (): unknown => resolveOptions({ dev: true, redisUrl: 'postgres://user:secret@db' });
    expect(wrong).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }));
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
    ['a region without an address', { dev: true, regions: ['eu-1'] }, 'eu-1=https'],
    ['a region that is no name', { dev: true, regions: ['EU 1=https://eu.example/'] }, 'no region'],
    ['a proxy that is no address', { dev: true, trustProxy: ['proxy.example'] }, 'proxy.example'],
    ['a network with too many bits', { dev: true, trustProxy: ['10.0.0.0/33'] }, '10.0.0.0/33'],
    ['a database that is none of ours', { dev: true, redisUrl: 'postgres://user:secret@db' }, 'redis://'],
    ['a cluster URL with a path', { dev: true, clusterUrl: 'http://10.0.0.5:8080/rv' }, 'neither a path'],
    ['a cluster URL with a password', { dev: true, clusterUrl: 'http://a:b@10.0.0.5:8080' }, 'neither a path'],
    ['a cluster URL of a WebSocket', { dev: true, clusterUrl: 'ws://10.0.0.5:8080' }, 'http://10.0.0.5:8080'],
    ['a cluster URL that is none', { dev: true, clusterUrl: '10.0.0.5' }, 'http://10.0.0.5:8080'],
    ['a session that is longer than a week', { dev: true, maxSessionSeconds: 604_801 }, 'maxSessionSeconds'],
    ['a limit that is no number', { dev: true, limits: { maxBuffered: Number.NaN } }, 'maxBuffered'],
  ])('refuse %s', (_name, options, text) => {
    expect(() => resolveOptions(options)).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(text) }),
    );
  });
});

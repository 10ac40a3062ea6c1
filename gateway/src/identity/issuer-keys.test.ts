import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keySource, remoteKeys } from './issuer-keys.ts';
import { readIssuers } from './issuer-options.ts';

const TOKEN = { payload: '', signature: '' };

let one: JWK;
let two: JWK;
beforeAll(async () => {
  const make = async (kid: string): Promise<JWK> => ({
    ...(await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey)),
    kid,
    alg: 'ES256',
  });
  [one, two] = [await make('one'), await make('two')];
});

/** What an issuer would answer, how often it was asked, and what time it is. */
class World {
  now = 0;
  asked = 0;
  answer: JSONWebKeySet | undefined = { keys: [one] };
  readonly keys = remoteKeys(
    async () => {
      this.asked++;
      if (this.answer === undefined) throw new Error('down');
      return this.answer;
    },
    () => this.now,
  );

  async find(kid: string): Promise<string> {
    try {
      await this.keys({ alg: 'ES256', kid }, TOKEN);
      return 'found';
    } catch (thrown) {
      return (thrown as { code?: string }).code ?? String(thrown);
    }
  }
}

const UNKNOWN = 'ERR_JWKS_NO_MATCHING_KEY';

describe('the keys of an issuer', () => {
  test('are fetched once for however many tokens', async () => {
    const world = new World();
    expect(await Promise.all(Array.from({ length: 50 }, async () => world.find('one')))).toEqual(
      Array.from({ length: 50 }, () => 'found'),
    );
    world.now = 600_000;
    expect(await world.find('one')).toBe('found');
    expect(world.asked).toBe(1);
    world.now = 600_001;
    await world.find('one');
    expect(world.asked).toBe(2);
  });

  test('are looked at again for a new one, but not for each token that somebody made up', async () => {
    const world = new World();
    await world.find('one');
    world.now = 20_000;
    world.answer = { keys: [two, one] };
    expect(await world.find('two')).toBe('found');
    expect(world.asked).toBe(2);
    for (let index = 0; index < 100; index++) expect(await world.find(`made up ${index}`)).toBe(UNKNOWN);
    expect(world.asked).toBe(2);
    world.now = 30_000;
    await world.find('made up');
    expect(world.asked).toBe(3);
  });

  test('stay good for a day while no newer ones can be had, and one that was taken back ends with the next that can', async () => {
    const world = new World();
    await world.find('one');
    world.answer = undefined;
    world.now = 86_400_000;
    expect(await world.find('one')).toBe('found');
    world.answer = { keys: [two] };
    world.now += 10_000;
    expect(await world.find('one')).toBe(UNKNOWN);
  });

  test('that cannot be had are a matter of time, and asked for every ten seconds', async () => {
    const world = new World();
    world.answer = undefined;
    expect(await world.find('one')).toBe('unavailable');
    expect(await world.find('one')).toBe('unavailable');
    expect(world.asked).toBe(1);
    world.answer = { keys: [one] };
    world.now = 10_000;
    expect(await world.find('one')).toBe('found');
  });

  test('that are over a day old are good no more', async () => {
    const world = new World();
    await world.find('one');
    world.answer = undefined;
    world.now = 86_400_001;
    expect(await world.find('one')).toBe('unavailable');
  });
});

describe('over the network', () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    server = undefined;
  });

  async function serve(listener: (origin: string) => RequestListener): Promise<string> {
    const started = createServer((request, response) => listener(origin)(request, response)).listen(0, '127.0.0.1');
    server = started;
    await once(started, 'listening');
    const origin = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
    return origin;
  }

  async function find(issuer: string): Promise<string> {
    const [options] = readIssuers(JSON.stringify({ issuers: [{ issuer, audience: ['a'] }] }), false);
    if (options === undefined) return 'not configured';
    try {
      await keySource(options, false, () => performance.now())({ alg: 'ES256', kid: 'one' }, TOKEN);
      return 'found';
    } catch (thrown) {
      return (thrown as { code?: string }).code ?? String(thrown);
    }
  }

  test('are found by the configuration that OpenID Connect knows', async () => {
    const origin = await serve((own) => (request, response) => {
      const isDiscovery = request.url === '/realm/.well-known/openid-configuration';
      const answer = isDiscovery ? { issuer: `${own}/realm`, jwks_uri: `${own}/keys` } : { keys: [one] };
      response.end(JSON.stringify(answer));
    });
    expect(await find(`${origin}/realm`)).toBe('found');
  });

  test.each<[string, (own: string) => RequestListener]>([
    [
      'the configuration of another issuer',
      (own) => (_request, response) =>
        response.end(JSON.stringify({ issuer: 'https://evil.example', jwks_uri: `${own}/keys` })),
    ],
    [
      'keys over plain HTTP elsewhere',
      (own) => (_request, response) =>
        response.end(JSON.stringify({ issuer: own, jwks_uri: 'http://198.51.100.1/keys' })),
    ],
    [
      'another place',
      () => (_request, response) => response.writeHead(302, { location: 'https://evil.example' }).end(),
    ],
    ['a page', () => (_request, response) => response.end('<html>')],
    ['an error', () => (_request, response) => response.writeHead(500).end('{}')],
    ['no end', () => (_request, response) => response.write('x'.repeat(300_000))],
    ['a cut connection', () => (request) => request.socket.destroy()],
  ])('are not taken from %s', async (_name, listener) => {
    expect(await find(await serve(listener))).toBe('unavailable');
  });
});

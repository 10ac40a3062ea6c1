import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SignJWT } from 'jose';
import type { ViewerClaims } from '@remote-view/protocol';
import { makeKeys } from './generate-keys.ts';
import { Identity, type Seen } from './identity.ts';
import { resolveIdentity, type IdentityOptions } from './identity-options.ts';
import { hashKey, newKey } from './key-text.ts';
import { newTokenKey } from './token-keys.ts';

const API = newKey('api');
const ADMIN = newKey('admin');
const HOST = newKey('host');
const SECRET = 'a shared secret of 32 characters';
const SESSION = { id: 'session-1', tenant: 'default' };
const KEYS: IdentityOptions = { apiKeys: [API], adminKey: ADMIN, hostKey: HOST };

/** An identity in a time of its own, with all that it logged and counted. */
class World {
  time = Date.parse('2026-11-20T12:00:00Z');
  readonly logged: string[] = [];
  readonly refused: string[] = [];
  readonly #options: IdentityOptions;
  #identity: Identity | undefined;

  constructor(options: IdentityOptions = {}) {
    this.#options = options;
  }

  async open(dev = false): Promise<Identity> {
    const log = (context: object, message: string): void =>
      void this.logged.push(`${message} ${JSON.stringify(context)}`);
    const context = {
      log: { info: log, warn: log, error: log },
      refused: (reason: string) => void this.refused.push(reason),
      clock: () => this.time,
      now: () => this.time,
    };
    this.#identity = await Identity.open(resolveIdentity({ ...KEYS, ...this.#options }, dev), context);
    return this.#identity;
  }

  close(): void {
    this.#identity?.close();
  }
}

function seen(key: string | undefined, address = '203.0.113.1'): Seen {
  return { headers: key === undefined ? {} : { authorization: `Bearer ${key}` }, address };
}

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'passed';
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

async function codeOfAsync(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'passed',
    (thrown: unknown) => (thrown as { code: string }).code,
  );
}

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => world.close());

describe('who asks', () => {
  test('is told by its key, and may what its key is for', async () => {
    const identity = await world.open();
    expect(identity.authorize(seen(API), 'sessions:create')).toMatchObject({ tenant: 'default', name: 'api-key-1' });
    expect(codeOf(() => identity.authorize(seen(API), 'admin'))).toBe('forbidden');
    expect(codeOf(() => identity.authorize(seen(ADMIN), 'admin'))).toBe('passed');
    expect(codeOf(() => identity.authorize(seen(undefined), 'sessions:read'))).toBe('unauthorized');
    expect(codeOf(() => identity.authorize(seen(newKey('api')), 'sessions:read'))).toBe('unauthorized');
    expect(world.refused).toEqual(['no-key', 'bad-key']);
  });

  test('with the key of a host may create nothing, and with that of a backend is no host', async () => {
    const identity = await world.open();
    expect(codeOf(() => identity.authorize(seen(HOST), 'sessions:create'))).toBe('unauthorized');
    expect(codeOf(() => identity.admitHost(seen(API)))).toBe('unauthorized');
    expect(identity.admitHost(seen(HOST))).toMatchObject({ name: 'host-key-1' });
  });

  test('may be a viewer by its token', async () => {
    const identity = await world.open();
    const backend = identity.authorize(seen(API), 'tokens:create');
    const { token, claims } = await identity.grant(SESSION, { role: 'controller' }, backend);
    expect(await identity.caller(seen(token), 'sessions:end')).toEqual(claims);
    expect(await identity.caller(seen(API), 'sessions:end')).toMatchObject({ name: 'api-key-1' });
    expect(await codeOfAsync(identity.caller(seen(undefined), 'sessions:end'))).toBe('unauthorized');
    expect(await codeOfAsync(identity.caller(seen(`${token}x`), 'sessions:end'))).toBe('bad-token');
  });

  test('in dev mode is everybody, as often as they like, but not without a token into a session', async () => {
    const identity = await world.open(true);
    for (let index = 0; index < 10_000; index++) identity.authorize(seen(undefined), 'admin');
    expect(identity.admitHost(seen(undefined))).toEqual({ name: 'dev' });
    expect(await codeOfAsync(identity.verifyViewer('guess', '127.0.0.1'))).toBe('bad-token');
    const { token, claims } = await identity.grant(SESSION, {}, identity.authorize(seen(undefined), 'sessions:create'));
    expect(await identity.verifyViewer(token, '127.0.0.1')).toEqual(claims);
    expect(world.logged).toEqual([]);
  });
});

describe('tokens', () => {
  test('end with the process where no keys were given, which a warning says', async () => {
    const before = await world.open();
    const { token } = await before.grant(SESSION, {}, before.authorize(seen(API), 'tokens:create'));
    const after = await world.open();
    expect(await codeOfAsync(after.verifyViewer(token, '203.0.113.1'))).toBe('bad-token');
    expect(world.logged[0]).toContain('no token keys');
  });

  test('of one gateway are good at another that has its keys', async () => {
    world = new World({ tokenKeys: JSON.stringify({ keys: [newTokenKey('shared')] }) });
    const [one, other] = [await world.open(), await world.open()];
    const { token, claims } = await one.grant(SESSION, {}, one.authorize(seen(API), 'tokens:create'));
    expect(await other.verifyViewer(token, '203.0.113.1')).toEqual(claims);
    expect(one.publicKeys).toEqual(other.publicKeys);
    expect(world.logged).toEqual([]);
  });

  test('of another issuer are signed again for the host, which knows our keys alone', async () => {
    const issuers = { issuers: [{ issuer: 'backend', audience: ['remote-view'], secret: SECRET, tenant: 'default' }] };
    world = new World({ issuers: JSON.stringify(issuers) });
    const identity = await world.open();
    const exp = Math.floor(world.time / 1_000) + 60;
    const foreign = await new SignJWT({ remote_view: { sid: 'session-1', role: 'spectator' } })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('backend')
      .setAudience('remote-view')
      .setExpirationTime(exp)
      .sign(new TextEncoder().encode(SECRET));
    const claims = await identity.verifyViewer(foreign, '203.0.113.1');
    expect(claims).toMatchObject<Partial<ViewerClaims>>({ sid: 'session-1', role: 'spectator', rights: ['chat'], exp });
    expect(await identity.verifyViewer(await identity.forHost(claims), '203.0.113.1')).toEqual(claims);
  });
});

describe('whoever guesses', () => {
  test('is not listened to any more, not even with the right key, until a while has passed', async () => {
    world = new World({ addressFailuresPerMinute: 5 });
    const identity = await world.open();
    for (let index = 0; index < 5; index++) {
      expect(codeOf(() => identity.authorize(seen(newKey('api')), 'sessions:read'))).toBe('unauthorized');
    }
    expect(codeOf(() => identity.authorize(seen(API), 'sessions:read'))).toBe('rate-limited');
    expect(codeOf(() => identity.admitHost(seen(HOST)))).toBe('rate-limited');
    expect(await codeOfAsync(identity.verifyViewer('guess', '203.0.113.1'))).toBe('rate-limited');
    expect(codeOf(() => identity.authorize(seen(API, '203.0.113.2'), 'sessions:read'))).toBe('passed');
    world.time += 12_000;
    expect(codeOf(() => identity.authorize(seen(API), 'sessions:read'))).toBe('passed');
  });

  test('cannot go on from the next address of the same subscriber', async () => {
    world = new World({ addressFailuresPerMinute: 5 });
    const identity = await world.open();
    for (let index = 0; index < 5; index++) await codeOfAsync(identity.verifyViewer('guess', `2001:db8::${index + 1}`));
    expect(codeOf(() => identity.admitHost(seen(HOST, '2001:db8::ffff')))).toBe('rate-limited');
  });

  test('over another gateway is held against nobody', async () => {
    world = new World({ addressFailuresPerMinute: 1 });
    const identity = await world.open();
    for (let index = 0; index < 3; index++) {
      expect(await codeOfAsync(identity.verifyViewer('guess'))).toBe('bad-token');
    }
  });

  test('is told when to come back', async () => {
    world = new World({ addressFailuresPerMinute: 1 });
    const identity = await world.open();
    codeOf(() => identity.admitHost(seen(API)));
    expect(() => identity.admitHost(seen(HOST))).toThrow(
      expect.objectContaining({ code: 'rate-limited', context: { retryAfterSeconds: 60 } }),
    );
    expect(world.refused).toEqual(['bad-key', 'rate-limited']);
  });
});

describe('rates', () => {
  test('hold for a tenant, whichever of its keys it uses and wherever from', async () => {
    world = new World({ tenantRequestsPerMinute: 3 });
    const identity = await world.open();
    for (const key of [API, ADMIN, API]) identity.authorize(seen(key), 'sessions:read');
    expect(codeOf(() => identity.authorize(seen(ADMIN, '203.0.113.9'), 'sessions:read'))).toBe('rate-limited');
  });

  test('hold for an address without a key, and for the sockets that it opens', async () => {
    world = new World({ addressRequestsPerMinute: 2, addressSocketsPerMinute: 3 });
    const identity = await world.open();
    const codes = (act: () => void) => Array.from({ length: 4 }, () => codeOf(act));
    expect(codes(() => identity.admitAnyone('203.0.113.1'))).toEqual([
      'passed',
      'passed',
      'rate-limited',
      'rate-limited',
    ]);
    expect(codes(() => identity.admitSocket('203.0.113.1'))).toEqual(['passed', 'passed', 'passed', 'rate-limited']);
    expect(codeOf(() => identity.admitSocket('203.0.113.2'))).toBe('passed');
    expect(codeOf(() => identity.authorize(seen(API), 'sessions:read'))).toBe('passed');
  });

  test('hold for the address of a viewer that asks with its token', async () => {
    world = new World({ addressRequestsPerMinute: 2 });
    const identity = await world.open();
    const { token } = await identity.grant(SESSION, {}, identity.authorize(seen(API), 'tokens:create'));
    for (let index = 0; index < 2; index++) await identity.caller(seen(token), 'sessions:read');
    expect(await codeOfAsync(identity.caller(seen(token), 'sessions:read'))).toBe('rate-limited');
  });
});

describe('keys from files', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'identity-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('are replaced while it runs, and a broken file changes nothing', async () => {
    const [old, next] = [makeKeys('old'), makeKeys('next')];
    const write = (keys: typeof old): void => {
      for (const { name, text } of keys.files) writeFileSync(join(folder, name), text);
    };
    write(old);
    world = new World({
      apiKeysFile: join(folder, 'api-keys.json'),
      hostKeysFile: join(folder, 'host-keys.json'),
      addressFailuresPerMinute: 1_000,
    });
    const identity = await world.open();
    expect(codeOf(() => identity.authorize(seen(old.api), 'sessions:create'))).toBe('passed');
    write(next);
    identity.reload();
    expect(codeOf(() => identity.authorize(seen(old.api), 'sessions:create'))).toBe('unauthorized');
    expect(codeOf(() => identity.authorize(seen(next.admin), 'admin'))).toBe('passed');
    expect(codeOf(() => identity.admitHost(seen(next.host)))).toBe('passed');
    expect(codeOf(() => identity.authorize(seen(API), 'sessions:create'))).toBe('passed');
    writeFileSync(join(folder, 'api-keys.json'), JSON.stringify({ keys: [{ hash: hashKey(API) }] }));
    identity.reload();
    expect(codeOf(() => identity.authorize(seen(next.api), 'sessions:create'))).toBe('passed');
    expect(world.logged.join('\n')).toContain('those from before stay');
    for (const key of [old.api, next.api, next.admin, next.host]) expect(world.logged.join('\n')).not.toContain(key);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiKeys, plainAdminKey, plainApiKeys, readApiKeys } from './api-keys.ts';
import { hashKey, newKey } from './key-text.ts';
import { BACKEND_SCOPES, covers, SCOPES } from './principal.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const OLD = newKey('api');
const NEW = newKey('api');
const OTHER = newKey('api');

const FILE = {
  tenants: [{ name: 'shop', sessions: 20, requestsPerMinute: 120 }],
  keys: [
    {
      name: 'shop-2025',
      tenant: 'shop',
      scopes: ['sessions:create'],
      hash: hashKey(OLD),
      expiresAt: '2026-12-01T00:00:00Z',
    },
    { name: 'shop-2026', tenant: 'shop', scopes: ['sessions:create', 'sessions:end'], hash: hashKey(NEW) },
    { name: 'museum', tenant: 'museum', scopes: ['sessions:read'], hash: hashKey(OTHER) },
  ],
};

function bearing(key: string) {
  return { authorization: `Bearer ${key}` };
}

describe('keys of backends', () => {
  const keys = new ApiKeys(readApiKeys(JSON.stringify(FILE)));

  test('say for whom and for what they are, with the limits of their tenant', () => {
    expect(keys.identify(bearing(NEW), NOW)).toMatchObject({
      tenant: 'shop',
      name: 'shop-2026',
      scopes: ['sessions:create', 'sessions:end'],
      quota: 20,
      rate: 120,
    });
    expect(keys.identify(bearing(OTHER), NOW)).not.toHaveProperty('quota');
  });

  test('say how their tenant may wait, where others may wait too', () => {
    const tenants = [{ name: 'shop', highestPriority: 'high', queued: 3 }];
    const file = { tenants, keys: FILE.keys.slice(1) };
    const shared = new ApiKeys([...readApiKeys(JSON.stringify(file)), plainAdminKey(OLD)]);
    expect(shared.identify(bearing(NEW), NOW)).toMatchObject({ highestPriority: 'high', queued: 3 });
    expect(shared.identify(bearing(OTHER), NOW)).not.toHaveProperty('queued');
    expect(shared.identify(bearing(OTHER), NOW)).not.toHaveProperty('highestPriority');
    expect(shared.identify(bearing(OLD), NOW)).toMatchObject({ highestPriority: 'high', queued: Infinity });
  });

  test('of a tenant that is alone may take the whole line, unless it is said', () => {
    const alone = new ApiKeys([...plainApiKeys([OLD]), plainAdminKey(OTHER)]);
    expect(alone.identify(bearing(OLD), NOW)).toMatchObject({ queued: Infinity });
    expect(alone.identify(bearing(OLD), NOW)).not.toHaveProperty('highestPriority');
    const said = { tenants: [{ name: 'shop', queued: 0 }], keys: [FILE.keys[1]] };
    expect(new ApiKeys(readApiKeys(JSON.stringify(said))).identify(bearing(NEW), NOW)).toMatchObject({ queued: 0 });
  });

  test('are replaced without a pause: two are good at a time, and one of them ends by itself', () => {
    expect(keys.identify(bearing(OLD), NOW)?.tenant).toBe('shop');
    const later = Date.parse('2026-12-01T00:00:00Z');
    expect(keys.identify(bearing(OLD), later - 1)?.tenant).toBe('shop');
    expect(keys.identify(bearing(OLD), later)).toBeUndefined();
    expect(keys.identify(bearing(NEW), later)?.tenant).toBe('shop');
  });

  test.each([undefined, '', NEW, `Basic ${NEW}`, 'Bearer', `Bearer ${NEW}x`, `Bearer ${NEW} ${OTHER}`])(
    'are not found in %j',
    (authorization) => {
      expect(keys.identify(authorization === undefined ? {} : { authorization }, NOW)).toBeUndefined();
    },
  );

  test('know nobody by any other text, their own hashes included', () => {
    expect(keys.identify(bearing(hashKey(NEW)), NOW)).toBeUndefined();
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.string().map((rest) => `Bearer ${rest}`),
    );
    fc.assert(
      fc.property(text, (authorization) => {
        expect(keys.identify({ authorization }, NOW)).toBeUndefined();
      }),
    );
  });

  test('given as plain text are for one tenant and all but administration', () => {
    const plain = new ApiKeys([...plainApiKeys([OLD, NEW]), plainAdminKey(OTHER)]);
    expect(plain.identify(bearing(NEW), NOW)).toMatchObject({ tenant: 'default', scopes: BACKEND_SCOPES });
    expect(BACKEND_SCOPES).not.toContain('admin');
    expect(plain.identify(bearing(OTHER), NOW)).toMatchObject({ name: 'admin-key', scopes: SCOPES });
    expect(plain.size).toBe(3);
  });

  test('are not shown when they are printed', () => {
    expect(JSON.stringify(plainApiKeys([OLD]))).not.toContain(OLD);
  });

  test.each<[string, unknown]>([
    ['no JSON', `{"keys": [${NEW}`],
    ['a plain key', { keys: [{ ...FILE.keys[2], hash: undefined, key: NEW }] }],
    ['a hash that is none', { keys: [{ ...FILE.keys[2], hash: NEW }] }],
    ['a class of the line that there is not', { ...FILE, tenants: [{ name: 'shop', highestPriority: 'first' }] }],
    ['a scope that there is not', { keys: [{ ...FILE.keys[2], scopes: ['everything'] }] }],
    ['a date without a time', { keys: [{ ...FILE.keys[2], expiresAt: '2026-12-01' }] }],
    ['a day that there is not', { keys: [{ ...FILE.keys[2], expiresAt: '2026-13-41T00:00:00Z' }] }],
    ['two keys of one name', { keys: [FILE.keys[0], { ...FILE.keys[1], name: 'shop-2025' }] }],
    ['one key under two names', { keys: [FILE.keys[0], { ...FILE.keys[1], hash: hashKey(OLD) }] }],
  ])('cannot be read from a file with %s, and what is in it is not shown', (_name, file) => {
    const text = typeof file === 'string' ? file : JSON.stringify(file);
    let message = '';
    expect(() => {
      try {
        return new ApiKeys(readApiKeys(text));
      } catch (thrown) {
        message = String(thrown);
        throw thrown;
      }
    }).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
    expect(message).not.toContain(NEW.slice(8, 20));
  });
});

test('a key sees its own tenant, and an admin key all of them', () => {
  const own = { tenant: 'shop', name: 'a', scopes: BACKEND_SCOPES };
  expect(covers(own, 'shop')).toBe(true);
  expect(covers(own, 'museum')).toBe(false);
  expect(covers({ ...own, scopes: SCOPES }, 'museum')).toBe(true);
});

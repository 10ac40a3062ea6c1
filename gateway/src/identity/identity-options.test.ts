import { describe, expect, test } from 'vitest';
import { resolveIdentity, type IdentityOptions } from './identity-options.ts';
import { newKey } from './key-text.ts';

const API = newKey('api');
const HOST = newKey('host');
const KEYS: IdentityOptions = { apiKeys: [API], hostKey: HOST };

describe('what the gateway is told about who may do what', () => {
  test('is enough with a key for backends and one for hosts, or with files of them', () => {
    expect(resolveIdentity(KEYS, false)).toMatchObject({ apiKeys: [API], hostKeys: [HOST], tokenSeconds: 43_200 });
    expect(resolveIdentity({ apiKeysFile: '/api.json', hostKeysFile: '/hosts.json' }, false)).toMatchObject({
      apiKeys: [],
      hostKeys: [],
    });
    expect(resolveIdentity({}, true)).toMatchObject({ dev: true, issuers: [] });
  });

  test.each<[string, IdentityOptions, string]>([
    ['no key for backends', { hostKey: HOST }, '--api-keys-file'],
    ['no key for hosts', { apiKeys: [API] }, '--host-keys-file'],
    ['a key that was cut off', { ...KEYS, apiKeys: [API.slice(0, -3)] }, 'damaged'],
    ['one key for two purposes', { ...KEYS, adminKey: API }, 'Two keys'],
    ['a short admin key', { ...KEYS, adminKey: 'short' }, '16 characters'],
    ['tokens without an end', { ...KEYS, tokenSeconds: Infinity }, 'tokenSeconds'],
    ['tokens for a month', { ...KEYS, tokenSeconds: 2_592_000 }, 'tokenSeconds'],
    ['a rate of nothing', { ...KEYS, addressSocketsPerMinute: 0 }, 'addressSocketsPerMinute'],
    ['a rate that is no number', { ...KEYS, addressFailuresPerMinute: Number.NaN }, 'addressFailuresPerMinute'],
    ['issuers that are no JSON', { ...KEYS, issuers: 'https://id.example' }, 'issuers'],
  ])('is refused with %s', (_name, options, text) => {
    expect(() => resolveIdentity(options, false)).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(text) }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HostKeys, mayBe, plainHostKeys, readHostKeys } from './host-keys.ts';
import { hashKey, newKey } from './key-text.ts';

const ANY = newKey('host');
const BOUND = newKey('host');

const FILE = {
  keys: [
    { name: 'all', hash: hashKey(ANY), expiresAt: '2026-12-01T00:00:00+01:00' },
    { name: 'eu', hash: hashKey(BOUND), hosts: ['gpu-*', 'spare'], labels: ['region=eu-1'] },
  ],
};

function bearing(key: string) {
  return { authorization: `Bearer ${key}` };
}

describe('keys of hosts', () => {
  const keys = new HostKeys(readHostKeys(JSON.stringify(FILE)));

  test('let their hosts in, until they end', () => {
    expect(keys.admit(bearing(ANY), 0)?.name).toBe('all');
    expect(keys.admit(bearing(ANY), Date.parse('2026-11-30T23:00:00Z'))).toBeUndefined();
    expect(keys.admit(bearing(BOUND), 0)).toMatchObject({ name: 'eu', hosts: ['gpu-*', 'spare'] });
    expect(keys.admit(bearing(newKey('host')), 0)).toBeUndefined();
    expect(keys.admit({}, 0)).toBeUndefined();
  });

  test('given as plain text are for every host', () => {
    const credential = new HostKeys(plainHostKeys([ANY])).admit(bearing(ANY), 0);
    expect(credential).toBeDefined();
    expect(mayBe(credential ?? { name: '' }, { host: 'whatever' })).toBe(true);
  });

  test.each([
    ['gpu-1', ['region=eu-1', 'gpu=l4'], true],
    ['gpu-', ['region=eu-1'], true],
    ['spare', ['region=eu-1'], true],
    ['spare-2', ['region=eu-1'], false],
    ['my-gpu-1', ['region=eu-1'], false],
    ['gpu-1', ['region=us-1'], false],
    ['gpu-1', undefined, false],
  ])('that are bound let in %s with %j: %s', (host, labels, allowed) => {
    const credential = keys.admit(bearing(BOUND), 0) ?? { name: '' };
    expect(mayBe(credential, { host, ...(labels === undefined ? {} : { labels }) })).toBe(allowed);
  });

  test('take a pattern as it is meant, whatever is in it', () => {
    const part = fc.constantFrom('*', 'a', 'b', 'ab', '.', '-');
    const pattern = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    const name = fc.array(fc.constantFrom('a', 'b', '.', '-'), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, name, (hosts, host) => {
        const meant = new RegExp(`^${hosts.replaceAll('.', '\\.').replaceAll(/\*+/g, '.*')}$`);
        expect(mayBe({ name: 'key', hosts: [hosts] }, { host })).toBe(meant.test(host));
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { check, PublicKey } from '@remote-view/protocol';
import { newTokenKey, readTokenKeys } from './token-keys.ts';

function file(...keys: readonly object[]): string {
  return JSON.stringify({ keys });
}

describe('token keys', () => {
  const first = newTokenKey('first');
  const second = newTokenKey('second');
  const { d: _d, ...retired } = second;

  test('the first signs, all verify, and hosts get no private part', async () => {
    const keys = await readTokenKeys(file(first, retired));
    expect(keys.signing.kid).toBe('first');
    expect([...keys.verifying.keys()]).toEqual(['first', 'second']);
    expect(keys.public.every((key) => check(PublicKey, key))).toBe(true);
    expect(JSON.stringify(keys.public)).not.toContain(first.d);
  });

  test('that have no id are named by their thumbprint', async () => {
    // The key and the thumbprint of RFC 8037, appendix A.
    const key = {
      kty: 'OKP',
      crv: 'Ed25519',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    };
    expect((await readTokenKeys(file(key))).signing.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['no key', file()],
    ['a key of another kind first', file({ kty: 'EC', crv: 'P-256', x: first.x, d: first.d })],
    ['a public key alone', file(retired)],
    ['two parts of two keys', file({ ...first, x: second.x })],
    ['the same id twice', file(first, { ...second, kid: 'first' })],
    ['coordinates that are none', file({ ...first, x: 'short' })],
    ['an id that no header could hold', file({ ...first, kid: 'a b' })],
    [
      'more keys than a host is told of',
      file(...Array.from({ length: 17 }, (_, index) => newTokenKey(`key-${index}`))),
    ],
  ])('cannot be read from %s, and are not shown', async (_name, text) => {
    const problem = await readTokenKeys(text).catch((thrown: unknown) => thrown);
    expect(problem).toMatchObject({ code: 'bad-configuration' });
    expect(String(problem)).not.toContain(first.d);
  });
});

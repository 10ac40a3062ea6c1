import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashKey, isDamaged, KEY_KINDS, newKey } from './key-text.ts';

describe('a key', () => {
  test.each(KEY_KINDS)('for %s says so, fits a header, and is another one each time', (kind) => {
    const key = newKey(kind);
    expect(key).toMatch(new RegExp(`^rv_${kind}_[A-Za-z0-9_-]{49}$`));
    expect(isDamaged(key)).toBe(false);
    expect(newKey(kind)).not.toBe(key);
  });

  test('that was cut off or mistyped is noticed', () => {
    const key = newKey('api');
    expect(isDamaged(key.slice(0, -1))).toBe(true);
    expect(isDamaged(`${key}x`)).toBe(true);
    fc.assert(
      fc.property(fc.integer({ min: 7, max: key.length - 1 }), (at) => {
        const other = key[at] === 'x' ? 'y' : 'x';
        expect(isDamaged(key.slice(0, at) + other + key.slice(at + 1))).toBe(true);
      }),
    );
  });

  test('that somebody made up is not judged', () => {
    expect(isDamaged('a-key-of-somebody-s-own')).toBe(false);
  });

  test('is kept as its SHA-256', () => {
    expect(hashKey('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

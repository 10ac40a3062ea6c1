import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyRing } from './key-ring.ts';

const KEY = 'first-key-of-some-length';
const OTHER = 'other/key+of~some.length==';

describe('a key ring', () => {
  const keys = new KeyRing([KEY, OTHER]);

  test.each([KEY, OTHER])('admits each of its keys', (key) => {
    expect(keys.admits({ authorization: `Bearer ${key}` })).toBe(true);
    expect(keys.admits({ authorization: `bearer ${key}` })).toBe(true);
  });

  test.each([undefined, '', KEY, `Basic ${KEY}`, 'Bearer', 'Bearer ', `Bearer ${KEY}x`, `Bearer ${KEY} ${OTHER}`])(
    'refuses %j',
    (authorization) => {
      expect(keys.admits(authorization === undefined ? {} : { authorization })).toBe(false);
    },
  );

  test('admits nobody for any other text', () => {
    const text = fc.oneof(
      // What a header may hold.
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
      fc.string().map((rest) => `Bearer ${rest}`),
    );
    fc.assert(
      fc.property(text, (authorization) => {
        expect(keys.admits({ authorization })).toBe(false);
      }),
    );
  });

  test('without keys admits nobody', () => {
    expect(new KeyRing([]).admits({ authorization: `Bearer ${KEY}` })).toBe(false);
  });

  test('shows no key when it is printed', () => {
    expect(JSON.stringify(keys)).not.toContain(KEY);
  });
});

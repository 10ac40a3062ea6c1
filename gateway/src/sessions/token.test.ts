import { expect, test } from 'vitest';
import { check, signaling } from '@remote-view/protocol';
import { hashToken, newId, newToken, sameHash } from './token.ts';

test('tokens and ids are long, different each time and fit the protocol', () => {
  expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
  expect(Buffer.from(newId(), 'base64url')).toHaveLength(16);
  expect(new Set(Array.from({ length: 100 }, newToken)).size).toBe(100);
  expect(check(signaling.Join, { type: 'join', version: 1, session: newId(), token: newToken() })).toBe(true);
});

test('a hash is that of its token and of no other', () => {
  const token = newToken();
  expect(hashToken(token)).toMatch(/^[0-9a-f]{64}$/);
  expect(sameHash(hashToken(token), hashToken(token))).toBe(true);
  expect(sameHash(hashToken(token), hashToken(newToken()))).toBe(false);
  expect(sameHash(hashToken(token), 'abcd')).toBe(false);
});

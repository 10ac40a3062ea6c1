/**
 * Session tokens: who has one may join the session. Only the SHA-256 is kept, here and at the host; at 256 random bits
 * a plain hash is enough, because there is nothing to guess.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** 128 random bits, base64url: an id that cannot be guessed and grants nothing. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/** SHA-256 of a token, hex. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares two hex SHA-256 in constant time. */
export function sameHash(left: string, right: string): boolean {
  const a = Buffer.from(left, 'hex');
  const b = Buffer.from(right, 'hex');
  return a.length === b.length && timingSafeEqual(a, b);
}

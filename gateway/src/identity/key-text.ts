/**
 * The text of a key: `rv_<kind>_`, 256 random bits and a checksum. The prefix says what a key is for, to people and to
 * scanners that look for leaked secrets; the checksum tells one that was cut off when it was copied from one that is
 * wrong.
 */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const KEY_KINDS = ['api', 'admin', 'host'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

const FORM = /^rv_(?:api|admin|host)_[A-Za-z0-9_-]{49}$/;
const CHECKSUM_CHARS = 6;

/** A new key: 32 random bytes. */
export function newKey(kind: KeyKind): string {
  const body = `rv_${kind}_${randomBytes(32).toString('base64url')}`;
  return body + checksum(body);
}

/** Whether `key` says that it is one of ours and is not: a piece is missing, or a character is wrong. */
export function isDamaged(key: string): boolean {
  if (!key.startsWith('rv_')) return false;
  return !FORM.test(key) || checksum(key.slice(0, -CHECKSUM_CHARS)) !== key.slice(-CHECKSUM_CHARS);
}

/**
 * What is kept of a key, hex. A plain SHA-256 is enough: slow hashes protect what people think up and others can guess
 * (OWASP Password Storage Cheat Sheet), and of 256 random bits there is nothing to guess. It costs a microsecond, so
 * checking keys is no way to keep a gateway busy.
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function checksum(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64url');
}

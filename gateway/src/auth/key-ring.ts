/**
 * The long-lived keys of backends and hosts. The plain keys are forgotten at construction: a heap dump or a log line
 * can only ever show hashes.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export class KeyRing {
  readonly #hashes: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.#hashes = keys.map(sha256);
  }

  /** Whether `candidate` is one of the keys. Takes as long for a near miss as for a wild guess, and looks at each key. */
  has(candidate: string): boolean {
    const hash = sha256(candidate);
    let found = false;
    for (const known of this.#hashes) found = timingSafeEqual(hash, known) || found;
    return found;
  }

  /** Whether the request carries one of the keys as `Authorization: Bearer <key>` (RFC 6750 section 2.1). */
  admits(headers: IncomingHttpHeaders): boolean {
    const key = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1];
    return key !== undefined && this.has(key);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

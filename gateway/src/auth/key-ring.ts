/**
 * The long-lived keys of backends and hosts. The plain keys are forgotten at construction: a heap dump or a log line
 * can only ever show hashes.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { bearerOf } from './bearer.ts';

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

  /** Whether the request bears one of the keys. */
  admits(headers: IncomingHttpHeaders): boolean {
    const key = bearerOf(headers);
    return key !== undefined && this.has(key);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

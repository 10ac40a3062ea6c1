/**
 * The long-lived keys of backends and hosts, found by what a request bears. The plain keys are never kept: a heap dump or
 * a log line can only ever show hashes.
 *
 * Looked up by an HMAC with a key of this process, of which nobody outside can reckon a bit. So how long the look-up
 * takes says nothing of the keys, however many there are, without comparing each of them.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { RemoteViewError, type Millis } from '@remote-view/protocol';
import { bearerOf } from './bearer.ts';
import { hashKey } from './key-text.ts';

export interface HashedKey {
  /** For logs: which key it was, without showing it. */
  readonly name: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  /** It counts for nothing from then on, ms since 1970. */
  readonly expiresAt?: Millis;
}

export class HashedKeys<K extends HashedKey> {
  readonly #secret = randomBytes(32);
  readonly #keys = new Map<string, K>();

  /** @throws RemoteViewError `bad-configuration` where two have the same name or are the same key */
  constructor(keys: readonly K[]) {
    const names = new Set<string>();
    for (const key of keys) {
      if (names.has(key.name)) throw twice(`Two keys are named '${key.name}'.`);
      names.add(key.name);
      const place = this.#blind(key.hash);
      if (this.#keys.has(place)) throw twice(`The key '${key.name}' is listed before under another name.`);
      this.#keys.set(place, key);
    }
  }

  get size(): number {
    return this.#keys.size;
  }

  /** The key that the request bears, where it is one of these and good at `now`, ms since 1970. */
  find(headers: IncomingHttpHeaders, now: Millis): K | undefined {
    const text = bearerOf(headers);
    if (text === undefined) return undefined;
    const key = this.#keys.get(this.#blind(hashKey(text)));
    return key?.expiresAt !== undefined && now >= key.expiresAt ? undefined : key;
  }

  #blind(hash: string): string {
    return createHmac('sha256', this.#secret).update(hash).digest('base64');
  }
}

function twice(detail: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', detail);
}

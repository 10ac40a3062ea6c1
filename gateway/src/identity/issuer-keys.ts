/**
 * The public keys of an issuer, fetched when they are needed and kept. They change without notice, and the place they come
 * from may be down: a set is used for ten minutes, looked at again for a key that is not in it, and kept for a day where no
 * newer one can be had, since an issuer that is down for an hour shall not lock viewers out. However many tokens come, one
 * request is under way at most, and after one that failed or brought no such key there is none for ten seconds.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { check, RemoteViewError, Type, type Millis } from '@remote-view/protocol';
import { safeUrl, type Issuer } from './issuer-options.ts';
import type { KeySource } from './issuers.ts';

const FRESH_FOR: Millis = 600_000;
const USABLE_FOR: Millis = 86_400_000;
const COOLDOWN: Millis = 10_000;
const FETCH_WITHIN: Millis = 3_000;
const MAX_BYTES = 262_144;

export type FetchSet = () => Promise<JSONWebKeySet>;

/** Where the keys of `issuer` come from. */
export function keySource(issuer: Issuer, dev: boolean, now: () => Millis): KeySource {
  const { keys } = issuer;
  switch (keys.from) {
    case 'secret':
      return async () => keys.secret;
    case 'set':
      return createLocalJWKSet(keys.set as JSONWebKeySet);
    case 'url':
      return remoteKeys(() => fetchSet(keys.url), now);
    case 'discovery':
      return remoteKeys(async () => fetchSet(await discover(issuer.issuer, keys.url, dev)), now);
    default:
      return keys satisfies never;
  }
}

/** The policy above, over whatever fetches. */
export function remoteKeys(fetchKeys: FetchSet, now: () => Millis): KeySource {
  let keys: { readonly find: KeySource; readonly at: Millis } | undefined;
  let triedAt = -Infinity;
  let underWay: Promise<void> | undefined;

  async function refresh(): Promise<void> {
    triedAt = now();
    keys = { find: createLocalJWKSet(await fetchKeys()), at: now() };
  }

  /** @throws RemoteViewError `unavailable` where there is none that may be used */
  async function current(isWanted: (age: Millis) => boolean): Promise<KeySource> {
    const age = (): Millis => (keys === undefined ? Infinity : now() - keys.at);
    if (isWanted(age()) && (underWay !== undefined || now() - triedAt >= COOLDOWN)) {
      underWay ??= refresh().finally(() => (underWay = undefined));
      await underWay.catch((cause: unknown) => {
        if (age() > USABLE_FOR) throw unavailable(cause);
      });
    }
    if (keys === undefined || age() > USABLE_FOR) throw unavailable();
    return keys.find;
  }

  return async (header, token) => {
    const find = await current((age) => age > FRESH_FOR);
    try {
      return await find(header, token);
    } catch (thrown) {
      if (!(thrown instanceof errors.JWKSNoMatchingKey)) throw thrown;
      return (await current(() => true))(header, token);
    }
  };
}

function unavailable(cause?: unknown): RemoteViewError {
  const text = 'The keys of the issuer of this token cannot be fetched now. Try again.';
  return new RemoteViewError('unavailable', text, cause === undefined ? {} : { cause });
}

const KeySet = Type.Object({ keys: Type.Array(Type.Object({ kty: Type.String() }), { maxItems: 256 }) });
const Discovery = Type.Object({ issuer: Type.String(), jwks_uri: Type.String({ maxLength: 2_048 }) });

async function fetchSet(url: string): Promise<JSONWebKeySet> {
  const set = await fetchJson(url);
  if (!check(KeySet, set)) throw new Error(`no key set at ${url}`);
  return set;
}

/** OpenID Connect Discovery 1.0 section 4.3: what it says of itself must be whom we asked for. */
async function discover(issuer: string, url: string, dev: boolean): Promise<string> {
  const found = await fetchJson(url);
  if (!check(Discovery, found) || found.issuer !== issuer) throw new Error(`no configuration of ${issuer} at ${url}`);
  return safeUrl(found.jwks_uri, dev);
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    // Where it leads was not configured.
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_WITHIN),
  });
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes at ${url}`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

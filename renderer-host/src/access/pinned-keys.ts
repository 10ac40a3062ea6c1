/**
 * The keys that an operator gives a host (`--token-keys`), as a JSON Web Key Set (RFC 7517 section 5), which is what
 * `GET /v1/keys` of a gateway answers. Public keys only: with a private one somebody could let himself in.
 */
import { check, PublicKey, RemoteViewError } from '@remote-view/protocol';

/** @throws RemoteViewError `bad-configuration` */
export function readPinnedKeys(text: string): readonly PublicKey[] {
  const keys = keysIn(text);
  if (keys.length === 0) throw wrong('must be a JSON Web Key Set with a key in it: {"keys": [...]}');
  return keys.map((key, index) => {
    if (typeof key !== 'object' || key === null) throw wrong(`has no key at place ${index + 1}`);
    if ('d' in key) throw wrong(`holds a private key at place ${index + 1}: a host needs public ones only`);
    // What else a key says of itself is not needed, and may be anything.
    const { kty, crv, x, kid } = key as Record<string, unknown>;
    const known = { kty, crv, x, kid };
    if (check(PublicKey, known)) return known;
    throw wrong(`has no Ed25519 key with a kid at place ${index + 1}`);
  });
}

function keysIn(text: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong('is no JSON');
  }
  const { keys } = (parsed ?? {}) as { readonly keys?: unknown };
  return Array.isArray(keys) ? keys : [];
}

function wrong(what: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', `The file of --token-keys ${what}.`);
}

/**
 * The keys that viewers' tokens are signed with: Ed25519, as JSON Web Keys (RFC 7517, RFC 8037). The first one signs, all
 * of them verify. To replace it: add the new one behind it at every gateway, then put it first, and take the old one out
 * once the last token that it signed has expired.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, importJWK, type CryptoKey } from 'jose';
import { PublicKey, RemoteViewError, Type, VIEWER_TOKEN } from '@remote-view/protocol';
import { readKeyFile } from './key-fields.ts';

/** As many as fit in `registered`. */
const MAX_TOKEN_KEYS = 16;

const Coordinate = Type.String({ minLength: 43, maxLength: 43, pattern: '^[A-Za-z0-9_-]+$' });

/** What else a JWK says is ignored: its form leaves nothing open. */
const TokenKey = Type.Object({
  kty: PublicKey.properties.kty,
  crv: PublicKey.properties.crv,
  x: Coordinate,
  /** The private part. Missing: a key that signed before. */
  d: Type.Optional(Coordinate),
  /** Missing: its thumbprint (RFC 7638). */
  kid: Type.Optional(PublicKey.properties.kid),
});

/** The file that `--token-keys` names: a JWK set. */
const TokenKeysFile = Type.Object({ keys: Type.Array(TokenKey, { maxItems: MAX_TOKEN_KEYS }) });

export interface TokenKeys {
  /** The same key twice: `privateKey` signs at once, for those who cannot wait. */
  readonly signing: { readonly kid: string; readonly key: CryptoKey; readonly privateKey: KeyObject };
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  readonly public: readonly PublicKey[];
}

/** A new private key, as it stands in the file. */
export function newTokenKey(kid?: string) {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', ...(kid === undefined ? {} : { kid }), x, d } as const;
}

/** @throws RemoteViewError `bad-configuration` */
export async function readTokenKeys(text: string): Promise<TokenKeys> {
  const { keys } = readKeyFile(TokenKeysFile, text, 'The file of token keys');
  const verifying = new Map<string, CryptoKey>();
  const publicKeys: PublicKey[] = [];
  for (const { kty, crv, x, kid: named } of keys) {
    const kid = named ?? (await calculateJwkThumbprint({ kty, crv, x }));
    if (verifying.has(kid)) throw wrong(`Two token keys have the id '${kid}'.`);
    verifying.set(kid, await imported({ kty, crv, x }, kid));
    publicKeys.push({ kty, crv, x, kid });
  }
  const [first] = keys;
  const kid = publicKeys[0]?.kid;
  if (first?.d === undefined || kid === undefined) throw wrong('The first token key must have its private part.');
  const { kty, crv, x, d } = first;
  const key = await imported({ kty, crv, x, d }, kid);
  const verifier = verifying.get(kid);
  if (verifier === undefined || !(await belongTogether(key, verifier))) {
    throw wrong(`The two parts of the token key '${kid}' do not belong together.`);
  }
  const privateKey = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  return { signing: { kid, key, privateKey }, verifying, public: publicKeys };
}

async function imported(jwk: { kty: string; crv: string; x: string; d?: string }, kid: string): Promise<CryptoKey> {
  try {
    const key = await importJWK(jwk, VIEWER_TOKEN.algorithm);
    if (!(key instanceof Uint8Array)) return key;
  } catch {
    // Its text could quote the key.
  }
  throw wrong(`The token key '${kid}' is no Ed25519 key.`);
}

/** A private part beside another's public part would sign tokens that nobody takes. */
async function belongTogether(key: CryptoKey, verifier: CryptoKey): Promise<boolean> {
  const data = Buffer.from('remote-view');
  const signature = await crypto.subtle.sign('Ed25519', key, data);
  return crypto.subtle.verify('Ed25519', verifier, signature, data);
}

function wrong(detail: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', detail);
}

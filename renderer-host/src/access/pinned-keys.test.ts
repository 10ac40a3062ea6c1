import { describe, expect, it } from 'vitest';
import { readPinnedKeys } from './pinned-keys.ts';
import { Signer } from './testing/signer.ts';

const { publicKey } = await Signer.make('key-1');
const read = (keys: unknown): unknown => readPinnedKeys(JSON.stringify({ keys }));

describe('the keys that an operator gives a host', () => {
  it('are those of a key set, without what else it says of them', () => {
    expect(read([{ ...publicKey, alg: 'EdDSA', use: 'sig' }])).toEqual([publicKey]);
  });

  it.each([
    ['is no JSON', 'key-1', 'is no JSON'],
    ['is empty', '', 'is no JSON'],
    ['is null', 'null', 'must be a JSON Web Key Set'],
    ['has no keys', '{"keys":[]}', 'must be a JSON Web Key Set'],
    ['is one key', JSON.stringify(publicKey), 'must be a JSON Web Key Set'],
    ['has something else in it', '{"keys":[null]}', 'no key at place 1'],
    ['has a key of another kind', '{"keys":[{"kty":"RSA","kid":"a"}]}', 'no Ed25519 key with a kid at place 1'],
    ['has a key without a name', JSON.stringify({ keys: [publicKey, { ...publicKey, kid: undefined }] }), 'at place 2'],
    ['has a private key', JSON.stringify({ keys: [{ ...publicKey, d: 'secret' }] }), 'holds a private key at place 1'],
  ])('are refused where the file %s', (_name, text, message) => {
    expect(() => readPinnedKeys(text)).toThrow(message);
    expect(() => readPinnedKeys(text)).not.toThrow('secret');
  });
});

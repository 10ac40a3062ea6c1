/** Named after OWASP ASVS 5.0, V9 (self-contained tokens), and RFC 8725. */
import { createHmac, createPublicKey, sign, createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { RIGHTS, type ViewerClaims } from '@remote-view/protocol';
import { newTokenKey, readTokenKeys } from './token-keys.ts';
import { isOurs, ViewerTokens } from './viewer-tokens.ts';

const NOW = 1_800_000_000;
const KEY = newTokenKey('key-1');
const OTHER = newTokenKey('key-2');
const HEADER = { alg: 'EdDSA', typ: 'rv-viewer+jwt', kid: 'key-1' };
const CLAIMS: ViewerClaims = {
  aud: 'remote-view',
  sid: 'session-1',
  tid: 'shop',
  sub: 'ada',
  role: 'controller',
  rights: ['pointer'],
  iat: NOW - 10,
  exp: NOW + 60,
};
const BAD = expect.objectContaining({ code: 'bad-token' });

let tokens: ViewerTokens;
beforeAll(async () => {
  tokens = new ViewerTokens(await readTokenKeys(JSON.stringify({ keys: [KEY, OTHER] })));
});

function part(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token with a signature that is good, whatever it says. */
function signed(header: object, claims: unknown, key: ReturnType<typeof newTokenKey> = KEY): string {
  const input = `${part(header)}.${part(claims)}`;
  const privateKey = createPrivateKey({ key: { ...key }, format: 'jwk' });
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

describe('a token of a viewer', () => {
  test('says what it was made with', async () => {
    const token = await tokens.mint(CLAIMS);
    expect(isOurs(token)).toBe(true);
    expect(await tokens.verify(token, NOW)).toEqual(CLAIMS);
  });

  test('is good at another gateway with the same keys, and after the keys changed places', async () => {
    const others = new ViewerTokens(await readTokenKeys(JSON.stringify({ keys: [OTHER, KEY] })));
    expect(await others.verify(await tokens.mint(CLAIMS), NOW)).toEqual(CLAIMS);
    expect(await tokens.verify(await others.mint(CLAIMS), NOW)).toEqual(CLAIMS);
  });

  test('says nothing that a gateway does not know', async () => {
    const token = signed(HEADER, { ...CLAIMS, admin: true, scopes: ['admin'] });
    expect(await tokens.verify(token, NOW)).toEqual(CLAIMS);
  });

  test('of the largest claims fits where tokens are sent', async () => {
    const id = 'x'.repeat(64);
    const largest = { ...CLAIMS, sid: id, tid: id, sub: '\u{10FFFF}'.repeat(64), role: 'controller' as const };
    const token = await tokens.mint({ ...largest, rights: [...RIGHTS] });
    expect((await tokens.verify(token, NOW)).sub).toBe(largest.sub);
  });
});

describe('V9.1.1: a token whose signature is not good is refused', () => {
  test('with any character changed', async () => {
    const token = await tokens.mint(CLAIMS);
    const changed = fc.tuple(fc.nat(token.length - 1), fc.constantFrom('A', '-', '.', '=', '0', '\u{20}'));
    await fc.assert(
      fc.asyncProperty(changed, async ([at, other]) => {
        const text = token.slice(0, at) + other + token.slice(at + 1);
        // The last character holds bits that no byte has: base64url lets them be anything (RFC 4648 section 3.5).
        if (
          Buffer.from(text.split('.')[2] ?? '', 'base64url').equals(Buffer.from(token.split('.')[2] ?? '', 'base64url'))
        ) {
          if (text.slice(0, text.lastIndexOf('.')) === token.slice(0, token.lastIndexOf('.'))) return;
        }
        await expect(tokens.verify(text, NOW)).rejects.toThrow(BAD);
      }),
    );
  });

  test.each<[string, () => string]>([
    ['without a signature', () => `${part(HEADER)}.${part(CLAIMS)}.`],
    ['signed by a key that is not ours', () => signed(HEADER, CLAIMS, newTokenKey('key-1'))],
    ['signed by another key than it says', () => signed({ ...HEADER, kid: 'key-2' }, CLAIMS, KEY)],
    ['of a key that nobody knows', () => signed({ ...HEADER, kid: 'key-3' }, CLAIMS)],
    ['of a key named like a property', () => signed({ ...HEADER, kid: '__proto__' }, CLAIMS)],
    ['of a key that is no text', () => signed({ ...HEADER, kid: 1 }, CLAIMS)],
    ['of no key', () => signed({ alg: 'EdDSA', typ: HEADER.typ }, CLAIMS)],
  ])('%s', async (_name, token) => {
    await expect(tokens.verify(token(), NOW)).rejects.toThrow(BAD);
  });
});

describe('V9.1.2: one algorithm is allowed, and the token does not choose it', () => {
  const publicPem = createPublicKey(createPrivateKey({ key: { ...KEY }, format: 'jwk' })).export({
    type: 'spki',
    format: 'pem',
  });

  test.each<[string, string | Buffer]>([
    ['the public key as PEM', publicPem],
    ['the public key as bytes', Buffer.from(KEY.x, 'base64url')],
    ['the public key as text', KEY.x],
    ['nothing', ''],
  ])('HS256 with %s', async (_name, secret) => {
    const input = `${part({ ...HEADER, alg: 'HS256' })}.${part(CLAIMS)}`;
    const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    await expect(tokens.verify(token, NOW)).rejects.toThrow(BAD);
  });

  test.each(['none', 'None', 'NONE', '', 'ES256', 'Ed448', 'Ed25519', 'eddsa', null, ['EdDSA']])(
    'alg %j',
    async (alg) => {
      await expect(tokens.verify(signed({ ...HEADER, alg }, CLAIMS), NOW)).rejects.toThrow(BAD);
      const bare = `${part({ ...HEADER, alg })}.${part(CLAIMS)}.`;
      await expect(tokens.verify(bare, NOW)).rejects.toThrow(BAD);
    },
  );
});

describe('V9.1.3: keys come from the configuration alone', () => {
  test.each([
    ['jwk', { kty: 'OKP', crv: 'Ed25519', x: OTHER.x }],
    ['jku', 'http://127.0.0.1:1/keys'],
    ['x5u', 'http://127.0.0.1:1/cert'],
    ['x5c', ['AAAA']],
  ])('%s in a header leads nowhere', async (name, value) => {
    const own = newTokenKey('own');
    await expect(tokens.verify(signed({ ...HEADER, [name]: value }, CLAIMS, own), NOW)).rejects.toThrow(BAD);
    await expect(tokens.verify(signed({ ...HEADER, kid: 'own', [name]: value }, CLAIMS, own), NOW)).rejects.toThrow(
      BAD,
    );
  });

  test.each([
    [{ crit: ['exp'] }],
    [{ crit: ['b64'], b64: false }],
    [{ crit: [] }],
    [{ crit: ['x'], x: 1 }],
    [{ crit: 'alg' }],
  ])('a header that must be understood and is not: %j', async (more) => {
    await expect(tokens.verify(signed({ ...HEADER, ...more }, CLAIMS), NOW)).rejects.toThrow(BAD);
  });
});

describe('V9.2.1: a token counts from when it was made until it expires', () => {
  async function verifiedAt(claims: object): Promise<unknown> {
    return tokens.verify(signed(HEADER, { ...CLAIMS, ...claims }), NOW);
  }

  test('and one that has expired says so', async () => {
    await expect(verifiedAt({ exp: NOW - 5 })).rejects.toThrow(
      expect.objectContaining({ code: 'bad-token', message: expect.stringContaining('expired') }),
    );
  });

  test('with five seconds for clocks that differ', async () => {
    await expect(verifiedAt({ exp: NOW - 4 })).resolves.toBeDefined();
    await expect(verifiedAt({ nbf: NOW + 5 })).resolves.toBeDefined();
    await expect(verifiedAt({ iat: NOW + 5 })).resolves.toBeDefined();
    await expect(verifiedAt({ nbf: NOW + 6 })).rejects.toThrow(BAD);
    await expect(verifiedAt({ iat: NOW + 6 })).rejects.toThrow(BAD);
  });

  test.each([
    { exp: undefined },
    { exp: '9999999999' },
    { exp: null },
    { exp: -1 },
    { exp: 1e300 },
    { iat: undefined },
    { iat: 'now' },
  ])('and not with %j', async (claims) => {
    await expect(verifiedAt(claims)).rejects.toThrow(BAD);
  });
});

describe('V9.2.2 and V9.2.3: a token is for this, and for us', () => {
  test.each([undefined, 'JWT', 'at+jwt', 'rv-host+jwt', 'RV', 1])('not with typ %j', async (typ) => {
    await expect(tokens.verify(signed({ ...HEADER, typ }, CLAIMS), NOW)).rejects.toThrow(BAD);
  });

  test.each([
    { aud: undefined },
    { aud: 'another' },
    { aud: ['remote-view', 'another'] },
    { aud: [] },
    { sid: undefined },
    { sid: '' },
    { sid: '../session-1' },
    { sid: { $ne: '' } },
    { tid: undefined },
    { role: 'admin' },
    { role: undefined },
    { rights: undefined },
    { rights: 'pointer' },
    { rights: ['everything'] },
    { rights: Array.from({ length: 10 }, () => 'pointer') },
    { sub: '' },
    { sub: 'x'.repeat(129) },
  ])('not with %j', async (claims) => {
    await expect(tokens.verify(signed(HEADER, { ...CLAIMS, ...claims }), NOW)).rejects.toThrow(BAD);
  });

  test.each(['text', '[]', 'null', '{', '1'])('not with the claims %s', async (claims) => {
    const input = `${part(HEADER)}.${part(claims)}`;
    const key = createPrivateKey({ key: { ...KEY }, format: 'jwk' });
    const token = `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
    await expect(tokens.verify(token, NOW)).rejects.toThrow(BAD);
  });
});

describe('anything else', () => {
  test('that is too long is not looked at', async () => {
    const long = signed(HEADER, { ...CLAIMS, padding: 'x'.repeat(2_000) });
    await expect(tokens.verify(long, NOW)).rejects.toThrow(BAD);
  });

  test('is refused with a code, whatever it is', async () => {
    const json = fc.json().map((text) => part(text));
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.oneof(json, fc.base64String(), fc.constant(part(HEADER))), { maxLength: 5 })
        .map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        isOurs(token);
        await expect(tokens.verify(token, NOW)).rejects.toThrow(BAD);
      }),
    );
  });
});

import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { RIGHTS } from '@remote-view/protocol';
import { keySource } from './issuer-keys.ts';
import { readIssuers } from './issuer-options.ts';
import { Issuers } from './issuers.ts';

const NOW = 1_800_000_000;
const ISSUER = 'https://id.example/realm';
const SECRET = 'a shared secret of 32 characters';
const GRANT = { sid: 'session-1', role: 'controller', rights: ['pointer', 'chat'], tid: 'shop' };
const BAD = expect.objectContaining({ code: 'bad-token' });

interface Pair {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

async function pair(alg: string, kid: string): Promise<Pair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

let rsa: Pair;
let ec: Pair;
let issuers: Issuers;

function open(list: readonly object[]): Issuers {
  return new Issuers(readIssuers(JSON.stringify({ issuers: list }), false), (issuer) =>
    keySource(issuer, false, () => 0),
  );
}

beforeAll(async () => {
  [rsa, ec] = [await pair('RS256', 'rsa-1'), await pair('ES256', 'ec-1')];
  issuers = open([
    { issuer: ISSUER, audience: ['our-app', 'remote-view'], jwks: { keys: [rsa.jwk, ec.jwk] } },
    {
      issuer: 'backend',
      audience: ['remote-view'],
      secret: SECRET,
      claim: 'https://shop.example/view',
      tenant: 'shop',
    },
  ]);
});

/** As an identity provider signs it: with a `typ` of its own and whatever else it likes to say. */
async function token(claims: object = {}, { privateKey, jwk }: Pair = rsa, header: object = {}): Promise<string> {
  const all = { iss: ISSUER, aud: 'our-app', sub: 'ada', iat: NOW - 5, exp: NOW + 300, remote_view: GRANT, ...claims };
  return new SignJWT({ ...all, email: 'ada@shop.example' })
    .setProtectedHeader({ alg: jwk.alg ?? '', kid: jwk.kid ?? '', typ: 'JWT', ...header })
    .sign(privateKey);
}

async function fromBackend(claims: object = {}, secret: string = SECRET, alg = 'HS256'): Promise<string> {
  const all = {
    iss: 'backend',
    aud: 'remote-view',
    exp: NOW + 300,
    'https://shop.example/view': { sid: 'session-1', role: 'owner' },
  };
  return new SignJWT({ ...all, ...claims }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
}

describe('a token of another issuer', () => {
  test('lets its viewer in as it says, and hands on nothing else of it', async () => {
    expect(await issuers.verify(await token(), NOW)).toEqual({
      aud: 'remote-view',
      sid: 'session-1',
      tid: 'shop',
      sub: 'ada',
      role: 'controller',
      rights: ['pointer', 'chat'],
      iat: NOW,
      exp: NOW + 300,
    });
  });

  test('may be signed with each of its keys, and have one of several audiences', async () => {
    await expect(issuers.verify(await token({ aud: ['account', 'remote-view'] }, ec), NOW)).resolves.toBeDefined();
  });

  test('signed with a secret counts for the tenant that the configuration names', async () => {
    expect(await issuers.verify(await fromBackend(), NOW)).toEqual({
      aud: 'remote-view',
      sid: 'session-1',
      tid: 'shop',
      role: 'owner',
      rights: [...RIGHTS],
      iat: NOW,
      exp: NOW + 300,
    });
  });

  test('cannot reach the sessions of another tenant', async () => {
    const grant = { sid: 'session-1', role: 'owner', tid: 'museum' };
    await expect(issuers.verify(await fromBackend({ 'https://shop.example/view': grant }), NOW)).rejects.toThrow(BAD);
  });

  test('ends within a week, whatever it says', async () => {
    expect((await issuers.verify(await token({ exp: 1e300 }), NOW)).exp).toBe(NOW + 604_800);
    expect((await issuers.verify(await token({ exp: NOW + 1.5 }), NOW)).exp).toBe(NOW + 1);
  });

  test('grants no more than its role has', async () => {
    const claims = { remote_view: { ...GRANT, role: 'spectator', rights: ['pointer', 'chat'] } };
    expect((await issuers.verify(await token(claims), NOW)).rights).toEqual(['chat']);
  });

  test.each<[string, object]>([
    ['another issuer', { iss: 'https://id.example/other' }],
    ['an issuer that only begins like it', { iss: `${ISSUER}/` }],
    ['the issuer that has a secret', { iss: 'backend', aud: 'remote-view' }],
    ['no issuer', { iss: undefined }],
    ['an issuer that is no text', { iss: ['backend'] }],
    ['an audience that is not ours', { aud: 'another-app' }],
    ['no end', { exp: undefined }],
    ['an end in the past', { exp: NOW - 6 }],
    ['a beginning in the future', { nbf: NOW + 60 }],
    ['a birth in the future', { iat: NOW + 60 }],
    ['no grant', { remote_view: undefined }],
    ['a grant in the wrong place', { remote_view: undefined, ...GRANT }],
    ['no role', { remote_view: { sid: 'session-1', tid: 'shop' } }],
    ['a role that there is not', { remote_view: { ...GRANT, role: 'admin' } }],
    ['no session', { remote_view: { role: 'owner', tid: 'shop' } }],
    ['no tenant', { remote_view: { sid: 'session-1', role: 'owner' } }],
    ['a subject too long for logs', { sub: 'x'.repeat(129) }],
  ])('is refused with %s', async (_name, claims) => {
    await expect(issuers.verify(await token(claims), NOW)).rejects.toThrow(BAD);
  });

  test('is refused where another key signed it', async () => {
    await expect(issuers.verify(await token({}, await pair('RS256', 'rsa-1')), NOW)).rejects.toThrow(BAD);
    await expect(issuers.verify(await token({}, await pair('RS256', 'rsa-2')), NOW)).rejects.toThrow(BAD);
  });

  test('cannot turn the public key into a secret, nor a secret into nothing', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: ISSUER, aud: 'our-app', exp: NOW + 300, remote_view: GRANT };
    const input = `${part({ alg: 'HS256', kid: 'rsa-1' })}.${part(claims)}`;
    for (const secret of [rsa.jwk.n ?? '', JSON.stringify(rsa.jwk), '']) {
      const forged = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      await expect(issuers.verify(forged, NOW)).rejects.toThrow(BAD);
    }
    const bare = `${part({ alg: 'none' })}.${part({ ...claims, iss: 'backend', aud: 'remote-view' })}.`;
    await expect(issuers.verify(bare, NOW)).rejects.toThrow(BAD);
    await expect(issuers.verify(await fromBackend({}, 'another secret of 32 characters!'), NOW)).rejects.toThrow(BAD);
    await expect(issuers.verify(await fromBackend({}, SECRET.repeat(2), 'HS512'), NOW)).rejects.toThrow(BAD);
  });

  test.each(['', 'a', 'a.b.c', '..', 'eyJhbGciOiJub25lIn0.e30.', 'x'.repeat(3_000)])(
    'that is %j is none',
    async (text) => {
      await expect(issuers.verify(text, NOW)).rejects.toThrow(BAD);
    },
  );
});

describe('the configuration of issuers', () => {
  const url = { issuer: ISSUER, audience: ['a'] };

  test('finds keys where OpenID Connect says, unless it is told', () => {
    const read = (more: object) => readIssuers(JSON.stringify({ issuers: [{ ...url, ...more }] }), false)[0]?.keys;
    expect(read({})).toEqual({ from: 'discovery', url: `${ISSUER}/.well-known/openid-configuration` });
    expect(read({ issuer: `${ISSUER}/` })).toEqual({
      from: 'discovery',
      url: `${ISSUER}/.well-known/openid-configuration`,
    });
    expect(read({ jwksUrl: 'https://id.example/keys' })).toEqual({ from: 'url', url: 'https://id.example/keys' });
    expect(read({ jwksUrl: 'http://127.0.0.1:8080/keys' })).toMatchObject({ from: 'url' });
  });

  test('lets plain HTTP pass in dev mode', () => {
    const text = JSON.stringify({ issuers: [{ ...url, jwksUrl: 'http://id.example/keys' }] });
    expect(readIssuers(text, true)).toHaveLength(1);
    expect(() => readIssuers(text, false)).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
  });

  test.each<[string, object[]]>([
    ['no audience', [{ issuer: ISSUER, audience: [] }]],
    ['the same issuer twice', [url, url]],
    ['a short secret', [{ ...url, secret: 'too short' }]],
    ['a secret and keys', [{ ...url, secret: SECRET, jwks: { keys: [] } }]],
    ['a secret with another algorithm', [{ ...url, secret: SECRET, algorithms: ['RS256'] }]],
    ['an algorithm with a secret for keys', [{ ...url, algorithms: ['HS256'] }]],
    ['no algorithm', [{ ...url, algorithms: ['none'] }]],
    ['a private key', [{ ...url, jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: 'a', d: 'b' }] } }]],
    ['a symmetric key', [{ ...url, jwks: { keys: [{ kty: 'oct', k: 'a' }] } }]],
    ['keys over plain HTTP', [{ ...url, jwksUrl: 'http://id.example/keys' }]],
    ['keys over plain HTTP from what looks local', [{ ...url, jwksUrl: 'http://127.0.0.1.evil.example/keys' }]],
    ['keys from a file', [{ ...url, jwksUrl: 'file:///etc/keys' }]],
    ['an address with a password', [{ ...url, jwksUrl: 'https://user:pass@id.example/keys' }]],
    ['an issuer that is no address, and no keys', [{ ...url, issuer: 'backend' }]],
    ['something unknown', [{ ...url, jwksUri: 'https://id.example/keys' }]],
  ])('refuses %s, and shows no secret', (_name, list) => {
    let message = '';
    expect(() => {
      try {
        return readIssuers(JSON.stringify({ issuers: list }), false);
      } catch (thrown) {
        message = String(thrown);
        throw thrown;
      }
    }).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
    expect(message).not.toContain(SECRET);
  });
});

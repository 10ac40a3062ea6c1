import { RemoteViewError, RIGHTS, RIGHTS_OF, type ErrorCode } from '@remote-view/protocol';
import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { goodClaims, SESSION, Signer } from './testing/signer.ts';
import { TokenVerifier, type Refusal } from './token-verifier.ts';

/** ms since 1970, within the minute that good tokens are for. */
const NOW = 30_000;
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

let signer: Signer;
let other: Signer;
beforeAll(async () => {
  [signer, other] = await Promise.all([Signer.make('key-1'), Signer.make('key-2')]);
});

function verifier(...signers: Signer[]): TokenVerifier {
  return new TokenVerifier(signers.map(({ publicKey }) => publicKey));
}

/** What a token is refused for; throws where it is not. */
async function refusal(token: string, now = NOW, by = verifier(signer)): Promise<string> {
  const outcome = await by.verify(token, SESSION, now).catch((thrown: unknown) => thrown);
  expect(outcome).toMatchObject({ code: 'bad-token' satisfies ErrorCode });
  const reasons = Object.entries(by.refused);
  expect(reasons).toHaveLength(1);
  expect(reasons[0]?.[1]).toBe(1);
  return reasons[0]![0];
}

describe('a token of this session', () => {
  it('grants what it says, until it expires', async () => {
    const token = await signer.sign({ role: 'controller', rights: ['pointer', 'chat'] });
    const grant = { role: 'controller', rights: ['pointer', 'chat'], name: 'somebody', expiresAt: 60_000 };
    expect(await verifier(signer).verify(token, SESSION, NOW)).toEqual(grant);
  });

  it('grants no more than its role has, whatever it says', async () => {
    const token = await signer.sign({ role: 'spectator', rights: [...RIGHTS] });
    const grant = await verifier(signer).verify(token, SESSION, NOW);
    expect(grant).toMatchObject({ role: 'spectator', rights: RIGHTS_OF.spectator });
  });

  it('is good with any of the keys: they are changed one after the other', async () => {
    for (const by of [signer, other]) {
      const token = await by.sign({});
      expect(await verifier(signer, other).verify(token, SESSION, NOW)).toMatchObject({ role: 'owner' });
    }
  });

  it('is good where the clock of who signed is a little ahead, and no longer than it says', async () => {
    const early = await signer.sign({ iat: 33, nbf: 33 });
    expect(await verifier(signer).verify(early, SESSION, NOW)).toMatchObject({ role: 'owner' });
    const token = await signer.sign({});
    expect(await verifier(signer).verify(token, SESSION, 59_999)).toMatchObject({ role: 'owner' });
    expect(await refusal(token, 60_000)).toBe('expired' satisfies Refusal);
    expect(await refusal(token, 3_600_000)).toBe('expired' satisfies Refusal);
  });
});

describe('a host without keys of its own', () => {
  it('lets nobody in before it knows any', async () => {
    expect(await refusal(await signer.sign({}), NOW, verifier())).toBe('unknown-key' satisfies Refusal);
  });

  it('goes by the newest keys of the gateway', async () => {
    const by = verifier();
    by.trust([signer.publicKey]);
    expect(await by.verify(await signer.sign({}), SESSION, NOW)).toMatchObject({ role: 'owner' });
    by.trust([other.publicKey]);
    expect(await by.verify(await other.sign({}), SESSION, NOW)).toMatchObject({ role: 'owner' });
    expect(await refusal(await signer.sign({}), NOW, by)).toBe('unknown-key' satisfies Refusal);
  });
});

describe('keys of the operator', () => {
  it('are the only ones, whatever the gateway names', async () => {
    const by = verifier(signer);
    by.trust([other.publicKey]);
    expect(await refusal(await other.sign({}), NOW, by)).toBe('unknown-key' satisfies Refusal);
    expect(await by.verify(await signer.sign({}), SESSION, NOW)).toMatchObject({ role: 'owner' });
  });
});

describe('a forged token', () => {
  it.each<[string, () => string | Promise<string>, Refusal]>([
    ['with another signature', async () => `${(await signer.sign({})).slice(0, -8)}AAAAAAAA`, 'signature'],
    ['signed by somebody else under our key’s name', () => other.sign({}, { kid: 'key-1' }), 'signature'],
    ['signed with a key that nobody knows', () => other.sign({}), 'unknown-key'],
    ['for another session', () => signer.sign({ sid: 'session-2' }), 'other-session'],
    ['for somebody else', () => signer.sign({ aud: 'another-service' as never }), 'claims'],
    ['for several', () => signer.sign({ aud: ['remote-view', 'another-service'] as never }), 'claims'],
    ['of another type', () => signer.sign({}, { typ: 'at+jwt' }), 'claims'],
    ['of no type', () => signer.sign({}, { typ: undefined as never }), 'claims'],
    ['that never expires', () => signer.sign({ exp: undefined as never }), 'claims'],
    ['that is not yet good', () => signer.sign({ nbf: 40 }), 'claims'],
    ['with a role that there is not', () => signer.sign({ role: 'admin' as never }), 'claims'],
    ['with a right that there is not', () => signer.sign({ rights: ['root' as never] }), 'claims'],
    ['that is too long', () => signer.sign({ padding: 'x'.repeat(2_000) }), 'oversized'],
    ['of an empty text', () => '', 'malformed'],
    ['of four parts', async () => `${await signer.sign({})}.x`, 'malformed'],
    ['whose rights were changed', async () => changed(await signer.sign({ role: 'spectator' })), 'signature'],
    ['with extensions that nobody here knows', () => critical(), 'malformed'],
  ])('%s is refused', async (_name, make, reason) => {
    expect(await refusal(await make())).toBe(reason);
  });

  /** RFC 8725 section 2.1. */
  it('without a signature is refused, however it writes that', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const head = encode({ alg, typ: 'rv-viewer+jwt', kid: 'key-1' });
      const token = `${head}.${encode(goodClaims('owner', 0))}.`;
      expect(['algorithm', 'malformed']).toContain(await refusal(token));
    }
  });

  /** RFC 8725 section 2.1: the public key as the secret of an HMAC. */
  it('whose secret is our public key is refused', async () => {
    const { x } = signer.publicKey;
    const secrets = [x, Buffer.from(x, 'base64url'), JSON.stringify(signer.publicKey)];
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const signed = `${encode({ alg, typ: 'rv-viewer+jwt', kid: 'key-1' })}.${encode(goodClaims('owner', 0))}`;
      for (const secret of secrets) {
        const signature = createHmac(`sha${alg.slice(2)}`, secret)
          .update(signed)
          .digest('base64url');
        expect(await refusal(`${signed}.${signature}`)).toBe('algorithm' satisfies Refusal);
      }
    }
  });

  it('that brings its own key is refused', async () => {
    const token = await other.sign({}, { kid: 'key-1', jwk: other.publicKey });
    expect(await refusal(token)).toBe('signature' satisfies Refusal);
  });

  it('is refused with a code, whatever it is made of', async () => {
    const by = verifier(signer);
    const part = fc.oneof(fc.base64String(), fc.json().map(encode), fc.json());
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        const outcome = await by.verify(token, SESSION, NOW).catch((thrown: unknown) => thrown);
        expect(outcome).toMatchObject({ code: 'bad-token' satisfies ErrorCode });
      }),
    );
  });

  it('is counted by its reason, and told nobody', async () => {
    const by = verifier(signer);
    const token = await other.sign({});
    for (let count = 0; count < 3; count++) {
      const text = 'The session token is signed with a key that this host does not know.';
      await expect(by.verify(token, SESSION, NOW)).rejects.toThrow(new RemoteViewError('bad-token', text));
    }
    expect(by.refused).toEqual({ 'unknown-key': 3 });
  });
});

/** The same with the rights of an owner. */
function changed(token: string): string {
  const [head, , signature] = token.split('.');
  return `${head}.${encode(goodClaims('owner', 0))}.${signature}`;
}

/** RFC 7515 section 4.1.11. */
function critical(): string {
  const head = encode({ alg: 'EdDSA', typ: 'rv-viewer+jwt', kid: 'key-1', crit: ['x'], x: 1 });
  return `${head}.${encode(goodClaims('owner', 0))}.${Buffer.alloc(64).toString('base64url')}`;
}

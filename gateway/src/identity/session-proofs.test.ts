import { describe, expect, test } from 'vitest';
import { check, hostLink, LIMITS } from '@remote-view/protocol';
import { SessionProofs, type GivenSession } from './session-proofs.ts';
import { newTokenKey, readTokenKeys } from './token-keys.ts';

const OLD = newTokenKey('old');
const NEW = newTokenKey('new');
const GIVEN: GivenSession = { session: 's1', tenant: 'shop', host: 'h1' };

async function proofs(...keys: readonly object[]): Promise<SessionProofs> {
  return new SessionProofs(await readTokenKeys(JSON.stringify({ keys })));
}

describe('a proof that a host was given a session', async () => {
  const ours = await proofs(NEW, { ...OLD, d: undefined });

  test('is right at every gateway with the key, and after the key was replaced', async () => {
    expect(await ours.isRight(GIVEN, (await proofs(NEW)).prove(GIVEN))).toBe(true);
    expect(await ours.isRight(GIVEN, (await proofs(OLD)).prove(GIVEN))).toBe(true);
    expect(ours.prove(GIVEN)).toBe(ours.prove(GIVEN));
  });

  test.each([{ session: 's2' }, { tenant: 'museum' }, { host: 'h2' }, { session: 's1 shop', tenant: 'h1', host: '' }])(
    'is wrong for another one: %j',
    async (other) => {
      expect(await ours.isRight({ ...GIVEN, ...other }, ours.prove(GIVEN))).toBe(false);
    },
  );

  test('is wrong where another key signed it, or none', async () => {
    expect(await ours.isRight(GIVEN, (await proofs(newTokenKey('old'))).prove(GIVEN))).toBe(false);
    for (const proof of ['A'.repeat(86), '_'.repeat(86)]) expect(await ours.isRight(GIVEN, proof)).toBe(false);
  });

  test('leaves room for a hundred in one registration, with names of full length', () => {
    expect(check(hostLink.SessionProof, ours.prove(GIVEN))).toBe(true);
    const rules = { control: 'handover', controlIdleSeconds: 3_600, afkAfterSeconds: 86_400, graceSeconds: 86_400 };
    const name = 'x'.repeat(64);
    const session = { session: name, scene: name, tenant: 'x'.repeat(32), proof: ours.prove(GIVEN) };
    const listed = JSON.stringify({ ...session, rules: { ...rules, maxSeconds: 604_800 } });
    // The rest is for a few scenes with their words.
    expect(listed.length * hostLink.MAX_SESSIONS).toBeLessThan(LIMITS.signalingBytes * 0.75);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RIGHTS, RIGHTS_OF, ROLES, type ViewerClaims } from '@remote-view/protocol';
import { claimsFor } from './grants.ts';
import { BACKEND_SCOPES, SCOPES } from './principal.ts';

const NOW = 1_800_000_000;
const TERMS = { nowSeconds: NOW, defaultSeconds: 3_600 };
const SESSION = { id: 'session-1', tenant: 'shop' };
const BACKEND = { tenant: 'shop', name: 'shop-2026', scopes: BACKEND_SCOPES };
const OWNER: ViewerClaims = {
  aud: 'remote-view',
  sid: 'session-1',
  tid: 'shop',
  role: 'owner',
  rights: ['pointer', 'chat'],
  iat: NOW - 10,
  exp: NOW + 600,
};

describe('a token', () => {
  test('of a backend is an owner for as long as the gateway says, where it wishes nothing', () => {
    expect(claimsFor(SESSION, {}, BACKEND, TERMS)).toEqual({
      aud: 'remote-view',
      sid: 'session-1',
      tid: 'shop',
      role: 'owner',
      rights: [...RIGHTS],
      iat: NOW,
      exp: NOW + 3_600,
    });
  });

  test('has the rights that are wished for, within its role', () => {
    const wish = { role: 'spectator', rights: ['chat', 'pointer'], subject: 'ada', seconds: 60 } as const;
    expect(claimsFor(SESSION, { ...wish, rights: [...wish.rights] }, BACKEND, TERMS)).toMatchObject({
      role: 'spectator',
      rights: ['chat'],
      sub: 'ada',
      exp: NOW + 60,
    });
  });

  test('of an owner lets others do what that owner may, no longer than it may', () => {
    const claims = claimsFor(SESSION, { role: 'controller', seconds: 86_400 }, OWNER, TERMS);
    expect(claims).toMatchObject({ rights: ['pointer', 'chat'], exp: OWNER.exp });
  });

  test.each<[string, ViewerClaims]>([
    ['a controller', { ...OWNER, role: 'controller' }],
    ['a spectator', { ...OWNER, role: 'spectator' }],
    ['an owner of another session', { ...OWNER, sid: 'session-2' }],
    ['an owner for another tenant', { ...OWNER, tid: 'museum' }],
  ])('is not for %s to grant', (_name, by) => {
    expect(() => claimsFor(SESSION, {}, by, TERMS)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  test('is not for a backend of another tenant to grant, unless it administers', () => {
    const stranger = { ...BACKEND, tenant: 'museum' };
    expect(() => claimsFor(SESSION, {}, stranger, TERMS)).toThrow(expect.objectContaining({ code: 'forbidden' }));
    expect(claimsFor(SESSION, {}, { ...stranger, scopes: SCOPES }, TERMS).tid).toBe('shop');
  });

  test('never grants more than its role and than who granted it, whatever is wished for', () => {
    const rights = fc.subarray([...RIGHTS]);
    fc.assert(
      fc.property(
        fc.constantFrom(...ROLES),
        rights,
        rights,
        fc.integer({ min: 10, max: 604_800 }),
        (role, own, wished, seconds) => {
          const by = { ...OWNER, rights: own };
          const granted = claimsFor(SESSION, { role, rights: wished, seconds }, by, TERMS);
          for (const right of granted.rights) {
            expect(own).toContain(right);
            expect(wished).toContain(right);
            expect(RIGHTS_OF[role]).toContain(right);
          }
          expect(granted.exp).toBeLessThanOrEqual(by.exp);
        },
      ),
    );
  });
});

/**
 * Tokens of others: an application whose users sign in elsewhere lets them into a session with a JWT of its own identity
 * provider. Which ones, and what they may say, is configuration alone; nothing in a token leads to a key or to an address.
 */
import { decodeJwt, jwtVerify, type CryptoKey, type FlattenedJWSInput, type JWTHeaderParameters } from 'jose';
import {
  check,
  Id,
  RightsSchema,
  rightsWithin,
  RoleSchema,
  Tenant,
  Type,
  VIEWER_AUDIENCE,
  VIEWER_TOKEN,
  ViewerClaims,
} from '@remote-view/protocol';
import type { Issuer } from './issuer-options.ts';
import { badToken, MAX_TOKEN_SECONDS, timing, verified } from './viewer-tokens.ts';

/** Finds the key that a token says it was signed with. May throw `unavailable`. */
export type KeySource = (header: JWTHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey | Uint8Array>;

/** What the claim that an issuer is configured with must hold. */
const Grant = Type.Object({
  sid: Id,
  role: RoleSchema,
  rights: Type.Optional(RightsSchema),
  tid: Type.Optional(Tenant),
});

export class Issuers {
  readonly #byName: ReadonlyMap<string, { readonly issuer: Issuer; readonly keys: KeySource }>;

  constructor(issuers: readonly Issuer[], keysOf: (issuer: Issuer) => KeySource) {
    this.#byName = new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keys: keysOf(issuer) }]));
  }

  /**
   * @param nowSeconds since 1970
   * @throws RemoteViewError `bad-token`; `unavailable` where the issuer's keys cannot be fetched
   */
  async verify(token: string, nowSeconds: number): Promise<ViewerClaims> {
    const found = this.#byName.get(issuerOf(token) ?? '');
    if (found === undefined) throw badToken();
    const { issuer, keys } = found;
    const claims = await verified(() =>
      jwtVerify(token, keys, {
        algorithms: [...issuer.algorithms],
        issuer: issuer.issuer,
        audience: [...issuer.audience],
        ...timing(nowSeconds),
      }),
    );
    const grant = claims[issuer.claim];
    if (!check(Grant, grant)) throw badToken(`The token's claim '${issuer.claim}' does not say who may do what.`);
    const tid = issuer.tenant ?? grant.tid;
    if (tid === undefined || (grant.tid ?? tid) !== tid) throw badToken();
    const { sub, iat = nowSeconds, exp } = claims;
    if (iat > nowSeconds + VIEWER_TOKEN.clockTolerance) throw badToken();
    const viewer = {
      aud: VIEWER_AUDIENCE,
      sid: grant.sid,
      tid,
      ...(sub === undefined ? {} : { sub }),
      role: grant.role,
      rights: rightsWithin(grant.role, grant.rights),
      // From when we vouch for it.
      iat: nowSeconds,
      // NumericDate may have a fraction (RFC 7519 section 2).
      exp: Math.min(Math.floor(exp ?? 0), nowSeconds + MAX_TOKEN_SECONDS),
    };
    if (!check(ViewerClaims, viewer)) throw badToken();
    return viewer;
  }
}

/** Who a token says it is from, which nothing has shown yet. */
function issuerOf(token: string): string | undefined {
  if (token.length > VIEWER_TOKEN.maxChars) return undefined;
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

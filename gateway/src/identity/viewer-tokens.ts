/**
 * The tokens that let viewers into a session: JWTs (RFC 7519) that a gateway signs and that gateways and hosts verify,
 * so none of them has to ask another one. Read strictly, by the advice of RFC 8725: one algorithm, one type, one audience.
 */
import { decodeProtectedHeader, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { check, RemoteViewError, VIEWER_AUDIENCE, ViewerClaims } from '@remote-view/protocol';
import { ALGORITHM, type TokenKeys } from './token-keys.ts';

/** `typ` of our tokens (RFC 8725 section 3.11): no other JWT can be taken for one. */
export const VIEWER_TYPE = 'rv-viewer+jwt';

/** As {@link ViewerClaims} are sent: characters. */
export const MAX_TOKEN_CHARS = 2_048;

/** No token is good for longer: a week, as long as the longest session. */
export const MAX_TOKEN_SECONDS = 604_800;

/** By how much the clocks of two machines may differ, s. */
export const CLOCK_TOLERANCE_SECONDS = 5;

export class ViewerTokens {
  readonly #keys: TokenKeys;

  constructor(keys: TokenKeys) {
    this.#keys = keys;
  }

  async mint(claims: ViewerClaims): Promise<string> {
    const { kid, key } = this.#keys.signing;
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: ALGORITHM, typ: VIEWER_TYPE, kid }).sign(key);
  }

  /**
   * @param nowSeconds since 1970
   * @throws RemoteViewError `bad-token`
   */
  async verify(token: string, nowSeconds: number): Promise<ViewerClaims> {
    if (token.length > MAX_TOKEN_CHARS) throw badToken();
    const claims = await verified(() =>
      jwtVerify(token, ({ kid }) => this.#keyNamed(kid), {
        algorithms: [ALGORITHM],
        typ: VIEWER_TYPE,
        audience: VIEWER_AUDIENCE,
        ...timing(nowSeconds),
      }),
    );
    if (!check(ViewerClaims, claims)) throw badToken();
    const { aud, sid, tid, sub, role, rights, iat, exp } = claims;
    if (iat > nowSeconds + CLOCK_TOLERANCE_SECONDS || exp - iat > MAX_TOKEN_SECONDS) throw badToken();
    return { aud, sid, tid, ...(sub === undefined ? {} : { sub }), role, rights, iat, exp };
  }

  #keyNamed(kid: string | undefined) {
    const key = kid === undefined ? undefined : this.#keys.verifying.get(kid);
    if (key === undefined) throw badToken();
    return key;
  }
}

/** Whether a token says that it is one of ours: what decides who has to verify it, and no more. */
export function isOurs(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === VIEWER_TYPE;
  } catch {
    return false;
  }
}

/** How jose is to look at times. */
export function timing(nowSeconds: number) {
  return {
    currentDate: new Date(nowSeconds * 1_000),
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp'],
  };
}

/**
 * The claims of a token that jose found good.
 * @throws RemoteViewError `bad-token`; who holds a token that has expired is told so, and of all else that it is wrong
 */
export async function verified(verify: () => Promise<{ readonly payload: JWTPayload }>): Promise<JWTPayload> {
  try {
    return (await verify()).payload;
  } catch (thrown) {
    if (thrown instanceof RemoteViewError) throw thrown;
    if (thrown instanceof errors.JWTExpired) throw badToken('The session token has expired. Ask for a new session.');
    throw badToken(undefined, thrown);
  }
}

export function badToken(detail?: string, cause?: unknown): RemoteViewError {
  return new RemoteViewError('bad-token', detail, cause === undefined ? {} : { cause });
}

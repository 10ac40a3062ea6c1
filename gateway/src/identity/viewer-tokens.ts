/**
 * The tokens that let viewers into a session: JWTs (RFC 7519) that a gateway signs and that gateways and hosts verify,
 * so none of them has to ask another one. Read strictly, by the advice of RFC 8725: one algorithm, one type, one audience.
 */
import { decodeProtectedHeader, errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { check, RemoteViewError, VIEWER_AUDIENCE, VIEWER_TOKEN, ViewerClaims } from '@remote-view/protocol';
import type { TokenKeys } from './token-keys.ts';

/** No token is good for longer: a week, as long as the longest session. */
export const MAX_TOKEN_SECONDS = 604_800;

const { algorithm, type, maxChars, clockTolerance } = VIEWER_TOKEN;

export class ViewerTokens {
  readonly #keys: TokenKeys;

  constructor(keys: TokenKeys) {
    this.#keys = keys;
  }

  async mint(claims: ViewerClaims): Promise<string> {
    const { kid, key } = this.#keys.signing;
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: algorithm, typ: type, kid }).sign(key);
  }

  /**
   * @param nowSeconds since 1970
   * @throws RemoteViewError `bad-token`
   */
  async verify(token: string, nowSeconds: number): Promise<ViewerClaims> {
    if (token.length > maxChars) throw badToken();
    const claims = await verified(() =>
      jwtVerify(token, ({ kid }) => this.#keyNamed(kid), {
        algorithms: [algorithm],
        typ: type,
        audience: VIEWER_AUDIENCE,
        ...timing(nowSeconds),
      }),
    );
    if (!check(ViewerClaims, claims)) throw badToken();
    const { aud, sid, tid, sub, role, rights, iat, exp } = claims;
    if (iat > nowSeconds + clockTolerance || exp - iat > MAX_TOKEN_SECONDS) throw badToken();
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
    return decodeProtectedHeader(token).typ === type;
  } catch {
    return false;
  }
}

/** How jose is to look at times. */
export function timing(nowSeconds: number) {
  return {
    currentDate: new Date(nowSeconds * 1_000),
    clockTolerance,
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

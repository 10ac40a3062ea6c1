/**
 * Whether a viewer's token is good here. The gateway has looked at it already; the host looks for itself, so that nobody gets to
 * a scene by way of a gateway that was deceived or that mixed two viewers up (RFC 8725, JSON Web Token Best Current Practices).
 *
 * The keys are those that the operator gave this host, or else those that the gateway names when it registers the host.
 */
import {
  check,
  RemoteViewError,
  VIEWER_AUDIENCE,
  VIEWER_TOKEN,
  ViewerClaims,
  type PublicKey,
} from '@remote-view/protocol';
import { createLocalJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { grantOf, isOver, type Grant } from './grant.ts';

/** Why a token was refused, in words for whoever brought it. */
const REFUSALS = {
  oversized: 'The session token is too long.',
  malformed: 'The session token is none that this host understands.',
  algorithm: 'The session token is signed in a way that is not allowed.',
  'unknown-key': 'The session token is signed with a key that this host does not know.',
  signature: 'The signature of the session token is wrong.',
  claims: 'The session token does not say what it must.',
  expired: 'The session token has expired.',
  'other-session': 'The session token is for another session.',
} as const;
export type Refusal = keyof typeof REFUSALS;

const { algorithm, type, maxChars, clockTolerance } = VIEWER_TOKEN;

export class TokenVerifier {
  readonly #pinned: boolean;
  #keys: JWTVerifyGetKey;
  readonly #refused = new Map<Refusal, number>();

  /** @param pinned the operator's; where given, no others are trusted */
  constructor(pinned: readonly PublicKey[] = []) {
    this.#pinned = pinned.length > 0;
    this.#keys = keySetOf(pinned);
  }

  /** Tokens refused so far, by reason. */
  get refused(): Readonly<Partial<Record<Refusal, number>>> {
    return Object.fromEntries(this.#refused);
  }

  /** The keys that the gateway has now, in the place of those that it had. */
  trust(keys: readonly PublicKey[]): void {
    if (!this.#pinned) this.#keys = keySetOf(keys);
  }

  /**
   * @param wallClockMs since 1970
   * @throws RemoteViewError `bad-token`
   */
  async verify(token: string, session: string, wallClockMs: number): Promise<Grant> {
    try {
      return await this.#read(token, session, wallClockMs);
    } catch (thrown) {
      const refusal = refusalOf(thrown);
      this.#refused.set(refusal, (this.#refused.get(refusal) ?? 0) + 1);
      throw new RemoteViewError('bad-token', REFUSALS[refusal]);
    }
  }

  async #read(token: string, session: string, wallClockMs: number): Promise<Grant> {
    if (token.length > maxChars) throw new Refused('oversized');
    const { payload } = await jwtVerify(token, this.#keys, {
      algorithms: [algorithm],
      typ: type,
      audience: VIEWER_AUDIENCE,
      clockTolerance,
      currentDate: new Date(wallClockMs),
    });
    if (!check(ViewerClaims, payload)) throw new Refused('claims');
    if (payload.sid !== session) throw new Refused('other-session');
    const grant = grantOf(payload);
    if (isOver(grant, wallClockMs)) throw new Refused('expired');
    return grant;
  }
}

function keySetOf(keys: readonly PublicKey[]): JWTVerifyGetKey {
  const known = createLocalJWKSet({ keys: keys.map((key) => ({ ...key, alg: algorithm, use: 'sig' })) });
  // The first check of a process takes some milliseconds longer: no viewer shall wait for them.
  for (const { kid } of keys) jwtVerify(signedByNobody(kid), known).catch(() => undefined);
  return known;
}

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof Refused) return thrown.refusal;
  if (thrown instanceof errors.JWTExpired) return 'expired';
  if (thrown instanceof errors.JWTClaimValidationFailed) return 'claims';
  if (thrown instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (thrown instanceof errors.JWKSNoMatchingKey || thrown instanceof errors.JWKSMultipleMatchingKeys)
    return 'unknown-key';
  if (thrown instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return 'malformed';
}

/** Well formed, so that it gets as far as the signature. */
function signedByNobody(kid: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: algorithm, kid })}.${encode({})}.${Buffer.alloc(64).toString('base64url')}`;
}

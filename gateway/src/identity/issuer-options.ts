/** Which other issuers of tokens there are, and what is checked of what they sign. */
import type { Static } from 'typebox';
import { RemoteViewError, Tenant, Type } from '@remote-view/protocol';
import { readKeyFile } from './key-fields.ts';

/** Those with a key pair. What is signed with a secret is another matter: never may the text of a public key be taken for one. */
const ALGORITHMS = ['EdDSA', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'] as const;
type Algorithm = (typeof ALGORITHMS)[number];

/** RFC 7518 section 3.2: as long as the hash. */
const MIN_SECRET_BYTES = 32;

const DEFAULT_CLAIM = 'remote_view';

const Url = Type.String({ minLength: 8, maxLength: 512 });

const IssuerOptions = Type.Object(
  {
    /** `iss` of its tokens, to the letter. */
    issuer: Type.String({ minLength: 1, maxLength: 512 }),
    /** One of these must be in `aud`. */
    audience: Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { maxItems: 16 }),
    /** Where its keys are. Without this, `jwks` and `secret`: found by `<issuer>/.well-known/openid-configuration`. */
    jwksUrl: Type.Optional(Url),
    /** Its public keys themselves. */
    jwks: Type.Optional(
      Type.Object(
        { keys: Type.Array(Type.Object({ kty: Type.String({ maxLength: 8 }) }), { maxItems: 64 }) },
        { additionalProperties: false },
      ),
    ),
    /** A secret that it shares with us (HS256). */
    secret: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
    /** Default: EdDSA, ES256, PS256 and RS256. */
    algorithms: Type.Optional(
      Type.Array(Type.Unsafe<Algorithm>({ type: 'string', enum: [...ALGORITHMS] }), { maxItems: ALGORITHMS.length }),
    ),
    /** Name of the claim that is an object of `sid`, `role`, `rights` and `tid`. Default `remote_view`. */
    claim: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    /** The tenant whose sessions its tokens are for. Missing: as the token's `tid` says, whichever that is. */
    tenant: Type.Optional(Tenant),
  },
  { additionalProperties: false },
);

type IssuerOptions = Static<typeof IssuerOptions>;

/** The file that `--issuers` names. */
const IssuersFile = Type.Object(
  { issuers: Type.Array(IssuerOptions, { maxItems: 32 }) },
  { additionalProperties: false },
);

export interface Issuer {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly algorithms: readonly string[];
  readonly claim: string;
  readonly tenant: string | undefined;
  readonly keys:
    | { readonly from: 'secret'; readonly secret: Uint8Array }
    | { readonly from: 'set'; readonly set: { readonly keys: readonly { readonly kty: string }[] } }
    | { readonly from: 'url'; readonly url: string }
    | { readonly from: 'discovery'; readonly url: string };
}

/**
 * @param dev plain HTTP is allowed everywhere, and not on this machine alone
 * @throws RemoteViewError `bad-configuration`
 */
export function readIssuers(text: string, dev: boolean): readonly Issuer[] {
  const { issuers } = readKeyFile(IssuersFile, text, 'The file of issuers');
  const names = new Set(issuers.map(({ issuer }) => issuer));
  if (names.size < issuers.length) throw wrong('Two issuers have the same name.');
  return issuers.map((options) => {
    const { issuer, audience, claim = DEFAULT_CLAIM, tenant, secret } = options;
    if (audience.length === 0) throw wrong(`The issuer '${issuer}' needs an audience.`);
    const defaults = secret === undefined ? ['EdDSA', 'ES256', 'PS256', 'RS256'] : ['HS256'];
    return { issuer, audience, claim, tenant, algorithms: options.algorithms ?? defaults, keys: keysOf(options, dev) };
  });
}

function keysOf(options: IssuerOptions, dev: boolean): Issuer['keys'] {
  const { issuer, jwksUrl, jwks, secret, algorithms } = options;
  const given = [jwksUrl, jwks, secret].filter((source) => source !== undefined);
  if (given.length > 1) throw wrong(`The issuer '${issuer}' may have one of jwksUrl, jwks and secret.`);
  if (secret !== undefined) {
    const bytes = new TextEncoder().encode(secret);
    if (bytes.length < MIN_SECRET_BYTES) {
      throw wrong(`The secret of the issuer '${issuer}' needs at least ${MIN_SECRET_BYTES} bytes.`);
    }
    if (algorithms !== undefined) throw wrong(`With a secret the issuer '${issuer}' can use HS256 alone.`);
    return { from: 'secret', secret: bytes };
  }
  if (jwks !== undefined) {
    if (jwks.keys.some(isSecret)) throw wrong(`The keys of the issuer '${issuer}' must be public ones.`);
    return { from: 'set', set: jwks };
  }
  if (jwksUrl !== undefined) return { from: 'url', url: safeUrl(jwksUrl, dev) };
  // OpenID Connect Discovery 1.0 section 4: behind whatever path the issuer has.
  return { from: 'discovery', url: safeUrl(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, dev) };
}

/** A key that signs has no business here, and a symmetric one would turn public text into a secret. */
function isSecret(jwk: object): boolean {
  return 'd' in jwk || 'k' in jwk;
}

/**
 * Whoever can change what comes from there can sign tokens, so it comes over TLS; on this machine that is not needed.
 * @throws RemoteViewError `bad-configuration`
 */
export function safeUrl(text: string, dev: boolean): string {
  const url = URL.parse(text);
  const isLocal = url !== null && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && (dev || isLocal));
  if (url === null || !isSafe || url.username !== '' || url.password !== '') {
    throw wrong(`'${text}' is no address that keys can be fetched from: it must be https, without a user.`);
  }
  return url.href;
}

function wrong(detail: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', detail);
}

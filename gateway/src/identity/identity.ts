/**
 * Who is it, and what may they do: backends by API keys, hosts by host keys, viewers by tokens. Whatever comes from one
 * address is counted, and an address that showed too many wrong keys or tokens is not listened to for a while: neither
 * can be guessed, not even a short one that somebody made up.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { RemoteViewError, type Millis, type PublicKey, type rest, type ViewerClaims } from '@remote-view/protocol';
import { ApiKeys, plainAdminKey, plainApiKeys, readApiKeys, type ApiKey } from './api-keys.ts';
import { bearerOf } from './bearer.ts';
import { claimsFor, type GrantSession } from './grants.ts';
import { HostKeys, plainHostKeys, readHostKeys, type HostCredential } from './host-keys.ts';
import type { IdentityConfig } from './identity-options.ts';
import { keySource } from './issuer-keys.ts';
import { Issuers } from './issuers.ts';
import { KeyFile, type KeyFileContext } from './key-file.ts';
import { DEFAULT_TENANT, SCOPES, UNBOUND, type Principal, type Scope } from './principal.ts';
import { RateLimits, subscriberOf } from './rate-limits.ts';
import { SessionProofs } from './session-proofs.ts';
import { newTokenKey, readTokenKeys, type TokenKeys } from './token-keys.ts';
import { isOurs, ViewerTokens } from './viewer-tokens.ts';

/** What there is to see of a request. */
export interface Seen {
  readonly headers: IncomingHttpHeaders;
  /** Its IP address, behind trusted proxies the one that they name. */
  readonly address: string;
}

/** What is counted. */
export type Refusal = 'no-key' | 'bad-key' | 'bad-token' | 'rate-limited';

export interface IdentityContext {
  readonly log: KeyFileContext['log'] & { readonly warn: (context: object, message: string) => void };
  readonly refused: (reason: Refusal) => void;
  /** ms since 1970: when keys and tokens end. */
  readonly clock: () => Millis;
  /** ms that never jump: how often something comes. */
  readonly now: () => Millis;
}

export interface Granted {
  readonly token: string;
  readonly claims: ViewerClaims;
}

/** In dev mode everybody may do everything. */
const DEV: Principal = { tenant: DEFAULT_TENANT, name: 'dev', scopes: SCOPES, ...UNBOUND };
const DEV_HOST: HostCredential = { name: 'dev' };

export class Identity {
  /** What hosts verify viewers' tokens with, and who else wants to. */
  readonly publicKeys: readonly PublicKey[];
  /** What hosts show for the sessions that they run. */
  readonly proofs: SessionProofs;
  readonly #config: IdentityConfig;
  readonly #context: IdentityContext;
  readonly #tokens: ViewerTokens;
  readonly #issuers: Issuers;
  readonly #rates = new RateLimits();
  readonly #files: KeyFile[] = [];
  #apiKeys: ApiKeys;
  #hostKeys: HostKeys;

  private constructor(config: IdentityConfig, context: IdentityContext, keys: TokenKeys) {
    this.#config = config;
    this.#context = context;
    this.#tokens = new ViewerTokens(keys);
    this.proofs = new SessionProofs(keys);
    this.publicKeys = keys.public;
    this.#issuers = new Issuers(config.issuers, (issuer) => keySource(issuer, config.dev, context.now));
    const { apiKeys, adminKey, apiKeysFile, hostKeys, hostKeysFile } = config;
    const plain: readonly ApiKey[] = [
      ...plainApiKeys(apiKeys),
      ...(adminKey === undefined ? [] : [plainAdminKey(adminKey)]),
    ];
    const plainHosts = plainHostKeys(hostKeys);
    this.#apiKeys = new ApiKeys(plain);
    this.#hostKeys = new HostKeys(plainHosts);
    this.#watch(apiKeysFile, (text) => (this.#apiKeys = new ApiKeys([...plain, ...readApiKeys(text)])));
    this.#watch(hostKeysFile, (text) => (this.#hostKeys = new HostKeys([...plainHosts, ...readHostKeys(text)])));
  }

  /** @throws RemoteViewError `bad-configuration` */
  static async open(config: IdentityConfig, context: IdentityContext): Promise<Identity> {
    const { dev, tokenKeys } = config;
    if (tokenKeys === undefined && !dev) {
      context.log.warn(
        {},
        'no token keys: tokens of viewers, and sessions that only hosts know of, end with this process, and several gateways need one set of keys',
      );
    }
    const keys = await readTokenKeys(tokenKeys ?? JSON.stringify({ keys: [newTokenKey()] }));
    return new Identity(config, context, keys);
  }

  /**
   * The backend that asks, where its key is good for `scope`.
   * @throws RemoteViewError `unauthorized`, `forbidden`, `rate-limited`
   */
  authorize(seen: Seen, scope: Scope): Principal {
    const principal = this.#principal(seen);
    if (principal === undefined) throw this.#wrongKey(seen);
    if (!principal.scopes.includes(scope)) throw new RemoteViewError('forbidden');
    return principal;
  }

  /**
   * Who asks where both may: a backend by its key, for `scope`, or a viewer by its token.
   * @throws RemoteViewError `unauthorized`, `forbidden`, `rate-limited`, `bad-token`, `unavailable`
   */
  async caller(seen: Seen, scope: Scope): Promise<Principal | ViewerClaims> {
    const bearer = bearerOf(seen.headers);
    // What is a JWT is no key of anybody's.
    if (bearer === undefined || !isJwt(bearer)) return this.authorize(seen, scope);
    const claims = await this.verifyViewer(bearer, seen.address);
    // Nobody else counts a viewer: a backend is counted by its tenant.
    this.admitAnyone(seen.address);
    return claims;
  }

  /**
   * A host that dials in. What it calls itself is to be held against `mayBe`.
   * @throws RemoteViewError `unauthorized`, `rate-limited`
   */
  admitHost(seen: Seen): HostCredential {
    if (this.#config.dev) return DEV_HOST;
    this.#requireTrust(seen.address);
    const credential = this.#hostKeys.admit(seen.headers, this.#context.clock());
    if (credential === undefined) throw this.#wrongKey(seen);
    return credential;
  }

  /**
   * Whoever needs no key at all.
   * @throws RemoteViewError `rate-limited`
   */
  admitAnyone(address: string): void {
    this.#limit(`requests ${subscriberOf(address)}`, this.#config.rates.addressRequests);
  }

  /**
   * A WebSocket, before there is one.
   * @throws RemoteViewError `rate-limited`
   */
  admitSocket(address: string): void {
    this.#limit(`sockets ${subscriberOf(address)}`, this.#config.rates.addressSockets);
  }

  /**
   * The claims of a viewer's token, ours or that of an issuer that the configuration names. Whether session and tenant are
   * those that it wants into is for the caller to see.
   * @param address that showed it; without one, a wrong token is held against nobody
   * @throws RemoteViewError `bad-token`, `rate-limited`; `unavailable` where the keys of its issuer cannot be fetched
   */
  async verifyViewer(token: string, address?: string): Promise<ViewerClaims> {
    if (address !== undefined) this.#requireTrust(address);
    const now = this.#nowSeconds();
    try {
      return await (isOurs(token) ? this.#tokens.verify(token, now) : this.#issuers.verify(token, now));
    } catch (thrown) {
      const error = RemoteViewError.from(thrown, 'bad-token');
      if (error.code === 'bad-token') {
        this.#context.refused('bad-token');
        if (address !== undefined) this.#countFailure(address);
      } else {
        this.#context.log.warn({ problem: causeOf(error) }, 'keys of an issuer cannot be fetched');
      }
      throw error;
    }
  }

  /**
   * A token for a viewer of `session`.
   * @param by a backend whose key is good for it, or an owner of the session
   * @throws RemoteViewError `forbidden`
   */
  async grant(session: GrantSession, wish: rest.TokenWish, by: Principal | ViewerClaims): Promise<Granted> {
    const terms = { nowSeconds: this.#nowSeconds(), defaultSeconds: this.#config.tokenSeconds };
    const claims = claimsFor(session, wish, by, terms);
    return { token: await this.#tokens.mint(claims), claims };
  }

  /** What a host verifies: the same claims under our own signature, whoever the viewer had them from. */
  async forHost(claims: ViewerClaims): Promise<string> {
    return this.#tokens.mint(claims);
  }

  /** Reads the files of keys now. */
  reload(): void {
    for (const file of this.#files) file.look();
  }

  close(): void {
    for (const file of this.#files) file.close();
  }

  #watch(path: string | undefined, apply: (text: string) => void): void {
    if (path === undefined) return;
    this.#files.push(new KeyFile(path, { apply, log: this.#context.log }));
  }

  #principal(seen: Seen): Principal | undefined {
    if (this.#config.dev) return DEV;
    this.#requireTrust(seen.address);
    const principal = this.#apiKeys.identify(seen.headers, this.#context.clock());
    if (principal === undefined) return undefined;
    this.#limit(`tenant ${principal.tenant}`, principal.rate ?? this.#config.rates.tenantRequests);
    return principal;
  }

  /** Who shows nothing has guessed nothing, and is counted like anybody without a key. */
  #wrongKey({ headers, address }: Seen): RemoteViewError {
    this.#context.refused(headers.authorization === undefined ? 'no-key' : 'bad-key');
    if (headers.authorization === undefined) this.admitAnyone(address);
    else this.#countFailure(address);
    return new RemoteViewError('unauthorized');
  }

  #countFailure(address: string): void {
    if (this.#config.dev) return;
    this.#rates.take(failuresOf(address), this.#config.rates.addressFailures, this.#context.now());
  }

  #requireTrust(address: string): void {
    if (this.#config.dev) return;
    this.#refuse(this.#rates.wait(failuresOf(address), this.#config.rates.addressFailures, this.#context.now()));
  }

  #limit(key: string, perMinute: number): void {
    if (this.#config.dev) return;
    this.#refuse(this.#rates.take(key, perMinute, this.#context.now()));
  }

  #refuse(wait: Millis): void {
    if (wait <= 0) return;
    this.#context.refused('rate-limited');
    throw new RemoteViewError('rate-limited', undefined, { context: { retryAfterSeconds: Math.ceil(wait / 1_000) } });
  }

  #nowSeconds(): number {
    return Math.floor(this.#context.clock() / 1_000);
  }
}

function failuresOf(address: string): string {
  return `failures ${subscriberOf(address)}`;
}

function isJwt(bearer: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(bearer) && bearer.startsWith('eyJ');
}

function causeOf({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message : message;
}

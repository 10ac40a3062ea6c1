/** What the gateway is told about who may do what. */
import { check, RemoteViewError, rest } from '@remote-view/protocol';
import { resolve } from 'node:path';
import { isDamaged } from './key-text.ts';
import { readIssuers, type Issuer } from './issuer-options.ts';

export interface IdentityOptions {
  /** Keys of backends as plain text, for the tenant `default` and all scopes but `admin`. */
  readonly apiKeys?: readonly string[];
  /** A key for everything, as plain text. */
  readonly adminKey?: string;
  /** File of hashed keys of backends, read again when it changes. */
  readonly apiKeysFile?: string;
  /** The key with which renderer hosts dial in, as plain text. */
  readonly hostKey?: string;
  /** File of hashed keys of hosts, read again when it changes. */
  readonly hostKeysFile?: string;
  /** JWK set of the private keys that viewers' tokens are signed with. Default: a key that ends with the process. */
  readonly tokenKeys?: string;
  /** Others whose tokens let viewers in, as JSON. Default: none. */
  readonly issuers?: string;
  /** A viewer's token is good for so long where nobody says, seconds. Default 43,200. */
  readonly tokenSeconds?: number;
  /** Requests of a tenant a minute, where its keys do not say. Default 6,000. No rate holds in dev mode. */
  readonly tenantRequestsPerMinute?: number;
  /** Requests without a key from an address a minute. Default 600. */
  readonly addressRequestsPerMinute?: number;
  /** WebSockets opened from an address a minute. Default 1,200. */
  readonly addressSocketsPerMinute?: number;
  /** Wrong keys and tokens from an address a minute; beyond it, right ones are refused as well. Default 30. */
  readonly addressFailuresPerMinute?: number;
}

/** Events a minute. */
export interface IdentityRates {
  readonly tenantRequests: number;
  readonly addressRequests: number;
  readonly addressSockets: number;
  readonly addressFailures: number;
}

export interface IdentityConfig {
  readonly dev: boolean;
  readonly apiKeys: readonly string[];
  readonly adminKey: string | undefined;
  readonly apiKeysFile: string | undefined;
  readonly hostKeys: readonly string[];
  readonly hostKeysFile: string | undefined;
  readonly tokenKeys: string | undefined;
  readonly issuers: readonly Issuer[];
  readonly tokenSeconds: number;
  readonly rates: IdentityRates;
}

/** What holds where nobody says otherwise. */
export const IDENTITY_DEFAULTS = {
  tokenSeconds: 43_200,
  tenantRequestsPerMinute: 6_000,
  addressRequestsPerMinute: 600,
  addressSocketsPerMinute: 1_200,
  addressFailuresPerMinute: 30,
} as const;

/** Shorter keys could be guessed. */
const MIN_KEY_CHARS = 16;

/** @throws RemoteViewError `bad-configuration` */
export function resolveIdentity(options: IdentityOptions, dev: boolean): IdentityConfig {
  const { apiKeys = [], adminKey, apiKeysFile, hostKey, hostKeysFile, tokenKeys, issuers } = options;
  if (!dev && apiKeys.length === 0 && apiKeysFile === undefined) {
    throw missing('an API key', '--api-key, REMOTE_VIEW_API_KEYS or --api-keys-file');
  }
  if (!dev && hostKey === undefined && hostKeysFile === undefined) {
    throw missing('a host key', '--host-key, REMOTE_VIEW_HOST_KEY or --host-keys-file');
  }
  const hostKeys = hostKey === undefined ? [] : [hostKey];
  const plain = [...apiKeys, ...(adminKey === undefined ? [] : [adminKey]), ...hostKeys];
  for (const key of plain) requireKey(key);
  if (new Set(plain).size < plain.length) throw wrong('Two keys are the same: each is for one purpose.');
  const given = { ...IDENTITY_DEFAULTS, ...options };
  const { tokenSeconds } = given;
  if (!check(rest.TokenWish.properties.seconds, tokenSeconds)) {
    throw wrong(`'tokenSeconds' must be whole seconds from 10 to 604800.`);
  }
  const rates = {
    tenantRequests: given.tenantRequestsPerMinute,
    addressRequests: given.addressRequestsPerMinute,
    addressSockets: given.addressSocketsPerMinute,
    addressFailures: given.addressFailuresPerMinute,
  };
  for (const [name, value] of Object.entries(rates)) {
    if (!(Number.isFinite(value) && value >= 1)) throw wrong(`'${name}PerMinute' must be 1 or more.`);
  }
  return {
    dev,
    apiKeys,
    adminKey,
    apiKeysFile: apiKeysFile === undefined ? undefined : resolve(apiKeysFile),
    hostKeys,
    hostKeysFile: hostKeysFile === undefined ? undefined : resolve(hostKeysFile),
    tokenKeys,
    issuers: issuers === undefined ? [] : readIssuers(issuers, dev),
    tokenSeconds,
    rates,
  };
}

function requireKey(key: string): void {
  if (key.length < MIN_KEY_CHARS) throw wrong(`A key needs at least ${MIN_KEY_CHARS} characters.`);
  // What RFC 6750 allows in a header; anything else could never be sent.
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(key)) throw wrong('A key may hold letters, digits and . _ ~ + / - only.');
  if (isDamaged(key)) throw wrong('A key that begins with rv_ is damaged: a piece of it is missing or wrong.');
}

function missing(what: string, how: string): RemoteViewError {
  return wrong(`The gateway needs ${what} outside dev mode: give it with ${how}, or use --dev on your own machine.`);
}

function wrong(detail: string): RemoteViewError {
  return new RemoteViewError('bad-configuration', detail);
}

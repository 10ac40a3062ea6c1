/**
 * Keys of backends: for whom, for what, until when. Several are good for one tenant at a time, so a key is replaced
 * without a pause: list the new one, use it, take the old one out.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { rest, Tenant, Type, type Millis } from '@remote-view/protocol';
import { HashedKeys, type HashedKey } from './hashed-keys.ts';
import { Expiry, expiryOf, KeyHash, KeyName, MAX_KEYS, readKeyFile } from './key-fields.ts';
import { hashKey } from './key-text.ts';
import { BACKEND_SCOPES, DEFAULT_TENANT, SCOPES, UNBOUND, type Principal, type Scope } from './principal.ts';

export interface ApiKey extends Principal, HashedKey {}

/** The file that `--api-keys-file` names. */
const ApiKeysFile = Type.Object(
  {
    /** Of those that have limits of their own. */
    tenants: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Tenant,
            /** Sessions at a time. */
            sessions: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
            requestsPerMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
            /** The first class of the line that its sessions may wait in. */
            highestPriority: Type.Optional(rest.PrioritySchema),
            /** Places in the line at a time. */
            queued: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
          },
          { additionalProperties: false },
        ),
        { maxItems: MAX_KEYS },
      ),
    ),
    keys: Type.Array(
      Type.Object(
        {
          name: KeyName,
          tenant: Tenant,
          scopes: Type.Array(Type.Unsafe<Scope>({ type: 'string', enum: [...SCOPES] }), { maxItems: SCOPES.length }),
          hash: KeyHash,
          expiresAt: Type.Optional(Expiry),
        },
        { additionalProperties: false },
      ),
      { maxItems: MAX_KEYS },
    ),
  },
  { additionalProperties: false },
);

/** @throws RemoteViewError `bad-configuration` */
export function readApiKeys(text: string): readonly ApiKey[] {
  const file = readKeyFile(ApiKeysFile, text, 'The file of API keys');
  const tenants = new Map(file.tenants?.map((tenant) => [tenant.name, tenant]));
  return file.keys.map(({ expiresAt, ...key }) => {
    const limits = tenants.get(key.tenant);
    return {
      ...key,
      ...expiryOf(key.name, expiresAt),
      ...(limits?.sessions === undefined ? {} : { quota: limits.sessions }),
      ...(limits?.requestsPerMinute === undefined ? {} : { rate: limits.requestsPerMinute }),
      ...(limits?.highestPriority === undefined ? {} : { highestPriority: limits.highestPriority }),
      ...(limits?.queued === undefined ? {} : { queued: limits.queued }),
    };
  });
}

/** Keys that were given as plain text: for one tenant, and for all that a backend needs. */
export function plainApiKeys(keys: readonly string[]): readonly ApiKey[] {
  return keys.map((key, index) => ({
    name: `api-key-${index + 1}`,
    tenant: DEFAULT_TENANT,
    scopes: BACKEND_SCOPES,
    hash: hashKey(key),
  }));
}

/** A key that was given as plain text, for all there is. */
export function plainAdminKey(key: string): ApiKey {
  return { name: 'admin-key', tenant: DEFAULT_TENANT, scopes: SCOPES, hash: hashKey(key) };
}

export class ApiKeys {
  readonly #keys: HashedKeys<ApiKey>;

  /** @throws RemoteViewError `bad-configuration` where two have the same name or are the same key */
  constructor(keys: readonly ApiKey[]) {
    const isAdmin = ({ scopes }: ApiKey): boolean => scopes.includes('admin');
    const tenants = new Set(keys.filter((key) => !isAdmin(key)).map(({ tenant }) => tenant));
    // A tenant that is alone has the line for itself.
    const shared = tenants.size > 1 ? {} : { queued: Infinity };
    this.#keys = new HashedKeys(keys.map((key) => ({ ...(isAdmin(key) ? UNBOUND : shared), ...key })));
  }

  get size(): number {
    return this.#keys.size;
  }

  /** @param now ms since 1970 */
  identify(headers: IncomingHttpHeaders, now: Millis): Principal | undefined {
    return this.#keys.find(headers, now);
  }
}

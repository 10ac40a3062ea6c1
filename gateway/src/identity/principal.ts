/** Who asks: a backend with an API key, and what its key allows. */
import type { rest } from '@remote-view/protocol';

/**
 * - `sessions:create`, `sessions:read`, `sessions:end`: those of the key's tenant. - `tokens:create`: lets viewers into
 * them. - `metrics`: reads `/metrics`. - `admin`: sees and ends the sessions of all tenants, and drains hosts.
 */
export const SCOPES = [
  'sessions:create',
  'sessions:read',
  'sessions:end',
  'tokens:create',
  'metrics',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** What a backend needs: all but `admin`. */
export const BACKEND_SCOPES: readonly Scope[] = SCOPES.filter((scope) => scope !== 'admin');

export interface Principal {
  readonly tenant: string;
  /** Of the key; for logs. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Sessions that the tenant may have at a time. Missing: as many as there are slots for. */
  readonly quota?: number;
  /** The first class of the line that its sessions may wait in. Missing: `normal`. */
  readonly highestPriority?: rest.Priority;
  /** Places in the line that the tenant may take at a time. Missing: half of them. */
  readonly queued?: number;
  /** Requests that the tenant may make a minute, at each gateway. Missing: as the gateway says. */
  readonly rate?: number;
}

/** In the line, of whoever takes places from nobody else, or may. */
export const UNBOUND = { highestPriority: 'high', queued: Infinity } as const satisfies Partial<Principal>;

/** Tenant of keys that were given without one. */
export const DEFAULT_TENANT = 'default';

/** Whether sessions of `tenant` are this one's to see and to change. */
export function covers(principal: Principal, tenant: string): boolean {
  return principal.tenant === tenant || principal.scopes.includes('admin');
}

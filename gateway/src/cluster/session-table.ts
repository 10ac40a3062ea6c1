/**
 * The sessions of a cluster, those included that ended a while ago, with what is counted by them: sessions of each tenant, and keys
 * under which they were asked for.
 */
import type { Millis, SessionId } from '@remote-view/protocol';
import {
  MAX_LOOKED_AT,
  type AllocationOptions,
  type GatewayId,
  type NewSession,
  type SessionEntry,
  type SessionFilter,
} from './cluster-store.ts';
import type { HostTable } from './host-table.ts';

/** A key is good for so long, ms. */
export const KEY_LIVES: Millis = 24 * 3_600_000;

export interface SessionRecord {
  readonly fixed: NewSession;
  /** A later one has a greater one. */
  readonly number: number;
  readonly createdAt: Millis;
  state: SessionEntry['state'];
  reason: SessionEntry['reason'];
  host: SessionEntry['host'];
  viewers: number;
  /** When it was given its slot. */
  placedAt: Millis | undefined;
  endedAt: Millis | undefined;
}

interface Key {
  readonly session: SessionId;
  readonly digest: string;
  readonly usedAt: Millis;
}

export class SessionTable {
  /** The oldest first. */
  readonly #sessions = new Map<SessionId, SessionRecord>();
  readonly #tenants = new Map<string, number>();
  /** The oldest first. */
  readonly #keys = new Map<string, Key>();
  #next = 1;

  add(fixed: NewSession, state: SessionEntry['state'], now: Millis): SessionRecord {
    const unset = { reason: undefined, host: null, placedAt: undefined, endedAt: undefined };
    const fresh = { fixed, number: this.#next++, createdAt: now, state, viewers: 0, ...unset };
    this.#sessions.set(fixed.id, fresh);
    this.#count(fresh, 1);
    return fresh;
  }

  get(id: SessionId): SessionRecord | undefined {
    return this.#sessions.get(id);
  }

  end(record: SessionRecord, reason: NonNullable<SessionEntry['reason']>, now: Millis): void {
    record.state = 'ended';
    record.reason = reason;
    record.endedAt = now;
    record.viewers = 0;
    this.#count(record, -1);
  }

  /** It was given up too early. */
  revive(record: SessionRecord): void {
    record.state = 'active';
    record.reason = undefined;
    record.endedAt = undefined;
    this.#count(record, 1);
  }

  /** Sessions of a tenant that are not over. */
  countOf(tenant: string): number {
    return this.#tenants.get(tenant) ?? 0;
  }

  list({ tenant, state, labels = [], limit, after }: SessionFilter): {
    readonly found: readonly SessionRecord[];
    readonly next?: string;
  } {
    const found: SessionRecord[] = [];
    let last = after === undefined ? Infinity : Number(after);
    let lookedAt = 0;
    for (const record of [...this.#sessions.values()].reverse()) {
      if (record.number >= last || (tenant !== undefined && record.fixed.tenant !== tenant)) continue;
      if (found.length >= limit || lookedAt >= MAX_LOOKED_AT) return { found, next: String(last) };
      last = record.number;
      lookedAt += 1;
      if (state !== undefined && record.state !== state) continue;
      if (labels.every((label) => record.fixed.labels.includes(label))) found.push(record);
    }
    return { found };
  }

  askedBefore(tenant: string, { key }: NonNullable<AllocationOptions['idempotency']>, now: Millis): Key | undefined {
    const used = this.#keys.get(keyOf(tenant, key));
    return used !== undefined && now - used.usedAt < KEY_LIVES && this.#sessions.has(used.session) ? used : undefined;
  }

  remember(session: NewSession, { key, digest }: NonNullable<AllocationOptions['idempotency']>, now: Millis): void {
    const name = keyOf(session.tenant, key);
    this.#keys.delete(name);
    this.#keys.set(name, { session: session.id, digest, usedAt: now });
  }

  /** @param before what ended until then is forgotten */
  forgetEnded(before: Millis, now: Millis): void {
    for (const [id, { endedAt }] of this.#sessions) {
      if (endedAt !== undefined && endedAt <= before) this.#sessions.delete(id);
    }
    for (const [name, { usedAt, session }] of this.#keys) {
      if (now - usedAt >= KEY_LIVES || !this.#sessions.has(session)) this.#keys.delete(name);
    }
  }

  #count({ fixed: { tenant } }: SessionRecord, change: 1 | -1): void {
    const count = this.countOf(tenant) + change;
    if (count > 0) this.#tenants.set(tenant, count);
    else this.#tenants.delete(tenant);
  }
}

/** A space is in no tenant's name. */
function keyOf(tenant: string, key: string): string {
  return `${tenant} ${key}`;
}

export function entryOf(record: SessionRecord, hosts: HostTable, now: Millis): SessionEntry {
  const { fixed, state, reason, host, viewers, createdAt, placedAt = now } = record;
  const gateway: GatewayId | null = hosts.get(host)?.entry.gateway ?? null;
  const runningFor = Math.max(0, now - placedAt);
  return {
    ...fixed,
    state,
    host,
    gateway,
    viewers,
    createdAt,
    runningFor,
    ...(reason === undefined ? {} : { reason }),
  };
}

/**
 * What several gateways share, in Redis 7 or newer (or Valkey). Decisions are made there, by one script (`redis/script.ts`) on the
 * server's clock; this class puts them in words.
 *
 * All keys begin with one hash tag, so a cluster of Redis keeps them on one node: what has to be decided in one step has to be in
 * one place.
 */
import { rest, type HostId, type Millis, type SessionId } from '@remote-view/protocol';
import { wantKey } from '../allocation/offering.ts';
import type { HostReport } from '../wire/messages.ts';
import {
  MAX_LOOKED_AT,
  type Allocation,
  type AllocationOptions,
  type ClusterStore,
  type GatewayId,
  type HostAdmission,
  type HostEntry,
  type HostView,
  type NewSession,
  type SessionEntry,
  type SessionFilter,
  type SessionPage,
  type StoreOptions,
  type Sweep,
  type WaitingNews,
} from './cluster-store.ts';
import { requireAskable } from './line.ts';
import { ANSWER_WITHIN, RedisConnection } from './redis/connection.ts';
import { profileOf } from './redis/profile.ts';
import {
  allocationOf,
  foundSession,
  hostOf,
  newsOf,
  reasonOf,
  sessionOf,
  soundOnes,
  type AdmissionReply,
  type AllocationReply,
  type BeatReply,
  type HostRow,
  type PageReply,
  type SessionRow,
} from './redis/replies.ts';
import { optionArgs, type CommandName } from './redis/script.ts';

export const DEFAULT_PREFIX = '{remote-view}:';

/** Sessions that are read in one step for a list. */
const PAGE = 200;

export interface RedisStoreSetup {
  readonly url: string;
  readonly gateway: GatewayId;
  /** Of all keys, with a hash tag. Default {@link DEFAULT_PREFIX}. */
  readonly prefix?: string;
  /** A call has failed after this, ms. Default 500. */
  readonly answerWithin?: Millis;
  /** For tests: instead of the server's. */
  readonly clock?: () => Millis;
}

export class RedisStore implements ClusterStore {
  readonly gateway: GatewayId;
  readonly #connection: RedisConnection;
  readonly #options: readonly string[];
  readonly #clock: (() => Millis) | undefined;
  #receive: ((from: GatewayId, message: string) => void) | undefined;
  /** Placed sessions that were told, and have arrived: the store may stop to tell them. */
  #heard: readonly SessionId[] = [];
  /** The connections that there were before the last beat; it opens with the first two. */
  #lastConnection = 2;

  constructor(options: StoreOptions, setup: RedisStoreSetup) {
    const { url, gateway, prefix = DEFAULT_PREFIX, answerWithin = ANSWER_WITHIN, clock } = setup;
    this.gateway = gateway;
    this.#connection = new RedisConnection({ url, prefix, gateway, answerWithin });
    this.#options = optionArgs(options);
    this.#clock = clock;
  }

  get brokenSince(): Millis | undefined {
    return this.#connection.brokenSince;
  }

  async open(receive: (from: GatewayId, message: string) => void): Promise<void> {
    this.#receive = receive;
    await this.#connection.open(receive);
  }

  async close(): Promise<void> {
    this.#receive = undefined;
    await this.#connection.close();
  }

  async registerHost(
    host: HostEntry,
    running: readonly NewSession[],
    unproven: ReadonlySet<SessionId> = new Set(),
  ): Promise<HostAdmission> {
    const entry = { ...host, gateway: this.gateway };
    const { id, offers } = profileOf(host);
    const reply = await this.#run<AdmissionReply>(
      'register',
      host.id,
      host.incarnation,
      this.gateway,
      JSON.stringify(entry),
      String(host.capacity),
      host.problem === undefined ? '' : JSON.stringify(host.problem),
      id,
      JSON.stringify(offers),
      JSON.stringify(running.map((session) => JSON.stringify(session))),
      JSON.stringify(running.map(({ id }) => !unproven.has(id))),
    );
    if (reply[0] === 0) return { admitted: false };
    const [, restarted, movedFrom, sessions, foreign] = reply;
    return {
      admitted: true,
      restarted: restarted === 1,
      movedFrom: movedFrom === '' ? null : movedFrom,
      sessions: soundOnes(sessions, sessionOf),
      foreign,
    };
  }

  async reportHost(id: HostId, incarnation: string, report: HostReport): Promise<boolean> {
    const { warm, cpu, freeMemory, draining } = report;
    const kept = JSON.stringify({ warm, cpu, freeMemory, draining });
    const args = [id, incarnation, this.gateway, kept, String(warm), flag(draining)];
    return (await this.#run<number>('report', ...args)) === 1;
  }

  async unlinkHost(id: HostId, incarnation: string): Promise<void> {
    await this.#run('unlink', id, incarnation, this.gateway);
  }

  async cordonHost(id: HostId, cordoned: boolean): Promise<boolean> {
    return (await this.#run<number>('cordon', id, flag(cordoned))) === 1;
  }

  async hosts(): Promise<readonly HostView[]> {
    const rows = await this.#run<readonly HostRow[]>('hosts');
    return soundOnes(rows, hostOf).sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  async allocate(session: NewSession, { quota, places, idempotency }: AllocationOptions): Promise<Allocation> {
    const { scene, version = '', placement, priority } = session;
    const reply = await this.#run<AllocationReply>(
      'allocate',
      JSON.stringify(session),
      wantKey(session),
      JSON.stringify({ scene, version, labels: placement.labels ?? [] }),
      JSON.stringify(placement.rtt ?? []),
      String(rest.PRIORITIES.indexOf(priority)),
      quota === undefined ? '' : String(quota),
      idempotency?.key ?? '',
      idempotency?.digest ?? '',
      places === undefined ? '' : String(places),
    );
    return allocationOf(reply);
  }

  async session(id: SessionId): Promise<SessionEntry | undefined> {
    return foundSession(await this.#run<SessionRow | readonly []>('session', id));
  }

  async sessions({ tenant = '', state, labels = [], limit, after }: SessionFilter): Promise<SessionPage> {
    const sessions: SessionEntry[] = [];
    let last = after;
    for (let lookedAt = 0; ;) {
      const before = last === undefined ? '+inf' : `(${last}`;
      const page = await this.#run<PageReply>('page', tenant, before, String(PAGE));
      for (const [cursor, row] of page) {
        if (last !== undefined && (sessions.length >= limit || lookedAt >= MAX_LOOKED_AT)) {
          return { sessions, next: last };
        }
        last = cursor;
        lookedAt += 1;
        for (const session of soundOnes(row === undefined ? [] : [row], sessionOf)) {
          if (state !== undefined && session.state !== state) continue;
          if (labels.every((label) => session.labels.includes(label))) sessions.push(session);
        }
      }
      if (page.length < PAGE) return { sessions };
    }
  }

  async waiting(): Promise<number> {
    return this.#run<number>('waiting');
  }

  async update(
    id: SessionId,
    host: HostId,
    { state, viewers }: Partial<Pick<SessionEntry, 'state' | 'viewers'>>,
  ): Promise<SessionEntry['reason']> {
    // To get into the line or to end takes more than a word.
    const told = state === undefined || state === 'queued' || state === 'ended' ? '' : state;
    const count = viewers === undefined ? '' : String(viewers);
    const over = await this.#run<string>('update', id, host, told, count, this.gateway);
    return over === '' ? undefined : reasonOf(over);
  }

  async end(
    id: SessionId,
    { code, message }: NonNullable<SessionEntry['reason']>,
    host?: HostId,
  ): Promise<SessionEntry | undefined> {
    const reason = JSON.stringify({ code, message });
    return foundSession(await this.#run<SessionRow | readonly []>('end', id, reason, host ?? '', this.gateway));
  }

  async waitFor(ids: readonly SessionId[]): Promise<ReadonlyMap<SessionId, WaitingNews>> {
    requireAskable(ids);
    return newsOf(ids, await this.#run<readonly (string | number)[]>('wait', ...ids));
  }

  async beat(hosts: readonly Pick<HostEntry, 'id' | 'incarnation'>[]): Promise<Sweep> {
    const pairs = JSON.stringify(hosts.map(({ id, incarnation }) => [id, incarnation]));
    const [rows, fenced, forgotten] = await this.#run<BeatReply>(
      'beat',
      this.gateway,
      pairs,
      JSON.stringify(this.#heard),
    );
    const placed = soundOnes(rows, sessionOf);
    this.#heard = placed.map(({ id }) => id);
    const before = this.#lastConnection;
    this.#lastConnection = this.#connection.connections;
    if (before === this.#lastConnection) return { placed, fenced, forgotten };
    // A server that was restarted, or took over, may know the hosts and not what became of their sessions.
    return { placed, fenced, forgotten: hosts.map(({ id }) => id).filter((id) => !fenced.includes(id)) };
  }

  async send(to: GatewayId, message: string): Promise<boolean> {
    if (to !== this.gateway) return this.#connection.publish(to, message);
    if (this.#receive === undefined) return false;
    // Nobody hears of a message while it is being sent, wherever the other one is.
    queueMicrotask(() => this.#receive?.(to, message));
    return true;
  }

  async #run<Reply>(command: CommandName, ...args: readonly string[]): Promise<Reply> {
    const clock = this.#clock === undefined ? '' : String(this.#clock());
    return (await this.#connection.run([command, clock, ...this.#options, ...args])) as Reply;
  }
}

function flag(value: boolean): string {
  return value ? '1' : '';
}

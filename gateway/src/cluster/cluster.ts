/**
 * A cluster as pure state: what {@link ClusterStore} promises, with the time and the gateway that asks as parameters.
 *
 * Invariant: while somebody waits who could use a free slot, and is there, no slot is free. So the line is served with whatever
 * frees a slot, brings a host or brings somebody back, and newcomers need not look at it.
 */
import { ERRORS, type HostId, type Millis, type SessionId } from '@remote-view/protocol';
import { fit, wantKey, type Needs, type Offering, type Want } from '../allocation/offering.ts';
import { pick, type Picked, type Refusal } from '../allocation/pick.ts';
import { MAX_REMEMBERED } from '../allocation/slot-rate.ts';
import type {
  Allocation,
  AllocationOptions,
  GatewayId,
  HostAdmission,
  HostEntry,
  HostView,
  NewSession,
  SessionEntry,
  SessionFilter,
  SessionPage,
  StoreOptions,
  Sweep,
  WaitingNews,
} from './cluster-store.ts';
import { HostTable, leaseOf, MAX_GIVEN_UP, type HostRecord } from './host-table.ts';
import { isAway, Line, NO_PLACE } from './line.ts';
import { entryOf, SessionTable, type SessionRecord } from './session-table.ts';
import { standing } from './standing.ts';

/** A session that has a slot and is not reported by then is told to the gateway of its host: whoever asked for it may be dead. */
export const START_OVERDUE: Millis = 2_000;

export class Cluster {
  readonly #options: StoreOptions;
  readonly #hosts = new HostTable();
  readonly #sessions = new SessionTable();
  readonly #line = new Line();
  /** When slots became free, and of what, the oldest first. */
  #freed: { readonly at: Millis; readonly offering: Offering }[] = [];
  /** Sessions with a slot of which nobody has said how they go, and from when on their gateway is told. */
  readonly #unstarted = new Map<SessionId, Millis>();
  /** Since when there is no host for those that want this. */
  readonly #inVain = new Map<string, Millis>();
  #beatAt: Millis | undefined;
  /** Nothing is given up before: no gateway was there to speak for anything. */
  #hold: Millis = -Infinity;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  registerHost(
    now: Millis,
    gateway: GatewayId,
    host: HostEntry,
    running: readonly NewSession[],
    unproven: ReadonlySet<SessionId>,
  ): HostAdmission {
    const known = this.#hosts.register({ ...host, gateway }, now + this.#lease);
    if (known === undefined) return { admitted: false };
    const foreign: SessionId[] = [];
    for (const session of running) {
      if (!this.#takeBack(known.host, session, !unproven.has(session.id), now)) foreign.push(session.id);
    }
    const sessions = [...known.host.sessions.keys()].sort();
    for (const id of sessions) this.#unstarted.delete(id);
    this.#serve(now);
    const { restarted, movedFrom } = known;
    const entries = sessions.flatMap((id) => this.session(now, id) ?? []);
    return { admitted: true, restarted, movedFrom, sessions: entries, foreign };
  }

  reportHost(now: Millis, gateway: GatewayId, id: HostId, incarnation: string, report: HostView['report']): boolean {
    const host = this.#hosts.get(id);
    // Whoever is not listed any more is told with the next beat.
    if (host === undefined || host.goneAt !== undefined) return true;
    if (!host.isSpokenForBy(gateway, incarnation)) return false;
    const { warm, cpu, freeMemory, draining } = report;
    host.report = { warm, cpu, freeMemory, draining };
    host.placed = 0;
    this.#serve(now);
    return true;
  }

  unlinkHost(now: Millis, gateway: GatewayId, id: HostId, incarnation: string): void {
    const host = this.#hosts.get(id);
    if (host?.isSpokenForBy(gateway, incarnation) === true && host.isConnected(now)) host.lease = now;
  }

  cordonHost(now: Millis, id: HostId, cordoned: boolean): boolean {
    const host = this.#hosts.get(id);
    if (host === undefined || host.goneAt !== undefined) return false;
    host.cordoned = cordoned;
    this.#serve(now);
    return true;
  }

  hosts(now: Millis): readonly HostView[] {
    return this.#hosts.listed().map((host) => host.view(now));
  }

  allocate(now: Millis, session: NewSession, { quota, places, idempotency }: AllocationOptions): Allocation {
    const before = idempotency && this.#sessions.askedBefore(session.tenant, idempotency, now);
    const repeated = before && this.session(now, before.session);
    if (repeated !== undefined) {
      if (before?.digest !== idempotency?.digest) return { result: 'refused', code: 'conflict' };
      // One that was lost is asked for again because it was.
      if (repeated.reason?.code !== 'host-lost') return { result: 'repeated', session: repeated };
    }
    if (this.#sessions.get(session.id) !== undefined) return { result: 'refused', code: 'conflict' };
    if (quota !== undefined && this.#sessions.countOf(session.tenant) >= quota) {
      return { result: 'refused', code: 'quota-exceeded' };
    }
    const picked = this.#pick(session, now);
    const isRoom = this.#line.size < this.#options.maxQueued && this.#line.takes(wantKey(session));
    const hasPlace = 'host' in picked || (picked.waits && isRoom);
    if (!hasPlace) return { result: 'refused', ...picked.refused };
    if ('waits' in picked && places !== undefined && this.#waitingOf(session.tenant) >= places) {
      return { result: 'refused', ...NO_PLACE };
    }
    const record = this.#sessions.add(session, 'queued', now);
    if (idempotency !== undefined) this.#sessions.remember(session, idempotency, now);
    if ('host' in picked) this.#place(record, picked.host, picked.needs, now, START_OVERDUE);
    else this.#line.enter(session.id, session, session.priority, now);
    return { result: 'host' in picked ? 'granted' : 'queued', session: entryOf(record, this.#hosts, now) };
  }

  session(now: Millis, id: SessionId): SessionEntry | undefined {
    const record = this.#sessions.get(id);
    return record && entryOf(record, this.#hosts, now);
  }

  sessions(now: Millis, filter: SessionFilter): SessionPage {
    const { found, ...page } = this.#sessions.list(filter);
    return { sessions: found.map((record) => entryOf(record, this.#hosts, now)), ...page };
  }

  get waiting(): number {
    return this.#line.size;
  }

  update(
    gateway: GatewayId,
    id: SessionId,
    host: HostId,
    change: Partial<Pick<SessionEntry, 'state' | 'viewers'>>,
  ): SessionEntry['reason'] {
    const record = this.#sessions.get(id);
    if (record === undefined || !this.#isAt(record, host, gateway)) return undefined;
    if (record.state === 'ended') return record.reason?.code === 'host-lost' ? undefined : record.reason;
    // To get into the line or to end takes more than a word.
    if (change.state !== undefined && change.state !== 'queued' && change.state !== 'ended')
      record.state = change.state;
    if (change.viewers !== undefined) record.viewers = change.viewers;
    this.#unstarted.delete(id);
    return undefined;
  }

  end(
    now: Millis,
    gateway: GatewayId,
    id: SessionId,
    reason: NonNullable<SessionEntry['reason']>,
    host?: HostId,
  ): SessionEntry | undefined {
    const record = this.#sessions.get(id);
    if (record === undefined || (host !== undefined && !this.#isAt(record, host, gateway))) return undefined;
    const before = entryOf(record, this.#hosts, now);
    if (record.state === 'ended') return before;
    this.#end(record, reason, now);
    this.#serve(now);
    return before;
  }

  waitFor(now: Millis, ids: readonly SessionId[]): ReadonlyMap<SessionId, WaitingNews> {
    for (const id of ids) {
      const waiting = this.#line.get(id);
      if (waiting !== undefined) waiting.askedAt = now;
    }
    this.#serve(now);
    const offerings = [...this.#hosts.connected(now)].filter(({ problem }) => problem === undefined);
    const positions = this.#line.positions((left, right) =>
      offerings.some(({ offering }) => isFit(offering, left) && isFit(offering, right)),
    );
    return new Map(
      ids.map((id): [SessionId, WaitingNews] => {
        const waiting = this.#line.get(id);
        if (waiting === undefined) return [id, { state: 'left' }];
        const freed = this.#freed.filter(({ offering }) => isFit(offering, waiting.want)).map(({ at }) => at);
        return [id, standing(positions.get(id) ?? 1, freed, now)];
      }),
    );
  }

  beat(now: Millis, gateway: GatewayId, hosts: readonly Pick<HostEntry, 'id' | 'incarnation'>[]): Sweep {
    const { hostGrace, keepEnded } = this.#options.timing;
    if (this.#beatAt !== undefined && now - this.#beatAt > this.#lease) this.#hold = now + hostGrace;
    this.#beatAt = now;
    const { fenced, forgotten } = this.#renew(now, gateway, hosts);
    if (now >= this.#hold) {
      this.#giveUpOverdue(now);
      this.#endVainWaits(now);
    }
    this.#serve(now);
    this.#sessions.forgetEnded(now - keepEnded, now);
    this.#hosts.forgetGone(now - keepEnded);
    return { placed: this.#toStart(now, gateway), fenced, forgotten };
  }

  get #lease(): Millis {
    return leaseOf(this.#options.timing);
  }

  // Hosts

  #renew(now: Millis, gateway: GatewayId, hosts: readonly Pick<HostEntry, 'id' | 'incarnation'>[]) {
    const [fenced, forgotten]: [HostId[], HostId[]] = [[], []];
    for (const { id, incarnation } of hosts) {
      const host = this.#hosts.get(id);
      if (host === undefined) forgotten.push(id);
      else if (!host.isSpokenForBy(gateway, incarnation)) fenced.push(id);
      else if (host.goneAt !== undefined) forgotten.push(id);
      else host.lease = now + this.#lease;
    }
    return { fenced, forgotten };
  }

  #isAt(record: SessionRecord, host: HostId, gateway: GatewayId): boolean {
    return record.host === host && this.#hosts.get(host)?.entry.gateway === gateway;
  }

  #giveUpOverdue(now: Millis): void {
    let sessions = 0;
    for (const host of [...this.#hosts.overdue(now, this.#options.timing.hostGrace)]) {
      if (sessions >= MAX_GIVEN_UP) return;
      sessions += host.taken;
      this.#giveUp(host, now);
    }
  }

  #giveUp(host: HostRecord, now: Millis): void {
    for (const id of [...host.sessions.keys()].sort()) this.#endById(id, because({ code: 'host-lost' }), now);
    host.goneAt = now;
  }

  /** @returns false where it must end there: another host has it, or somebody has ended it */
  #takeBack(host: HostRecord, running: NewSession, isProven: boolean, now: Millis): boolean {
    const known = this.#sessions.get(running.id);
    if (known?.host === host.id && known.state !== 'ended') return true;
    if (!isProven) return false;
    const record = known ?? this.#sessions.add(running, 'queued', now);
    if (record.state === 'ended') {
      if (record.reason?.code !== 'host-lost' || (record.host ?? host.id) !== host.id) return false;
      this.#sessions.revive(record);
    } else if (record.host !== null) {
      return false;
    }
    const needs = fit(host.offering, { ...record.fixed, placement: {} });
    this.#leaveLine(running.id);
    record.state = 'active';
    record.host = host.id;
    record.placedAt ??= now;
    host.take(running.id, typeof needs === 'string' ? { gpuMemory: 0, cpu: 0 } : needs);
    return true;
  }

  // Slots

  #pick(want: Want, now: Millis): Picked {
    return pick(this.#hosts.connected(now), want, this.#options.strategy);
  }

  #place(record: SessionRecord, host: HostId, needs: Needs, now: Millis, toldAfter: Millis): void {
    record.state = 'starting';
    record.host = host;
    record.placedAt = now;
    this.#hosts.get(host)?.take(record.fixed.id, needs);
    this.#unstarted.set(record.fixed.id, now + toldAfter);
  }

  #serve(now: Millis): void {
    const full = new Set<string>();
    for (const waiting of this.#line.inOrder()) {
      const record = this.#sessions.get(waiting.id);
      if (record === undefined || full.has(waiting.key) || isAway(waiting, now)) continue;
      const picked = this.#pick(waiting.want, now);
      if ('refused' in picked) {
        full.add(waiting.key);
      } else {
        this.#leaveLine(waiting.id);
        this.#place(record, picked.host, picked.needs, now, 0);
      }
    }
  }

  #end(record: SessionRecord, reason: NonNullable<SessionEntry['reason']>, now: Millis): void {
    const { id } = record.fixed;
    const host = this.#hosts.get(record.host);
    this.#sessions.end(record, reason, now);
    this.#leaveLine(id);
    this.#unstarted.delete(id);
    if (host === undefined) return;
    host.give(id);
    this.#freed = [...this.#freed, { at: now, offering: host.entry }].slice(-MAX_REMEMBERED);
  }

  #endById(id: SessionId, reason: NonNullable<SessionEntry['reason']>, now: Millis): void {
    const record = this.#sessions.get(id);
    if (record !== undefined) this.#end(record, reason, now);
  }

  // The line

  #waitingOf(tenant: string): number {
    return this.#line.inOrder().filter(({ id }) => this.#sessions.get(id)?.fixed.tenant === tenant).length;
  }

  #leaveLine(id: SessionId): void {
    const key = this.#line.leave(id)?.key;
    if (key !== undefined && !this.#line.has(key)) this.#inVain.delete(key);
  }

  #endVainWaits(now: Millis): void {
    const { hostGrace, claimWithin, queueGrace } = this.#options.timing;
    for (const { id, since, askedAt } of this.#line.inOrder()) {
      const keptUntil = askedAt === undefined ? since + claimWithin : askedAt + queueGrace;
      if (now >= keptUntil) this.#endById(id, because({ code: 'session-unclaimed' }), now);
    }
    for (const { key, want } of this.#line.firsts()) {
      const picked = this.#pick(want, now);
      if ('host' in picked || picked.waits) {
        this.#inVain.delete(key);
        continue;
      }
      const since = this.#inVain.get(key) ?? now;
      this.#inVain.set(key, since);
      if (now - since < hostGrace) continue;
      for (const { id } of this.#line.inOrder().filter((waiting) => waiting.key === key)) {
        this.#endById(id, because(picked.refused), now);
      }
    }
  }

  #toStart(now: Millis, gateway: GatewayId): readonly SessionEntry[] {
    const due = [...this.#unstarted].filter(([, toldFrom]) => toldFrom <= now);
    const ours = due.flatMap(([id]) => this.session(now, id) ?? []).filter((session) => session.gateway === gateway);
    for (const { id } of ours) this.#unstarted.delete(id);
    return ours;
  }
}

function isFit(offering: Offering, want: Want): boolean {
  return typeof fit(offering, want) !== 'string';
}

function because({ code, message = ERRORS[code].text }: Refusal): NonNullable<SessionEntry['reason']> {
  return { code, message };
}

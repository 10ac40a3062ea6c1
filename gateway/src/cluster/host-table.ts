/**
 * The hosts of a cluster: which process speaks for each, how long it is believed to be there, and what is taken of it.
 *
 * Invariant: an incarnation that was replaced never counts again, so two processes with one name do not take turns in throwing
 * each other out; and of one incarnation the gateway counts that it registered at last.
 *
 * A lease says until when a host counts as connected. When it has run out, or was cut short, the host's sessions are kept for
 * `hostGrace` more. Then the host is gone: not listed, but remembered for a while, so that who was fenced or cordoned stays so.
 */
import type { HostId, Millis, SessionId } from '@remote-view/protocol';
import { NOTHING, type Needs } from '../allocation/offering.ts';
import type { Candidate } from '../allocation/pick.ts';
import type { GatewayId, HostEntry, HostView, StoreTiming } from './cluster-store.ts';

/** Replaced incarnations remembered per host; the oldest is forgotten first. */
export const MAX_FENCED = 16;

/** Hosts remembered that are gone: who comes under ever new names, and leaves, takes no more than that. */
export const MAX_GONE = 1_000;

/** Sessions after which a beat gives up no more hosts; the next one goes on. So no beat takes long. */
export const MAX_GIVEN_UP = 500;

/** Gateways beat every third of `hostGrace`: one beat may be missed, or be late. */
export function leaseOf({ hostGrace }: StoreTiming): Millis {
  return Math.floor((hostGrace * 2) / 3);
}

export const NO_REPORT: HostView['report'] = { warm: 0, cpu: 0, freeMemory: 0, draining: false };

export class HostRecord implements Candidate {
  entry: HostEntry;
  /** It counts as connected before. */
  lease: Millis;
  fenced: readonly string[] = [];
  cordoned = false;
  report = NO_REPORT;
  /** Sessions placed since that report. */
  placed = 0;
  readonly sessions = new Map<SessionId, Needs>();
  used = NOTHING;
  /** Since when it is not listed any more. */
  goneAt: Millis | undefined;

  constructor(entry: HostEntry, lease: Millis) {
    this.entry = entry;
    this.lease = lease;
  }

  get id(): HostId {
    return this.entry.id;
  }

  get offering(): HostEntry {
    return this.entry;
  }

  get capacity(): number {
    return this.entry.capacity;
  }

  get taken(): number {
    return this.sessions.size;
  }

  get warm(): number {
    return Math.max(0, this.report.warm - this.placed);
  }

  get open(): boolean {
    return !this.cordoned && !this.report.draining;
  }

  get problem(): HostEntry['problem'] {
    return this.entry.problem;
  }

  isConnected(now: Millis): boolean {
    return this.goneAt === undefined && now < this.lease;
  }

  /** Whether this process, over this gateway, is who speaks for it. */
  isSpokenForBy(gateway: GatewayId, incarnation: string): boolean {
    return this.entry.gateway === gateway && this.entry.incarnation === incarnation;
  }

  take(session: SessionId, needs: Needs): void {
    this.sessions.set(session, needs);
    this.placed += 1;
    this.#use(needs, 1);
  }

  give(session: SessionId): void {
    const needs = this.sessions.get(session);
    if (needs === undefined) return;
    this.sessions.delete(session);
    this.#use(needs, -1);
  }

  view(now: Millis): HostView {
    const { entry, taken, report, cordoned } = this;
    return { ...entry, taken, report, cordoned, connected: this.isConnected(now) };
  }

  #use({ gpuMemory, cpu }: Needs, sign: 1 | -1): void {
    this.used = { gpuMemory: this.used.gpuMemory + sign * gpuMemory, cpu: this.used.cpu + sign * cpu };
  }
}

export class HostTable {
  readonly #hosts = new Map<HostId, HostRecord>();

  /** @returns undefined where a newer process has registered under this name */
  register(
    entry: HostEntry,
    lease: Millis,
  ): { readonly host: HostRecord; readonly restarted: boolean; readonly movedFrom: GatewayId | null } | undefined {
    const known = this.#hosts.get(entry.id);
    if (known === undefined) {
      const host = new HostRecord(entry, lease);
      this.#hosts.set(entry.id, host);
      return { host, restarted: false, movedFrom: null };
    }
    if (known.fenced.includes(entry.incarnation)) return undefined;
    const before = known.entry;
    const restarted = before.incarnation !== entry.incarnation;
    const movedFrom = known.goneAt === undefined && before.gateway !== entry.gateway ? before.gateway : null;
    if (restarted) {
      known.fenced = [...known.fenced, before.incarnation].slice(-MAX_FENCED);
      known.report = NO_REPORT;
      known.placed = 0;
    }
    known.entry = entry;
    known.lease = lease;
    known.goneAt = undefined;
    return { host: known, restarted, movedFrom };
  }

  get(id: HostId | null): HostRecord | undefined {
    return id === null ? undefined : this.#hosts.get(id);
  }

  /** By name. */
  listed(): readonly HostRecord[] {
    const listed = [...this.#hosts.values()].filter(({ goneAt }) => goneAt === undefined);
    return listed.sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  *connected(now: Millis): Iterable<HostRecord> {
    for (const host of this.#hosts.values()) if (host.isConnected(now)) yield host;
  }

  /** Hosts that are given up: nobody has answered for them since their lease was over. */
  *overdue(now: Millis, hostGrace: Millis): Iterable<HostRecord> {
    for (const host of this.#hosts.values()) {
      if (host.goneAt === undefined && now >= host.lease + hostGrace) yield host;
    }
  }

  /** Those that went by then, and the first to go of too many. */
  forgetGone(before: Millis): void {
    const gone = [...this.#hosts.values()].flatMap(({ id, goneAt }) => (goneAt === undefined ? [] : [{ id, goneAt }]));
    gone.sort((left, right) => left.goneAt - right.goneAt);
    const tooMany = gone.length - MAX_GONE;
    for (const [index, { id, goneAt }] of gone.entries()) {
      if (goneAt <= before || index < tooMany) this.#hosts.delete(id);
    }
  }
}

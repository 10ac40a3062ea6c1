/**
 * What gateways have in common: hosts with their slots, sessions, the line of those that wait, and a way to each other.
 *
 * One gateway keeps it in its memory (`memory-store.ts`); several keep it in Redis (`redis-store.ts`). Both pass
 * `cluster-store.contract.ts`. Who owns what: a host belongs to the gateway that its link leads to, and a session to its host;
 * that gateway runs the session's state machine and tells the store how it goes. What has to be decided by one for all is decided
 * in the store, in one atomic step: who gets a slot, who is next in the line, which process speaks for a host.
 *
 * Time is the store's own: gateways send durations, never points in time, and clocks that differ do no harm. A lease that
 * has run out counts for nothing from that moment on, whoever sweeps it when.
 *
 * Every call may fail with `unavailable`, within half a second. Nothing of a running session depends on any of them.
 */
import type { ErrorCode, HostId, Millis, rest, SessionId } from '@remote-view/protocol';
import type { HostReport, Register } from '../wire/messages.ts';

/** One process of the gateway, made anew with every start. */
export type GatewayId = string;

/** How a host describes itself, and the gateway that it is linked to. */
export interface HostEntry extends Pick<
  Register,
  'incarnation' | 'capacity' | 'resources' | 'labels' | 'scenes' | 'machine' | 'problem'
> {
  readonly id: HostId;
  readonly gateway: GatewayId;
}

export type HostAdmission =
  /** A newer process has registered under this name. */
  | { readonly admitted: false }
  | {
      readonly admitted: true;
      /** It is another process than before. */
      readonly restarted: boolean;
      /** Whose it was, where that is another gateway than now. */
      readonly movedFrom: GatewayId | null;
      /** Sessions that this host has a slot for, those included that it does not run (yet). */
      readonly sessions: readonly SessionEntry[];
      /** Of the sessions that it says it runs, those that it must end: another host has them, or somebody has ended them. */
      readonly foreign: readonly SessionId[];
    };

/** As the store has it now. */
export interface HostView extends HostEntry {
  /** Slots taken. */
  readonly taken: number;
  readonly report: Pick<HostReport, 'warm' | 'cpu' | 'freeMemory' | 'draining'>;
  /** The operator wants no new sessions on it. */
  readonly cordoned: boolean;
  /** Its link is up, and its gateway alive. */
  readonly connected: boolean;
}

/** What a session is made with. */
export interface NewSession extends Pick<rest.SessionInfo, 'priority' | 'labels' | 'metadata' | 'rules'> {
  readonly id: SessionId;
  readonly tenant: string;
  readonly scene: string;
  readonly version?: string;
  readonly placement: rest.Placement;
}

export interface SessionEntry extends NewSession {
  readonly state: rest.SessionStateName;
  readonly reason?: { readonly code: ErrorCode; readonly message: string };
  readonly host: HostId | null;
  /** That its host is linked to; null while it waits in line. */
  readonly gateway: GatewayId | null;
  readonly viewers: number;
  /** ms since 1970, by the store's clock. */
  readonly createdAt: number;
  /** How long ago it was given its slot, when the store said so, ms; 0 where it never had one. */
  readonly runningFor: Millis;
}

export interface AllocationOptions {
  /** Sessions of the tenant that are not over may be so many, with this one. */
  readonly quota?: number;
  /** Those of them that wait for a slot may be so many, with this one. */
  readonly places?: number;
  /** The tenant has used this key before: the same session is meant, or another request by mistake. */
  readonly idempotency?: { readonly key: string; /** Of the whole request. */ readonly digest: string };
}

export type Allocation =
  | { readonly result: 'granted' | 'queued'; readonly session: SessionEntry }
  /** The key was used for the same request before, and what came of it was not lost with its host. */
  | { readonly result: 'repeated'; readonly session: SessionEntry }
  /** `no-host`, `unknown-scene`, `no-capacity`, `quota-exceeded`, `conflict`, or the problem of the only hosts. */
  | { readonly result: 'refused'; readonly code: ErrorCode; readonly message?: string };

/** Where a session that waits stands. */
export interface Standing {
  /** 1: it is the next. Who waits for slots that only others can use is not counted. */
  readonly position: number;
  readonly etaSeconds?: number;
}

/** What a gateway hears of a session that somebody waits for at it. */
export type WaitingNews =
  | ({ readonly state: 'queued' } & Standing)
  /** It has a slot now, or has ended: look at it. */
  | { readonly state: 'left' };

/** What changed behind a gateway's back. */
export interface Sweep {
  /**
   * Sessions with a slot on hosts of this gateway that nobody has said anything of yet: they came out of the line, or whoever asked
   * for them died on the way. One that starts already may be among them.
   */
  readonly placed: readonly SessionEntry[];
  /** Hosts of this gateway that another process or gateway speaks for now. */
  readonly fenced: readonly HostId[];
  /** Hosts of this gateway that the store knows nothing of, or not the latest: register them again, with what they run. */
  readonly forgotten: readonly HostId[];
}

export interface SessionFilter {
  readonly tenant?: string;
  readonly state?: rest.SessionStateName;
  /** Sessions that have all of these. */
  readonly labels?: readonly string[];
  readonly limit: number;
  /** {@link SessionPage.next} of the page before. */
  readonly after?: string;
}

export interface SessionPage {
  /** The newest first. */
  readonly sessions: readonly SessionEntry[];
  /** There are more that may match: as many were found as were asked for, or {@link MAX_LOOKED_AT} looked at. */
  readonly next?: string;
}

/** Sessions of the tenant, or of all, that are looked at for one page. */
export const MAX_LOOKED_AT = 2_000;

/** How long things last without news, ms. */
export interface StoreTiming {
  /** A host whose link was cut, or whose gateway died, keeps its sessions. */
  readonly hostGrace: Millis;
  /** A session that waits is kept though nobody has joined it yet. */
  readonly claimWithin: Millis;
  /** A session that waits is kept since somebody was last connected for it. */
  readonly queueGrace: Millis;
  /** What ended can still be asked for. */
  readonly keepEnded: Millis;
}

export interface StoreOptions {
  readonly timing: StoreTiming;
  /** Sessions that may wait for a slot, in all; 0: none does. */
  readonly maxQueued: number;
  /** `spread`: to the host with the smallest share taken; `pack`: to the one with the largest that has room. */
  readonly strategy: 'spread' | 'pack';
}

export const MAX_WAITED_FOR = 1_000;

export interface ClusterStore {
  readonly gateway: GatewayId;

  /**
   * Ready to be used, and reachable by the other gateways from now on.
   * @param receive takes what they {@link ClusterStore.send}
   * @throws RemoteViewError `unavailable`
   */
  open(receive: (from: GatewayId, message: string) => void): Promise<void>;
  close(): Promise<void>;
  /** Undefined while it works; else since when it does not, ms since 1970. */
  readonly brokenSince: number | undefined;

  /**
   * Lists a host and whatever it runs, unless a newer process speaks for it. Its lease runs from now on.
   * @param unproven those of them that it cannot show to have been given: they are foreign, but where the store has them there
   */
  registerHost(
    host: HostEntry,
    running: readonly NewSession[],
    unproven?: ReadonlySet<SessionId>,
  ): Promise<HostAdmission>;
  /** @returns false where it is fenced */
  reportHost(id: HostId, incarnation: string, report: HostReport): Promise<boolean>;
  /** Its link was cut: nothing is allocated to it; its sessions stay for `hostGrace`. Ignored where another speaks for it. */
  unlinkHost(id: HostId, incarnation: string): Promise<void>;
  /** @returns false where there is no such host */
  cordonHost(id: HostId, cordoned: boolean): Promise<boolean>;
  /** All that are listed, those included whose link is cut and whose sessions are still waited for. */
  hosts(): Promise<readonly HostView[]>;

  /** Takes a slot, or a place in the line. */
  allocate(session: NewSession, options: AllocationOptions): Promise<Allocation>;
  session(id: SessionId): Promise<SessionEntry | undefined>;
  sessions(filter: SessionFilter): Promise<SessionPage>;
  /** Sessions in the line. */
  waiting(): Promise<number>;
  /**
   * How it goes at its host, `starting` to `disconnected`; nothing where it is over, at another host than this, or this gateway does
   * not speak for that host any more.
   * @returns why it is over, where it is: who says how it goes did not know. One that was lost is not, it comes back with its host.
   */
  update(
    id: SessionId,
    host: HostId,
    change: Partial<Pick<SessionEntry, 'state' | 'viewers'>>,
  ): Promise<SessionEntry['reason']>;
  /**
   * Ends it, and gives its slot back. To end what is over is no mistake.
   * @param host where given, only while it is there and this gateway speaks for that host: either may have moved on
   * @returns as it was before; undefined where there is none, or none there
   */
  end(id: SessionId, reason: NonNullable<SessionEntry['reason']>, host?: HostId): Promise<SessionEntry | undefined>;

  /** Somebody is connected for these and waits; they keep their place. Ask every second, for {@link MAX_WAITED_FOR} at most. */
  waitFor(ids: readonly SessionId[]): Promise<ReadonlyMap<SessionId, WaitingNews>>;

  /**
   * Call it at least every `hostGrace / 3`: this gateway lives, and so do the links of these hosts. Ends what nobody answers for
   * any more, and serves the line. A placed session is told to the gateway of its host alone, which must see to it that it starts.
   */
  beat(hosts: readonly Pick<HostEntry, 'id' | 'incarnation'>[]): Promise<Sweep>;

  /** @returns false where no such gateway is there to hear it, at once */
  send(to: GatewayId, message: string): Promise<boolean>;
}

/**
 * What backends ask for: sessions, what becomes of them, and tokens for their viewers. Who asks was seen before; whether a session
 * is theirs is seen here.
 */
import { createHash } from 'node:crypto';
import {
  RemoteViewError,
  type ErrorCode,
  rest,
  type SessionId,
  type SessionRules,
  type ViewerClaims,
} from '@remote-view/protocol';
import type {
  Allocation,
  AllocationOptions,
  ClusterStore,
  NewSession,
  SessionEntry,
  SessionFilter,
  SessionPage,
} from '../cluster/cluster-store.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Identity } from '../identity/identity.ts';
import { covers, type Principal } from '../identity/principal.ts';
import type { GatewayMetrics } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/tracing.ts';
import { newId } from './token.ts';

export interface SessionDeskOptions {
  readonly store: ClusterStore;
  readonly exchange: Exchange;
  readonly identity: Pick<Identity, 'grant'>;
  readonly metrics: Pick<GatewayMetrics, 'allocated'>;
  /** Of a session whose maker says nothing else. */
  readonly rules: SessionRules;
  /** Places in the line, in all. */
  readonly maxQueued: number;
}

/**
 * Why there is no session, as its maker is told. What else a host says of itself is its own affair: in an answer it would mean
 * something of whoever asked.
 */
const TOLD: ReadonlySet<ErrorCode> = new Set([
  ...(['no-host', 'unknown-scene', 'no-capacity', 'quota-exceeded', 'conflict'] as const),
  ...(['no-gpu-adapter', 'encoder-failed'] as const),
]);

/** Who asks: a backend, or a viewer with a token. */
export type Caller = Principal | ViewerClaims;

export class SessionDesk {
  readonly #options: SessionDeskOptions;

  constructor(options: SessionDeskOptions) {
    this.#options = options;
  }

  /**
   * @param idempotencyKey the same request with the same key means the same session
   * @throws RemoteViewError `forbidden` for a class of the line that is not this one's, `no-host`, `unknown-scene`, `no-capacity`,
   * `quota-exceeded`, `conflict`, `unavailable`, `host-lost`, or what keeps the only hosts from working
   */
  async create(by: Principal, wish: rest.CreateSession, idempotencyKey?: string): Promise<rest.CreatedSession> {
    return inSpan('session.create', { 'remote_view.scene': wish.scene }, async (span) => {
      const created = await this.#create(by, wish, idempotencyKey);
      span.setAttributes({ 'session.id': created.id, 'remote_view.session.state': created.state });
      return created;
    });
  }

  async #create(by: Principal, wish: rest.CreateSession, idempotencyKey?: string): Promise<rest.CreatedSession> {
    const { exchange, identity, maxQueued } = this.#options;
    const options = allocationOptions(by, wish, maxQueued, idempotencyKey);
    const allocation = await this.#allocate(this.#newSession(by, wish), options);
    if (allocation.result === 'refused') {
      const { code, message } = allocation;
      throw new RemoteViewError(TOLD.has(code) ? code : 'no-host', message, { context: { scene: wish.scene } });
    }
    const { session } = allocation;
    if (allocation.result === 'granted') await exchange.startSession(session);
    const { token } = await identity.grant(session, wish.token ?? {}, by);
    const { id, scene, state } = session;
    return { id, token, scene, state, iceServers: exchange.iceServers(id) };
  }

  /** @throws RemoteViewError `unknown-session`, also where it is not for this caller to know; `unavailable` */
  async find(id: string, by: Caller): Promise<SessionEntry> {
    const session = await this.#options.store.session(id as SessionId);
    if (session === undefined) throw await this.#options.exchange.missing();
    if (!mayKnow(by, session)) throw new RemoteViewError('unknown-session');
    return session;
  }

  /** @throws RemoteViewError `forbidden` where they are another tenant's; `unavailable` */
  async list(by: Principal, query: SessionFilter): Promise<SessionPage> {
    if (query.tenant !== undefined && !covers(by, query.tenant)) throw new RemoteViewError('forbidden');
    const everybody = by.scopes.includes('admin');
    return this.#options.store.sessions(everybody ? query : { ...query, tenant: by.tenant });
  }

  /**
   * Whose picture may be asked for: each viewer may have one of its own, which is not for the others.
   * @throws RemoteViewError `unknown-session`, `forbidden` for a viewer who does not own it, `unavailable`
   */
  async findShown(id: string, by: Caller): Promise<SessionEntry> {
    const session = await this.find(id, by);
    if ('role' in by && by.role !== 'owner') throw new RemoteViewError('forbidden');
    return session;
  }

  /**
   * For everybody in it; that it is over already is no mistake.
   * @throws RemoteViewError `unknown-session`, `forbidden` for a viewer who does not own it, `unavailable`
   */
  async end(id: string, by: Caller): Promise<void> {
    if ('role' in by && (by.role !== 'owner' || by.sid !== id)) throw new RemoteViewError('forbidden');
    const { id: session } = await this.find(id, by);
    await this.#options.exchange.endSession(session, 'session-ended');
  }

  /**
   * Lets another viewer in.
   * @throws RemoteViewError `unknown-session`, `forbidden`, `unavailable`
   */
  async grant(id: string, wish: rest.TokenWish, by: Caller): Promise<rest.GrantedToken> {
    const session = await this.find(id, by);
    if (session.state === 'ended') throw new RemoteViewError('unknown-session');
    const { token, claims } = await this.#options.identity.grant(session, wish, by);
    const { role, rights, exp } = claims;
    return { token, role, rights, expiresAt: new Date(exp * 1_000).toISOString() };
  }

  async #allocate(session: NewSession, options: AllocationOptions): Promise<Allocation> {
    const { store, metrics } = this.#options;
    const started = performance.now();
    return inSpan('session.allocate', { 'session.id': session.id }, async (span) => {
      const allocation = await store.allocate(session, options).catch((thrown: unknown) => {
        this.#undo(session, options, RemoteViewError.from(thrown));
        throw thrown;
      });
      metrics.allocated(allocation, (performance.now() - started) / 1_000);
      span.setAttribute('remote_view.allocation.result', allocation.result);
      return allocation;
    });
  }

  /**
   * A store that hangs does later what it was asked for, in that order: a slot that nobody knows of would be taken until its time to
   * be claimed is over, one for each time that somebody tried. Who has a key asks with it again, and gets that session.
   */
  #undo({ id }: NewSession, { idempotency }: AllocationOptions, { code, message }: RemoteViewError): void {
    if (code !== 'unavailable' || idempotency !== undefined) return;
    void this.#options.store.end(id, { code, message }).catch(() => undefined);
  }

  #newSession(by: Principal, wish: rest.CreateSession): NewSession {
    const { scene, version, placement = {}, labels = [], metadata } = wish;
    const priority = priorityOf(by, wish);
    return {
      id: newId() as SessionId,
      tenant: by.tenant,
      ...{ scene, placement, priority, labels, rules: rulesOf(wish, this.#options.rules) },
      ...(version === undefined ? {} : { version }),
      ...(metadata === undefined ? {} : { metadata }),
    };
  }
}

/** As the outside sees it. */
export function infoOf(session: SessionEntry): rest.SessionInfo {
  const { id, tenant, scene, state, reason, host, priority, labels, metadata, rules, viewers, createdAt } = session;
  return {
    ...{ id, tenant, scene, state, priority, labels, rules, viewers },
    ...(reason === undefined ? {} : { reason }),
    ...(host === null ? {} : { host }),
    ...(metadata === undefined ? {} : { metadata }),
    createdAt: new Date(createdAt).toISOString(),
  };
}

/** As who asks may see it: what a backend has written for itself is not for its viewers. */
export function infoFor(by: Caller, session: SessionEntry): rest.SessionInfo {
  const { metadata, ...info } = infoOf(session);
  return 'scopes' in by && metadata !== undefined ? { ...info, metadata } : info;
}

function rulesOf(wish: rest.CreateSession, rules: SessionRules): SessionRules {
  const { control, controlIdleSeconds, afkAfterSeconds, graceSeconds, maxSeconds } = { ...rules, ...wish };
  return { control, controlIdleSeconds, afkAfterSeconds, graceSeconds, maxSeconds };
}

function priorityOf({ highestPriority = 'normal' }: Principal, { priority }: rest.CreateSession): rest.Priority {
  if (priority === undefined) return rank(highestPriority) > rank('normal') ? highestPriority : 'normal';
  if (rank(priority) >= rank(highestPriority)) return priority;
  throw new RemoteViewError('forbidden', `This key may ask for the priority '${highestPriority}' at most.`);
}

/** 0: who is served first. */
function rank(priority: rest.Priority): number {
  return rest.PRIORITIES.indexOf(priority);
}

function allocationOptions(
  { quota, queued }: Principal,
  wish: rest.CreateSession,
  maxQueued: number,
  key: string | undefined,
): AllocationOptions {
  const places = queued ?? Math.max(1, Math.floor(maxQueued / 2));
  const digest = (): string => createHash('sha256').update(JSON.stringify(wish)).digest('base64url');
  return {
    ...(quota === undefined ? {} : { quota }),
    ...(places === Infinity ? {} : { places }),
    ...(key === undefined ? {} : { idempotency: { key, digest: digest() } }),
  };
}

/** A viewer knows its own session, a backend those of its tenant. */
function mayKnow(by: Caller, session: SessionEntry): boolean {
  return 'scopes' in by ? covers(by, session.tenant) : by.sid === session.id && by.tid === session.tenant;
}

/**
 * Connects viewers to the hosts that run their sessions, and keeps them apart from all others: the sessions of the hosts that
 * are linked to this gateway. Who gets which slot is decided in the store before; where a viewer's socket is (here or at another
 * gateway) is known to the shell alone.
 *
 * Invariant: a message crosses only inside the session that both ends are bound to: a viewer by the token it joined
 * with, a host by the slot that was allocated to it. Whatever else arrives is refused and counted.
 *
 * Pure: time (ms since 1970, of a clock that never goes back) and ids come in with each call, effects come out.
 */
import {
  ERRORS,
  signaling,
  type ErrorCode,
  type HostId,
  type Millis,
  type PublicKey,
  type Right,
  type Role,
  type SessionId,
  type ViewerId,
} from '@remote-view/protocol';
import type { SessionEntry } from '../cluster/cluster-store.ts';
import { LinkedHosts, type LinkedHost, type LinkId } from '../hosts/linked-hosts.ts';
import type { GivenSession } from '../identity/session-proofs.ts';
import type { RelayTickets } from '../relay/relay-tickets.ts';
import { transition, type SessionEvent, type SessionState } from '../sessions/transition.ts';
import type { IceServers, Register, SessionReport, ToHost, ToViewer } from '../wire/messages.ts';
import type { Effect } from './effects.ts';
import { Outbox } from './outbox.ts';

export interface SessionTiming {
  /** A session that nobody joined ends after this, ms. */
  readonly claimWithin: Millis;
  /** A host must report a session ready within this, ms. */
  readonly startWithin: Millis;
  /** A session waits this long for its host to register again, or in the queue for any host that offers its scene, ms. */
  readonly hostGrace: Millis;
  /** A session that waits for a slot keeps its place for so long while nobody is connected for it, ms. */
  readonly queueGrace: Millis;
}

export interface Joining {
  readonly viewer: ViewerId;
  readonly session: SessionId;
  /** IP address that it comes from. */
  readonly address: string;
  /** What it has in common with earlier sockets of the same page. */
  readonly page: string;
  /** Whose sessions the token is for. */
  readonly tenant: string;
  /** For the host, which sees for itself. */
  readonly token: string;
  readonly role: Role;
  readonly rights: readonly Right[];
  readonly iceServers: IceServers;
  /** What it is told where this works: that it has joined, that its turn has come, or nothing, since it was in before. */
  readonly greeting: 'joined' | 'admitted' | 'none';
}

/** What the host is told of a viewer with each offer. */
type Guest = Pick<Joining, 'address' | 'page' | 'token'>;

interface Session {
  readonly entry: SessionEntry & { readonly host: HostId };
  readonly viewers: Map<ViewerId, Guest>;
  state: SessionState;
  /** Peer connections alive, as its host counts them. */
  connected: number;
}

/** What the store decided about a host that registered. */
export interface Admitted {
  readonly restarted: boolean;
  readonly sessions: readonly SessionEntry[];
  readonly foreign: readonly SessionId[];
}

/** Signaling sockets in one session; a token that leaked cannot be used to open sockets without end. */
const MAX_VIEWERS = 32;

/** The host itself ends what nobody is connected to; this is for one that does not. */
const GRACE_MARGIN: Millis = 5_000;

export class Switchboard {
  readonly #timing: SessionTiming;
  readonly #prove: (given: GivenSession) => string;
  readonly #hosts = new LinkedHosts();
  readonly #sessions = new Map<SessionId, Session>();
  readonly #viewers = new Map<ViewerId, Session>();
  readonly #out = new Outbox();

  /** @param prove what a host shows for a session that it was given; the same for the same, always */
  constructor(timing: SessionTiming, prove: (given: GivenSession) => string) {
    this.#timing = timing;
    this.#prove = prove;
  }

  has(session: SessionId): boolean {
    return this.#sessions.has(session);
  }

  /** Sessions by the state that they are in. */
  counts(): ReadonlyMap<SessionState['name'], number> {
    const counts = new Map<SessionState['name'], number>();
    for (const { state } of this.#sessions.values()) counts.set(state.name, (counts.get(state.name) ?? 0) + 1);
    return counts;
  }

  /** The hosts that this gateway speaks with, or waits for. */
  hosts(): Iterable<LinkedHost> {
    return this.#hosts.all();
  }

  /** The one that this link speaks for. */
  hostAt(link: LinkId): LinkedHost | undefined {
    return this.#hosts.byLink(link);
  }

  host(id: HostId): LinkedHost | undefined {
    return this.#hosts.get(id);
  }

  /** What it knows of the sessions of a host, as they are now; for a store that has forgotten them. */
  entriesOf(host: HostId): SessionEntry[] {
    const ids = this.#hosts.get(host)?.sessions ?? [];
    return [...ids].flatMap((id) => {
      const session = this.#sessions.get(id);
      if (session === undefined) return [];
      const { entry, state, connected } = session;
      return [{ ...entry, state: state.name, viewers: connected }];
    });
  }

  // Sessions

  /** A slot of a host of ours was given to this session: asks the host to start it. Harmless where it was asked before. */
  start(now: Millis, entry: SessionEntry): Effect[] {
    const { host } = entry;
    if (host !== null && !this.has(entry.id)) {
      this.#askToStart(this.#add({ ...entry, host }, this.#starting(now, entry)));
      this.#out.add({ type: 'record', session: entry.id, host, change: { state: 'starting' } });
    }
    return this.#out.flush();
  }

  /** Ends a session for everybody in it. */
  end(id: SessionId, code: ErrorCode, message: string = ERRORS[code].text): Effect[] {
    this.#applyTo(id, { type: 'end', code, message });
    return this.#out.flush();
  }

  /** Asks for a picture of it. @returns undefined where there is no host to ask */
  thumbnail(id: SessionId, request: string): Effect[] | undefined {
    const session = this.#sessions.get(id);
    const link = session === undefined ? null : this.#hosts.linkOf(session.entry.host);
    if (link === null) return undefined;
    this.#out.tellHost(link, { type: 'thumbnail', session: id, request });
    return this.#out.flush();
  }

  // Viewers

  /** Lets a viewer in whose token is right for this session, which is one of ours. */
  join(joining: Joining): Effect[] {
    const { viewer, session: id, greeting, role, rights, iceServers } = joining;
    const session = this.#sessions.get(id);
    if (session === undefined) {
      this.#out.refuseViewer(viewer, 'unknown-session', 'unknown-session');
    } else if (session.entry.tenant !== joining.tenant) {
      this.#out.refuseViewer(viewer, 'bad-token', 'bad-token');
    } else if (session.viewers.size >= MAX_VIEWERS && !session.viewers.has(viewer)) {
      this.#out.refuseViewer(viewer, 'too-many-viewers', 'rate-limited');
    } else {
      const { address, page, token } = joining;
      // Another gateway may say that one which is in a session wants into another.
      if (this.#viewers.get(viewer) !== session) this.#viewers.get(viewer)?.viewers.delete(viewer);
      session.viewers.set(viewer, { address, page, token });
      this.#viewers.set(viewer, session);
      const { scene } = session.entry;
      if (greeting === 'joined') {
        this.#out.tellViewer(viewer, { type: 'joined', session: id, scene, iceServers, role, rights: [...rights] });
      } else if (greeting === 'admitted') {
        this.#out.tellViewer(viewer, { type: 'admitted', iceServers });
      }
      this.#apply(session, { type: 'claimed' });
    }
    return this.#out.flush();
  }

  offer(viewer: ViewerId, peer: string, sdp: string): Effect[] {
    const session = this.#viewers.get(viewer);
    const guest = session?.viewers.get(viewer);
    // Its session ended and its socket is closing: it cannot have known.
    if (session === undefined || guest === undefined) return [];
    if (this.#hosts.linkOf(session.entry.host) === null) {
      this.#out.refusePeer(viewer, peer, 'host-lost');
    } else {
      this.#tellHost(session, { type: 'offer', session: session.entry.id, viewer, peer, sdp, ...guest });
    }
    return this.#out.flush();
  }

  /** The viewer wants its media over a gateway: host and viewer are given a ticket each. */
  relay(viewer: ViewerId, peer: string, tickets: RelayTickets): Effect[] {
    const session = this.#viewers.get(viewer);
    const guest = session?.viewers.get(viewer);
    if (session === undefined || guest === undefined) return [];
    const { id, host } = session.entry;
    if (this.#hosts.linkOf(host) === null) {
      this.#out.refusePeer(viewer, peer, 'host-lost');
    } else {
      const { page, token } = guest;
      this.#out.add({ type: 'open-relay', relay: { session: id, viewer, tickets } });
      this.#out.tellViewer(viewer, { type: 'relay', peer, ticket: tickets.viewer });
      this.#tellHost(session, { type: 'relay', session: id, viewer, page, token, peer, ticket: tickets.host });
    }
    return this.#out.flush();
  }

  /** The viewer's socket closed. Its session goes on: media does not pass here, and the host sees who is left. */
  viewerGone(viewer: ViewerId): Effect[] {
    this.#viewers.get(viewer)?.viewers.delete(viewer);
    this.#viewers.delete(viewer);
    return this.#out.flush();
  }

  /** A viewer without a socket of its own leaves, with whatever it has at the host. */
  endViewer(viewer: ViewerId): Effect[] {
    const session = this.#viewers.get(viewer);
    if (session !== undefined) this.#tellHost(session, { type: 'end-viewer', session: session.entry.id, viewer });
    return this.viewerGone(viewer);
  }

  // Hosts

  /** The store has admitted a host whose link this is. */
  register(now: Millis, link: LinkId, message: Register, keys: readonly PublicKey[], admitted: Admitted): Effect[] {
    const { host, replaced } = this.#hosts.register(link, message);
    if (replaced !== null) {
      this.#out.closeHost(replaced, 'host-refused', 'This host has registered over another connection.');
    }
    this.#out.tellHost(link, { type: 'registered', host: host.id, keys: [...keys] });
    const running = new Set(message.sessions.map(({ session }) => session as SessionId));
    for (const session of admitted.foreign) {
      this.#out.reject('foreign-session');
      this.#out.log('warn', 'host claims a session that is not its own', { hostId: host.id, sessionId: session });
      this.#out.tellHost(link, { type: 'end', session, code: 'unknown-session' });
    }
    for (const entry of admitted.sessions) this.#reconcile(now, host.id, entry, running, admitted.restarted);
    // The store has given up what we still had.
    const kept = new Set(admitted.sessions.map(({ id }) => id));
    for (const id of [...host.sessions]) if (!kept.has(id)) this.#applyTo(id, { type: 'host-forgot' });
    this.#out.log('info', 'host registered', { hostId: host.id });
    return this.#out.flush();
  }

  hostMessage(now: Millis, link: LinkId, message: SessionReport): Effect[] {
    const host = this.#hosts.byLink(link);
    // Replaced by a newer registration; its socket is closing.
    if (host === undefined) return [];
    const session = this.#sessions.get(message.session as SessionId);
    if (session === undefined) this.#answerStale(link, message);
    else if (session.entry.host !== host.id) this.#refuseForeign(link, host, session);
    else this.#obey(now, session, host, link, message);
    return this.#out.flush();
  }

  /**
   * The host's socket closed; `inOrder` is for the log alone: its sessions may be taken back either way.
   * @returns in `host` the one that it spoke for
   */
  hostGone(now: Millis, link: LinkId, inOrder = false): { readonly host?: LinkedHost; readonly effects: Effect[] } {
    const host = this.#hosts.unlink(link);
    if (host === undefined) return { effects: [] };
    if (inOrder) this.#out.log('info', 'host left', { hostId: host.id });
    else this.#out.log('warn', 'host lost', { hostId: host.id });
    const backBy = now + this.#timing.hostGrace;
    for (const id of [...host.sessions]) this.#applyTo(id, { type: 'host-lost', backBy });
    return { host, effects: this.#out.flush() };
  }

  /** Another gateway or process speaks for this host now: its sessions go on there, and their viewers follow. */
  handOver(id: HostId): Effect[] {
    const host = this.#hosts.drop(id);
    if (host === undefined) return [];
    if (host.link !== null) this.#out.closeHost(host.link, 'host-refused', 'This host has registered elsewhere.');
    for (const session of host.sessions) {
      for (const viewer of this.#sessions.get(session)?.viewers.keys() ?? []) {
        this.#viewers.delete(viewer);
        this.#out.add({ type: 'follow', viewer, session });
      }
      this.#sessions.delete(session);
    }
    this.#out.log('info', 'host handed over', { hostId: id });
    return this.#out.flush();
  }

  /**
   * Ends what is over-due; call it a few times a second. Every session is looked at: ten thousand take about a
   * millisecond, and there is no timer to forget.
   */
  tick(now: Millis): Effect[] {
    for (const session of [...this.#sessions.values()]) this.#apply(session, { type: 'time', now });
    return this.#out.flush();
  }

  // What a host says

  #obey(now: Millis, session: Session, host: LinkedHost, link: LinkId, message: SessionReport): void {
    switch (message.type) {
      case 'session-ready':
        return this.#apply(session, { type: 'host-ready' });
      case 'session-ended':
        if (message.code === 'no-capacity') this.#refuseLiar(link, host);
        return this.#apply(session, { type: 'host-ended', code: message.code, message: message.message });
      case 'renegotiate': {
        const { type, code, message: text } = message;
        for (const viewer of session.viewers.keys()) this.#out.tellViewer(viewer, { type, code, message: text });
        return;
      }
      case 'answer':
        return this.#relay(session, host, link, message.viewer as ViewerId, {
          type: 'answer',
          peer: message.peer,
          sdp: message.sdp,
        });
      case 'viewer-error':
        return this.#relay(session, host, link, message.viewer as ViewerId, {
          type: 'error',
          code: message.code,
          message: message.message,
          peer: message.peer,
        });
      case 'viewers':
        return this.#counted(now, session, message.count);
      case 'viewer-gone':
        if (session.viewers.has(message.viewer as ViewerId)) {
          this.#out.add({ type: 'media-gone', viewer: message.viewer as ViewerId });
        }
        return;
      case 'thumbnail':
        return this.#out.add({ type: 'thumbnail', request: message.request, jpeg: message.jpeg });
      default:
        message satisfies never;
    }
  }

  #counted(now: Millis, session: Session, count: number): void {
    const { id, host, rules } = session.entry;
    const backBy = now + rules.graceSeconds * 1_000 + GRACE_MARGIN;
    session.connected = count;
    this.#out.add({ type: 'record', session: id, host, change: { viewers: count } });
    this.#apply(session, { type: 'viewers', count, backBy });
  }

  #relay(session: Session, host: LinkedHost, link: LinkId, viewer: ViewerId, message: ToViewer): void {
    if (session.viewers.has(viewer)) return this.#out.tellViewer(viewer, message);
    // A viewer that just left is everyday; one of another session is not.
    if (!this.#viewers.has(viewer)) return this.#out.reject('stale-viewer');
    const { id } = session.entry;
    this.#out.log('warn', 'host spoke to a viewer of another session', { hostId: host.id, sessionId: id });
    this.#out.refuseHost(link, 'foreign-viewer', 'unknown-session', 'That viewer is not in this session.');
  }

  /** The session ended here, perhaps while the link was down: the host is told again, so that no slot leaks there. */
  #answerStale(link: LinkId, message: SessionReport): void {
    this.#out.reject('stale-session');
    if (message.type === 'session-ended' || message.type === 'thumbnail') return;
    this.#out.tellHost(link, { type: 'end', session: message.session, code: 'unknown-session' });
  }

  #refuseForeign(link: LinkId, host: LinkedHost, { entry }: Session): void {
    this.#out.log('warn', 'host spoke for a session of another host', { hostId: host.id, sessionId: entry.id });
    this.#out.refuseHost(link, 'foreign-session', 'unknown-session', 'That session is not allocated to this host.');
  }

  /** It said that it had room. What it has in truth it says when it registers again. */
  #refuseLiar(link: LinkId, host: LinkedHost): void {
    this.#out.log('warn', 'host has fewer slots than it said', { hostId: host.id });
    this.#out.refuseHost(link, 'lying-host', 'host-refused', 'This host has fewer slots than it registered with.');
  }

  /** Brings one session in line with what its host said when it registered. */
  #reconcile(
    now: Millis,
    host: HostId,
    entry: SessionEntry,
    running: ReadonlySet<SessionId>,
    restarted: boolean,
  ): void {
    const isRunning = running.has(entry.id);
    const known = this.#sessions.get(entry.id);
    const isStarting = (known?.state.name ?? entry.state) === 'starting';
    if (known === undefined) {
      // Another gateway had it, or this one before it was restarted.
      const running = { name: 'active', hostBackBy: null, endBy: endOf(now, entry) } as const;
      this.#add({ ...entry, host }, isRunning ? running : this.#starting(now, entry));
    }
    const session = this.#sessions.get(entry.id);
    if (session === undefined) return;
    // A `start`, or the `session-ready` that answers it, may have been lost with the link: asking twice does no harm.
    if (!isRunning && (restarted || !isStarting)) return this.#apply(session, { type: 'host-forgot' });
    this.#apply(session, { type: 'host-back' });
    if (isStarting) this.#askToStart(session);
  }

  // Sessions

  #starting(now: Millis, entry: SessionEntry): SessionState {
    const claimBy = now + this.#timing.claimWithin;
    return {
      name: 'starting',
      claimBy,
      startBy: now + this.#timing.startWithin,
      hostBackBy: null,
      endBy: endOf(now, entry),
    };
  }

  #add(entry: Session['entry'], state: SessionState): Session {
    const session: Session = { entry, viewers: new Map(), state, connected: entry.viewers };
    this.#sessions.set(entry.id, session);
    this.#hosts.takeSlot(entry.host, entry.id);
    this.#out.log('info', `session ${state.name}`, logged(session));
    return session;
  }

  #askToStart(session: Session): void {
    const { id, scene, tenant, rules, host } = session.entry;
    const proof = this.#prove({ session: id, tenant, host });
    this.#tellHost(session, { type: 'start', session: id, scene, tenant, rules, proof });
  }

  #applyTo(id: SessionId, event: SessionEvent): void {
    const session = this.#sessions.get(id);
    if (session !== undefined) this.#apply(session, event);
  }

  #apply(session: Session, event: SessionEvent): void {
    const before = session.state;
    session.state = transition(before, event);
    const { state } = session;
    if (state.name === before.name) return;
    const { id, host } = session.entry;
    if (state.name !== 'ended') {
      this.#out.log('info', `session ${state.name}`, logged(session));
      this.#out.add({ type: 'record', session: id, host, change: { state: state.name } });
      return;
    }
    const { code, message } = state;
    this.#out.log('info', 'session ended', { ...logged(session), code });
    this.#out.add({ type: 'record-end', session: id, host, reason: { code, message } });
    const isKnownToHost = event.type === 'host-ended' || event.type === 'host-forgot';
    if (!isKnownToHost) this.#tellHost(session, { type: 'end', session: id, code });
    this.#finish(session, code, message);
  }

  #finish(session: Session, code: ErrorCode, message: string): void {
    const { id, host } = session.entry;
    for (const viewer of session.viewers.keys()) {
      this.#viewers.delete(viewer);
      this.#out.tellViewer(viewer, { type: 'ended', code, message });
      this.#out.closeViewer(viewer, signaling.CLOSE.ended);
    }
    this.#sessions.delete(id);
    this.#hosts.releaseSlot(host, id);
  }

  /** To the session's host, where its link is up; what a cut link swallows is made good when it registers again. */
  #tellHost(session: Session, message: ToHost): void {
    const link = this.#hosts.linkOf(session.entry.host);
    if (link !== null) this.#out.tellHost(link, message);
  }
}

/** The store's clock may be another one than ours: it says how long ago, and not when. */
function endOf(now: Millis, { runningFor, rules }: SessionEntry): Millis | null {
  return rules.maxSeconds === 0 ? null : now + rules.maxSeconds * 1_000 - runningFor;
}

function logged({ entry }: Session): { readonly sessionId: SessionId; readonly hostId: HostId } {
  return { sessionId: entry.id, hostId: entry.host };
}

/**
 * Connects viewers to the host that runs their session, and keeps them apart from all others.
 *
 * Invariant: a message crosses only inside the session that both ends are bound to: a viewer by the token it joined
 * with, a host by the slot that was allocated to it. Whatever else arrives is refused and counted.
 *
 * Pure: time, ids and hashes come in with each call, effects come out. It is also the seam for several gateways: what
 * it keeps is what they would have to share.
 */
import {
  DEFAULT_RULES,
  RemoteViewError,
  signaling,
  type ErrorCode,
  type HostId,
  type Millis,
  type SessionId,
  type SessionRules,
  type ViewerId,
  type rest,
} from '@remote-view/protocol';
import { WaitingLine } from '../allocation/waiting-line.ts';
import { pickHost } from '../allocation/pick-host.ts';
import { HostDirectory, type Host, type LinkId } from '../hosts/host-directory.ts';
import type { RelayTickets } from '../relay/relay-directory.ts';
import { sameHash } from '../sessions/token.ts';
import { transition, type GiveUp, type SessionEvent, type SessionState } from '../sessions/transition.ts';
import type { IceServers, Register, SessionReport, ToHost, ToViewer } from '../wire/messages.ts';
import type { Effect, Rejection } from './effects.ts';
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

export interface NewSession {
  readonly id: SessionId;
  readonly scene: string;
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
}

export interface Joining {
  readonly viewer: ViewerId;
  readonly session: string;
  readonly tokenHash: string;
  /** IP address of its socket. */
  readonly address: string;
  /** What it has in common with earlier sockets of the same page. */
  readonly page: string;
}

/** Why a token does not open a session. */
interface Refusal {
  readonly refused: ErrorCode;
  readonly counted: Rejection;
}

interface Session extends NewSession {
  readonly rules: SessionRules;
  /** Null while it waits for a slot. */
  host: HostId | null;
  readonly viewers: Map<ViewerId, Pick<Joining, 'address' | 'page'>>;
  state: SessionState;
}

/** Sessions that are over and still known by name: to end one of them again is no mistake, and one that never was is. */
const MAX_ENDED = 1_000;

/** Signaling sockets in one session; a token that leaked cannot be used to open sockets without end. */
const MAX_VIEWERS = 32;

export class Switchboard {
  readonly #timing: SessionTiming;
  readonly #iceServers: IceServers;
  readonly #hosts = new HostDirectory();
  readonly #sessions = new Map<SessionId, Session>();
  readonly #viewers = new Map<ViewerId, Session>();
  /** Hashes of their tokens, the oldest first. */
  readonly #ended = new Map<SessionId, string>();
  readonly #out = new Outbox();
  readonly #line: WaitingLine;
  /** The scenes that slots can be used for which became free since anybody looked at the time. */
  readonly #freed: ReadonlySet<string>[] = [];

  constructor(timing: SessionTiming, iceServers: IceServers, maxQueued: number) {
    this.#line = new WaitingLine(maxQueued, (scene, other) => this.#hosts.offersBoth(scene, other));
    this.#timing = timing;
    this.#iceServers = iceServers;
  }

  get usableHosts(): number {
    return this.#hosts.usableCount;
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  scenes(): rest.SceneInfo[] {
    return this.#hosts.scenes();
  }

  /**
   * Takes a slot and asks its host to start the scene. Where every slot is taken, the session waits for one.
   * @throws RemoteViewError `no-host`, `unknown-scene`, `no-capacity`, or what keeps the only hosts from working
   */
  create(now: Millis, { id, scene, tokenHash }: NewSession, rules: SessionRules): Effect[] {
    const pick = pickHost(this.#hosts.connected(), scene);
    if ('refused' in pick && pick.refused.code !== 'no-capacity') throw pick.refused;
    // Whoever waits already has the first right to what has just become free.
    const mustWait = 'refused' in pick || this.#line.waitsFor(scene);
    if (mustWait && !this.#line.enter(id, scene))
      throw new RemoteViewError('no-capacity', undefined, { context: { scene } });
    const claimBy = now + this.#timing.claimWithin;
    const startBy = now + this.#timing.startWithin;
    if ('refused' in pick || mustWait) {
      this.#add({ id, scene, tokenHash }, rules, null, { name: 'queued', claimBy, abandonBy: null, giveUp: null });
    } else {
      const starting = { name: 'starting', claimBy, startBy, hostBackBy: null } as const;
      this.#askToStart(this.#add({ id, scene, tokenHash }, rules, pick.host, starting));
    }
    return this.#out.flush();
  }

  /**
   * Ends a session for everybody in it, for who has its token; where it is over already, nothing is done.
   * @returns in `refused` why not: `unknown-session`, `bad-token`, or `no-host` where the hosts are not back yet
   */
  end(id: string, tokenHash: string): { readonly refused: ErrorCode | null; readonly effects: Effect[] } {
    const found = this.#sessionFor(id, tokenHash);
    let refused: ErrorCode | null = null;
    if (!('refused' in found)) {
      this.#apply(found, { type: 'left' });
    } else if (!sameHash(tokenHash, this.#ended.get(id as SessionId) ?? '')) {
      this.#out.reject(found.counted);
      refused = found.refused;
    }
    return { refused, effects: this.#out.flush() };
  }

  /** Whether a session waits for a slot. */
  isQueued(id: SessionId): boolean {
    return this.#sessions.get(id)?.state.name === 'queued';
  }

  // Viewers

  join({ viewer, session: id, tokenHash, address, page }: Joining): Effect[] {
    const session = this.#sessionFor(id, tokenHash);
    if ('refused' in session) {
      this.#out.refuseViewer(viewer, session.counted, session.refused);
    } else if (session.viewers.size >= MAX_VIEWERS) {
      this.#out.refuseViewer(viewer, 'too-many-viewers', 'rate-limited');
    } else {
      session.viewers.set(viewer, { address, page });
      this.#viewers.set(viewer, session);
      const standing = this.#line.standingOf(session.id);
      this.#out.tellViewer(viewer, {
        type: 'joined',
        session: session.id,
        scene: session.scene,
        iceServers: this.#iceServers,
        ...(standing === undefined ? {} : { queue: standing }),
      });
      this.#apply(session, { type: 'claimed' });
    }
    return this.#out.flush();
  }

  offer(viewer: ViewerId, peer: string, sdp: string): Effect[] {
    const session = this.#viewers.get(viewer);
    const joined = session?.viewers.get(viewer);
    // Its session ended and its socket is closing: it cannot have known. Or it waits, and this was sent right behind its
    // `join`; then the viewer makes another one when it is told that its turn has come.
    if (session === undefined || joined === undefined || session.state.name === 'queued') return [];
    if (this.#hosts.linkOf(session.host) === null) {
      this.#out.refusePeer(viewer, peer, 'host-lost');
    } else {
      this.#tellHost(session, { type: 'offer', session: session.id, viewer, peer, sdp, ...joined });
    }
    return this.#out.flush();
  }

  /** The viewer wants its media over this gateway: host and viewer are given a ticket each. */
  relay(viewer: ViewerId, peer: string, tickets: RelayTickets): Effect[] {
    const session = this.#viewers.get(viewer);
    const page = session?.viewers.get(viewer)?.page;
    if (session === undefined || page === undefined || session.state.name === 'queued') return [];
    if (this.#hosts.linkOf(session.host) === null) {
      this.#out.refusePeer(viewer, peer, 'host-lost');
    } else {
      this.#out.openRelay({ session: session.id, viewer, tickets });
      this.#out.tellViewer(viewer, { type: 'relay', peer, ticket: tickets.viewer });
      this.#tellHost(session, { type: 'relay', session: session.id, viewer, page, peer, ticket: tickets.host });
    }
    return this.#out.flush();
  }

  /**
   * The viewer's socket closed. Its session goes on: media does not pass here, and the host sees who is left. One that waits
   * for a slot has no host yet, and does not wait for ever.
   */
  viewerGone(now: Millis, viewer: ViewerId): Effect[] {
    const session = this.#viewers.get(viewer);
    this.#viewers.delete(viewer);
    session?.viewers.delete(viewer);
    if (session?.viewers.size === 0)
      this.#apply(session, { type: 'deserted', abandonBy: now + this.#timing.queueGrace });
    return this.#out.flush();
  }

  // Hosts

  register(link: LinkId, message: Register): Effect[] {
    const admission = this.#hosts.register(link, message);
    if (admission.refused) {
      this.#out.refuseHost(link, 'fenced-host', 'host-refused', 'A newer process has registered as this host.');
      return this.#out.flush();
    }
    const { host, replaced, restarted } = admission;
    if (replaced !== null) {
      this.#out.closeHost(replaced, 'host-refused', 'This host has registered over another connection.');
    }
    this.#out.tellHost(link, { type: 'registered', host: host.id });
    const running = new Set<SessionId>();
    for (const session of message.sessions) {
      running.add(session.session as SessionId);
      this.#takeBack(host, link, { ...session, id: session.session as SessionId });
    }
    for (const id of [...host.sessions]) this.#reconcile(id, running.has(id), restarted);
    this.#out.log('info', 'host registered', { hostId: host.id });
    return this.#out.flush();
  }

  hostMessage(link: LinkId, message: SessionReport): Effect[] {
    const host = this.#hosts.byLink(link);
    // Replaced by a newer registration; its socket is closing.
    if (host === undefined) return [];
    const session = this.#sessions.get(message.session as SessionId);
    if (session === undefined) this.#answerStale(link, message);
    else if (session.host !== host.id) this.#refuseForeign(link, host, session);
    else this.#obey(session, host, link, message);
    return this.#out.flush();
  }

  /** The host's socket closed; `inOrder` is for the log alone: its sessions may be taken back either way. */
  hostGone(now: Millis, link: LinkId, inOrder = false): Effect[] {
    const host = this.#hosts.unlink(link);
    if (host === undefined) return [];
    if (inOrder) this.#out.log('info', 'host left', { hostId: host.id });
    else this.#out.log('warn', 'host lost', { hostId: host.id });
    const backBy = now + this.#timing.hostGrace;
    for (const id of [...host.sessions]) this.#applyTo(id, { type: 'host-lost', backBy });
    return this.#out.flush();
  }

  /**
   * Ends what is over-due and gives free slots to who waits; call it a few times a second. Every session is looked at: ten thousand take about a
   * millisecond, and there is no timer to forget.
   */
  tick(now: Millis): Effect[] {
    for (const session of [...this.#sessions.values()]) {
      if (session.state.name === 'queued')
        this.#apply(session, { type: 'prospect', giveUp: this.#prospect(session, now) });
      this.#apply(session, { type: 'time', now });
    }
    for (const scenes of this.#freed.splice(0)) this.#line.slotFreed(now, scenes);
    if (this.#line.size > 0) this.#serveLine(now);
    return this.#out.flush();
  }

  // What a host says

  #obey(session: Session, host: Host, link: LinkId, message: SessionReport): void {
    switch (message.type) {
      case 'session-ready':
        return this.#apply(session, { type: 'host-ready' });
      case 'session-ended':
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
      default:
        message satisfies never;
    }
  }

  #relay(session: Session, host: Host, link: LinkId, viewer: ViewerId, message: ToViewer): void {
    if (session.viewers.has(viewer)) return this.#out.tellViewer(viewer, message);
    // A viewer that just left is everyday; one of another session is not.
    if (!this.#viewers.has(viewer)) return this.#out.reject('stale-viewer');
    this.#out.log('warn', 'host spoke to a viewer of another session', { hostId: host.id, sessionId: session.id });
    this.#out.refuseHost(link, 'foreign-viewer', 'unknown-session', 'That viewer is not in this session.');
  }

  /** The session ended here, perhaps while the link was down: the host is told again, so that no slot leaks there. */
  #answerStale(link: LinkId, message: SessionReport): void {
    this.#out.reject('stale-session');
    if (message.type === 'session-ended') return;
    this.#out.tellHost(link, { type: 'end', session: message.session, code: 'unknown-session' });
  }

  #refuseForeign(link: LinkId, host: Host, session: Session): void {
    this.#out.log('warn', 'host spoke for a session of another host', { hostId: host.id, sessionId: session.id });
    this.#out.refuseHost(link, 'foreign-session', 'unknown-session', 'That session is not allocated to this host.');
  }

  /** A host registered with a session that it runs. */
  #takeBack(host: Host, link: LinkId, running: NewSession): void {
    const known = this.#sessions.get(running.id);
    if (known === undefined) {
      // This gateway was restarted, or gave the session up too early.
      const { id, scene, tokenHash } = running;
      this.#add({ id, scene, tokenHash }, DEFAULT_RULES, host.id, { name: 'active', hostBackBy: null });
    } else if (known.host !== host.id) {
      this.#out.reject('foreign-session');
      this.#out.log('warn', 'host claims a session of another host', { hostId: host.id, sessionId: known.id });
      this.#out.tellHost(link, { type: 'end', session: known.id, code: 'unknown-session' });
    }
  }

  /** Brings one session in line with what its host said when it registered again. */
  #reconcile(id: SessionId, isRunning: boolean, restarted: boolean): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    const isStarting = session.state.name === 'starting';
    // A `start`, or the `session-ready` that answers it, may have been lost with the link: asking twice does no harm.
    if (!isRunning && (restarted || !isStarting)) return this.#apply(session, { type: 'host-forgot' });
    this.#apply(session, { type: 'host-back' });
    if (isStarting) this.#askToStart(session);
  }

  // Sessions

  #sessionFor(id: string, tokenHash: string): Session | Refusal {
    const session = this.#sessions.get(id as SessionId);
    if (session === undefined) {
      // Right after a restart of the gateway its hosts are still on their way back, and their sessions with them.
      const refused = this.#hosts.connectedCount === 0 ? 'no-host' : 'unknown-session';
      return { refused, counted: 'unknown-session' };
    }
    return sameHash(tokenHash, session.tokenHash) ? session : { refused: 'bad-token', counted: 'bad-token' };
  }

  #add(fields: NewSession, rules: SessionRules, host: HostId | null, state: SessionState): Session {
    const session: Session = { ...fields, rules, host, viewers: new Map(), state };
    this.#sessions.set(session.id, session);
    if (host !== null) this.#hosts.takeSlot(host, session.id);
    this.#out.log('info', `session ${state.name}`, logged(session));
    return session;
  }

  #place(session: Session, host: HostId, now: Millis): void {
    session.host = host;
    this.#hosts.takeSlot(host, session.id);
    this.#apply(session, { type: 'placed', startBy: now + this.#timing.startWithin });
    this.#askToStart(session);
  }

  #askToStart(session: Session): void {
    const { id, scene, tokenHash, rules } = session;
    this.#tellHost(session, { type: 'start', session: id, scene, tokenHash, rules });
  }

  /** Null where it will have a slot when others leave; otherwise it waits for what may never come. */
  #prospect({ scene }: Session, now: Millis): GiveUp | null {
    const pick = pickHost(this.#hosts.connected(), scene);
    if (!('refused' in pick) || pick.refused.code === 'no-capacity') return null;
    const { code, message } = pick.refused;
    return { at: now + this.#timing.hostGrace, code, message };
  }

  #serveLine(now: Millis): void {
    this.#line.serve((id, scene) => {
      const session = this.#sessions.get(id);
      if (session?.state.name !== 'queued' || session.state.abandonBy !== null) return 'away';
      const pick = pickHost(this.#hosts.connected(), scene);
      if ('refused' in pick) return 'full';
      this.#place(session, pick.host, now);
      for (const viewer of session.viewers.keys()) this.#out.tellViewer(viewer, { type: 'admitted' });
      return 'placed';
    });
    for (const [id, standing] of this.#line.news(now)) {
      for (const viewer of this.#sessions.get(id)?.viewers.keys() ?? []) {
        this.#out.tellViewer(viewer, { type: 'queued', ...standing });
      }
    }
  }

  #applyTo(id: SessionId, event: SessionEvent): void {
    const session = this.#sessions.get(id);
    if (session !== undefined) this.#apply(session, event);
  }

  #apply(session: Session, event: SessionEvent): void {
    const before = session.state;
    session.state = transition(before, event);
    if (session.state.name === before.name) return;
    const { state } = session;
    if (state.name !== 'ended') return this.#out.log('info', `session ${state.name}`, logged(session));
    this.#out.log('info', 'session ended', { ...logged(session), code: state.code });
    const isKnownToHost = event.type === 'host-ended' || event.type === 'host-forgot';
    this.#finish(session, state.code, state.message, !isKnownToHost);
  }

  #finish(session: Session, code: ErrorCode, message: string, tellHost: boolean): void {
    if (tellHost) this.#tellHost(session, { type: 'end', session: session.id, code });
    for (const viewer of session.viewers.keys()) {
      this.#viewers.delete(viewer);
      this.#out.tellViewer(viewer, { type: 'ended', code, message });
      this.#out.closeViewer(viewer, signaling.CLOSE.ended);
    }
    this.#sessions.delete(session.id);
    this.#ended.set(session.id, session.tokenHash);
    if (this.#ended.size > MAX_ENDED) this.#ended.delete(this.#ended.keys().next().value!);
    this.#line.leave(session.id);
    if (session.host === null) return;
    this.#freed.push(this.#hosts.scenesOf(session.host));
    this.#hosts.releaseSlot(session.host, session.id);
  }

  /** To the session's host, where its link is up; what a cut link swallows is made good when it registers again. */
  #tellHost(session: Session, message: ToHost): void {
    const link = this.#hosts.linkOf(session.host);
    if (link !== null) this.#out.tellHost(link, message);
  }
}

function logged({ id, host }: Session): { readonly sessionId: SessionId; readonly hostId?: HostId } {
  return { sessionId: id, ...(host === null ? {} : { hostId: host }) };
}

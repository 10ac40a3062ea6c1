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
  ERRORS,
  signaling,
  type ErrorCode,
  type HostId,
  type Millis,
  type SessionId,
  type ViewerId,
  type rest,
} from '@remote-view/protocol';
import { pickHost } from '../allocation/pick-host.ts';
import { HostDirectory, type Host, type LinkId } from '../hosts/host-directory.ts';
import { sameHash } from '../sessions/token.ts';
import { transition, type SessionEvent, type SessionState } from '../sessions/transition.ts';
import type { IceServers, Register, SessionReport, ToHost, ToViewer, ViewerRequest } from '../wire/messages.ts';
import type { Effect } from './effects.ts';
import { Outbox } from './outbox.ts';

export interface SessionTiming {
  /** A session that nobody joined ends after this, ms. */
  readonly claimWithin: Millis;
  /** A host must report a session ready within this, ms. */
  readonly startWithin: Millis;
  /** A session waits this long for its host to register again, ms. */
  readonly hostGrace: Millis;
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
}

interface Session extends NewSession {
  readonly host: HostId;
  readonly viewers: Map<ViewerId, { readonly address: string }>;
  state: SessionState;
}

/** Signaling sockets in one session; a token that leaked cannot be used to open sockets without end. */
const MAX_VIEWERS = 32;

export class Switchboard {
  readonly #timing: SessionTiming;
  readonly #iceServers: IceServers;
  readonly #hosts = new HostDirectory();
  readonly #sessions = new Map<SessionId, Session>();
  readonly #viewers = new Map<ViewerId, Session>();
  readonly #out = new Outbox();

  constructor(timing: SessionTiming, iceServers: IceServers) {
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
   * Takes a slot and asks its host to start the scene.
   * @throws RemoteViewError `no-host`, `unknown-scene`, `no-capacity`, or what keeps the only hosts from working
   */
  create(now: Millis, { id, scene, tokenHash }: NewSession): Effect[] {
    const pick = pickHost(this.#hosts.connected(), scene);
    if ('refused' in pick) throw pick.refused;
    const { claimWithin, startWithin } = this.#timing;
    const session = this.#add({ id, scene, tokenHash }, pick.host, {
      name: 'starting',
      claimBy: now + claimWithin,
      startBy: now + startWithin,
      hostBackBy: null,
    });
    this.#tellHost(session, { type: 'start', session: id, scene, tokenHash });
    return this.#out.flush();
  }

  // Viewers

  join({ viewer, session: id, tokenHash, address }: Joining): Effect[] {
    const session = this.#sessions.get(id as SessionId);
    if (session === undefined) {
      // Right after a restart of the gateway its hosts are still on their way back, and their sessions with them.
      if (this.#hosts.connectedCount === 0) this.#out.refuseViewer(viewer, 'unknown-session', 'no-host');
      else this.#out.refuseViewer(viewer, 'unknown-session', 'unknown-session');
    } else if (!sameHash(tokenHash, session.tokenHash)) {
      this.#out.refuseViewer(viewer, 'bad-token', 'bad-token');
    } else if (session.viewers.size >= MAX_VIEWERS) {
      this.#out.refuseViewer(viewer, 'too-many-viewers', 'rate-limited');
    } else {
      session.viewers.set(viewer, { address });
      this.#viewers.set(viewer, session);
      this.#out.tellViewer(viewer, {
        type: 'joined',
        session: session.id,
        scene: session.scene,
        iceServers: this.#iceServers,
      });
      this.#apply(session, { type: 'claimed' });
    }
    return this.#out.flush();
  }

  viewerMessage(viewer: ViewerId, message: ViewerRequest): Effect[] {
    const session = this.#viewers.get(viewer);
    // Its session ended and its socket is closing; it cannot have known.
    if (session === undefined) return [];
    switch (message.type) {
      case 'offer':
        this.#relayOffer(session, viewer, message.peer, message.sdp);
        break;
      case 'leave':
        this.#apply(session, { type: 'left' });
        break;
      default:
        message satisfies never;
    }
    return this.#out.flush();
  }

  /** The viewer's socket closed. Its session goes on: media does not pass here, and the host sees who is left. */
  viewerGone(viewer: ViewerId): void {
    this.#viewers.get(viewer)?.viewers.delete(viewer);
    this.#viewers.delete(viewer);
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
   * Ends what is over-due; call it a few times a second. Every session is looked at: ten thousand take about a
   * millisecond, and there is no timer to forget.
   */
  tick(now: Millis): Effect[] {
    for (const session of [...this.#sessions.values()]) this.#apply(session, { type: 'time', now });
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
      this.#add({ id, scene, tokenHash }, host.id, { name: 'active', hostBackBy: null });
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
    if (isStarting) {
      const { scene, tokenHash } = session;
      this.#tellHost(session, { type: 'start', session: id, scene, tokenHash });
    }
  }

  // What a viewer says

  #relayOffer(session: Session, viewer: ViewerId, peer: string, sdp: string): void {
    if (this.#hosts.linkOf(session.host) === null) {
      const code = 'host-lost';
      this.#out.tellViewer(viewer, { type: 'error', code, message: ERRORS[code].text, peer });
    } else {
      const address = session.viewers.get(viewer)?.address ?? '';
      this.#tellHost(session, { type: 'offer', session: session.id, viewer, peer, sdp, address });
    }
  }

  // Sessions

  #add(fields: NewSession, host: HostId, state: SessionState): Session {
    const session: Session = { ...fields, host, viewers: new Map(), state };
    this.#sessions.set(session.id, session);
    this.#hosts.takeSlot(host, session.id);
    this.#out.log('info', `session ${state.name}`, { sessionId: session.id, hostId: host });
    return session;
  }

  #applyTo(id: SessionId, event: SessionEvent): void {
    const session = this.#sessions.get(id);
    if (session !== undefined) this.#apply(session, event);
  }

  #apply(session: Session, event: SessionEvent): void {
    const before = session.state;
    session.state = transition(before, event);
    if (session.state.name === before.name) return;
    const { id: sessionId, host: hostId, state } = session;
    if (state.name !== 'ended') return this.#out.log('info', `session ${state.name}`, { sessionId, hostId });
    this.#out.log('info', 'session ended', { sessionId, hostId, code: state.code });
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
    this.#hosts.releaseSlot(session.host, session.id);
  }

  /** To the session's host, where its link is up; what a cut link swallows is made good when it registers again. */
  #tellHost(session: Session, message: ToHost): void {
    const link = this.#hosts.linkOf(session.host);
    if (link !== null) this.#out.tellHost(link, message);
  }
}

/**
 * The switchboard's shell: gives it the time, ids and tokens, and does what it decides with real sockets and logs.
 * Lives in one event loop, so each decision and all of its effects happen before the next message is looked at.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import {
  mediaRelay,
  RemoteViewError,
  type Millis,
  type SessionId,
  type SessionRules,
  type ViewerId,
  type rest,
} from '@remote-view/protocol';
import type { LinkId } from '../hosts/host-directory.ts';
import { RelayDirectory } from '../relay/relay-directory.ts';
import type { RelayEnd } from '../relay/relay-end.ts';
import { hashToken, newId, newToken } from '../sessions/token.ts';
import type { IceServers, Join, Register, SessionReport, ViewerRequest } from '../wire/messages.ts';
import type { PeerSocket } from '../wire/peer-socket.ts';
import { Rejections } from '../wire/rejections.ts';
import type { Effect } from './effects.ts';
import { Switchboard, type SessionTiming } from './switchboard.ts';

/** Host candidates are enough for a direct connection; TURN servers, per session, go here. */
const ICE_SERVERS: IceServers = [];

export interface AllocationOptions {
  /** Sessions that may wait for a slot; 0: none does. */
  readonly maxQueued: number;
  /** Of a session whose maker says nothing else. */
  readonly rules: SessionRules;
}

export interface ExchangeOptions {
  readonly timing: SessionTiming;
  readonly allocation: AllocationOptions;
  readonly log: FastifyBaseLogger;
  /** A monotonic clock, ms. */
  readonly now: () => Millis;
}

export class Exchange {
  readonly rejections = new Rejections();
  readonly relays = new RelayDirectory<RelayEnd>(mediaRelay.RELAY_LIMITS.attachWithin);
  readonly now: () => Millis;
  readonly #switchboard: Switchboard;
  readonly #rules: SessionRules;
  readonly #log: FastifyBaseLogger;
  readonly #viewers = new Map<ViewerId, PeerSocket>();
  readonly #hosts = new Map<LinkId, PeerSocket>();
  #links = 0;

  constructor({ timing, allocation, log, now }: ExchangeOptions) {
    this.#switchboard = new Switchboard(timing, ICE_SERVERS, allocation.maxQueued);
    this.#rules = allocation.rules;
    this.#log = log;
    this.now = now;
  }

  get usableHosts(): number {
    return this.#switchboard.usableHosts;
  }

  get sessionCount(): number {
    return this.#switchboard.sessionCount;
  }

  scenes(): rest.SceneInfo[] {
    return this.#switchboard.scenes();
  }

  /** @throws RemoteViewError as {@link Switchboard.create} */
  createSession({ scene, ...rules }: rest.CreateSession): rest.CreatedSession {
    const id = newId() as SessionId;
    const token = newToken();
    const session = { id, scene, tokenHash: hashToken(token) };
    this.#run(this.#switchboard.create(this.now(), session, { ...this.#rules, ...rules }));
    const state = this.#switchboard.isQueued(id) ? 'queued' : 'starting';
    return { id, token, scene, state, iceServers: ICE_SERVERS };
  }

  /**
   * Ends it for everybody in it.
   * @throws RemoteViewError as {@link Switchboard.end} says
   */
  endSession(session: string, token: string): void {
    const { refused, effects } = this.#switchboard.end(session, hashToken(token));
    this.#run(effects);
    if (refused !== null) throw new RemoteViewError(refused);
    // Whoever waits for its slot waits no longer.
    this.tick();
  }

  addViewer(socket: PeerSocket): ViewerId {
    const viewer = randomBytes(12).toString('base64url') as ViewerId;
    this.#viewers.set(viewer, socket);
    return viewer;
  }

  /** @param address of its socket */
  join(viewer: ViewerId, { session, token, page = viewer }: Join, address: string): void {
    this.#run(this.#switchboard.join({ viewer, session, tokenHash: hashToken(token), address, page }));
  }

  viewerMessage(viewer: ViewerId, message: ViewerRequest): void {
    const { peer } = message;
    if (message.type === 'offer') return this.#run(this.#switchboard.offer(viewer, peer, message.sdp));
    this.#run(this.#switchboard.relay(viewer, peer, { viewer: newToken(), host: newToken() }));
  }

  viewerGone(viewer: ViewerId): void {
    this.#viewers.delete(viewer);
    this.#run(this.#switchboard.viewerGone(this.now(), viewer));
  }

  addHost(socket: PeerSocket): LinkId {
    const link = ++this.#links;
    this.#hosts.set(link, socket);
    return link;
  }

  register(link: LinkId, message: Register): void {
    this.#run(this.#switchboard.register(link, message));
  }

  hostMessage(link: LinkId, message: SessionReport): void {
    this.#run(this.#switchboard.hostMessage(link, message));
  }

  /** @param inOrder it, or this gateway, said goodbye */
  hostGone(link: LinkId, inOrder: boolean): void {
    this.#hosts.delete(link);
    this.#run(this.#switchboard.hostGone(this.now(), link, inOrder));
  }

  /** Ends sessions and relays that are over-due. */
  tick(): void {
    this.#run(this.#switchboard.tick(this.now()));
    for (const end of this.relays.tick(this.now())) end.refuse('connect-timeout', mediaRelay.CLOSE.otherEndGone);
  }

  #run(effects: readonly Effect[]): void {
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case 'tell-viewer':
        return this.#viewers.get(effect.viewer)?.send(effect.message);
      case 'close-viewer':
        return this.#viewers.get(effect.viewer)?.close(effect.closeCode);
      case 'tell-host':
        return this.#hosts.get(effect.link)?.send(effect.message);
      case 'close-host':
        return this.#hosts.get(effect.link)?.close(effect.closeCode);
      case 'open-relay':
        for (const end of this.relays.open(effect.relay, this.now())) end.close();
        return;
      case 'reject':
        return this.rejections.add(effect.reason);
      case 'log':
        return this.#log[effect.level](effect.fields, effect.text);
      default:
        effect satisfies never;
    }
  }
}

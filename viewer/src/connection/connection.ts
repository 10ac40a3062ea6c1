/**
 * Runs the connection machine: makes an attempt when its state asks for one, and feeds it with what happens. It owns the
 * signaling socket for as long as there is a session, and one link at a time.
 */
import { RemoteViewError, type ErrorCode, type Millis, type Right, type signaling } from '@remote-view/protocol';
import {
  assertSceneName,
  createSession,
  endSession,
  reasonOf,
  refusalOf,
  type Credentials,
  type Gateway,
} from './gateway.ts';
import { LazyPart } from '../lazy-part.ts';
import { Link, type HostNews, type LinkHandlers } from './link.ts';
import type { MediaPath, MediaPathHandlers } from './media-path.ts';
import { Peer } from './peer.ts';
import { RECONNECT_POLICY, retryDelay } from './reconnect-policy.ts';
import { Signaling } from './signaling.ts';
import {
  failureOf,
  firstChoice,
  mayChange,
  transportFailed,
  transportWorked,
  isOfThePath,
  type Reached,
  type TransportPreference,
} from './transport-choice.ts';
import {
  isQueued,
  isTrying,
  transition,
  type ConnectionEvent,
  type ConnectionState,
  type Reason,
  type Trying,
} from './transition.ts';

/** What to connect to: a session that someone made, or a scene to make one for. */
export interface Target {
  readonly gateway: Gateway;
  readonly scene: string;
  /** Where a session that is made shall run: as the element's `region`. */
  readonly region: string;
  readonly credentials: Credentials | null;
  /** A session of an earlier page; where it is gone, a new one is made. */
  readonly kept: Credentials | null;
  readonly transport: TransportPreference;
}

/** What the token of the session lets the user do. */
export type Access = Pick<Extract<signaling.GatewayToViewer, { readonly type: 'joined' }>, 'role' | 'rights'>;

/** What an attempt is doing, in this order. */
export type Progress = 'session' | 'media' | 'scene';

export interface ConnectionHandlers {
  state(state: ConnectionState, previous: ConnectionState): void;
  /** Why a connection was lost or not made, and whether another attempt follows by itself. */
  fault(reason: Reason, retry: boolean): void;
  progress(progress: Progress): void;
  /** The user may do other things, or nobody knows any more. */
  access(): void;
  /** A new link; its track shows the picture. Null: the last one is about to close, and what it showed may stay. */
  link(link: Link | null): void;
  /** Sound that came later than its link. */
  sound(track: MediaStreamTrack): void;
  /** The link's channels are open. */
  open(link: Link): void;
  data(data: HostNews): void;
}

const policy = RECONNECT_POLICY;

export class Connection {
  readonly #handlers: ConnectionHandlers;
  readonly #rejected: Record<string, number> = {};
  #state: ConnectionState = { name: 'idle' };
  #target: Target | null = null;
  #credentials: Credentials | null = null;
  #access: Access | null = null;
  #iceServers: readonly RTCIceServer[] = [];
  /** How many of them the current offer was made with. */
  #offered = 0;
  #signaling: Signaling | null = null;
  #link: Link | null = null;
  #links = 0;
  #comesBack = false;
  #choice = firstChoice('auto');
  /** How far the current attempt came. */
  #reached: Reached = 'nobody';
  /** Runs from an answer until the link is open. */
  #directTimer: ReturnType<typeof setTimeout> | undefined;
  /** Ends what the current attempt waits for. */
  #attempt: AbortController | null = null;
  /** The one thing that time will do next: retry, settle, or end an attempt that takes too long. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(handlers: ConnectionHandlers) {
    this.#handlers = handlers;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** STUN and TURN servers of the session. */
  get iceServers(): readonly RTCIceServer[] {
    return this.#iceServers;
  }

  get link(): Link | null {
    return this.#link;
  }

  /** Null until the gateway has said it, which is before the host can be talked to. */
  get access(): Access | null {
    return this.#access;
  }

  /** Whether the token has this right, as far as is known: the host drops what it has not. */
  may(right: Right): boolean {
    return this.#access?.rights.includes(right) ?? true;
  }

  /** Tells the gateway of latencies, ms, unless it is away. */
  report(samples: number[]): void {
    this.#signaling?.report(samples);
  }

  /** Messages that were ignored because they were not understood, by error code. */
  get rejected(): Readonly<Record<string, number>> {
    return this.#rejected;
  }

  /** Connects, unless it does already. */
  connect(target: Target): void {
    if (!['idle', 'ended', 'failed'].includes(this.#state.name)) return;
    this.#target = target;
    this.#comesBack = false;
    this.#credentials = target.credentials ?? target.kept;
    this.#iceServers = [];
    this.#choice = firstChoice(target.transport);
    this.#dispatch({ type: 'connect' });
  }

  /** The session that was made here; null where there is none. */
  get own(): Credentials | null {
    return this.#target?.credentials === null ? this.#credentials : null;
  }

  /** Ends the media, and a session that was made here unless somebody comes back to it. Idempotent. */
  disconnect(comesBack = false): void {
    this.#comesBack = comesBack;
    this.#dispatch({ type: 'disconnect' });
  }

  /** The browser has a network again: what waits tries at once, and what runs has to show that it does. */
  online(): void {
    this.#signaling?.wake();
    if (this.#state.name === 'live') this.#link?.doubt();
    this.#dispatch({ type: 'online' });
  }

  /** The newest link's picture is on the screen. */
  framePresented(): void {
    this.#choice = transportWorked(this.#choice);
    this.#dispatch({ type: 'frame' });
  }

  /** There is nothing to connect to. */
  refuse(thrown: unknown): void {
    this.#target = null;
    this.#dispatch({ type: 'connect' });
    this.#dispatch({ type: 'over', reason: reasonOf(thrown) });
  }

  #dispatch(event: ConnectionEvent): void {
    const previous = this.#state;
    const state = transition(previous, event, policy);
    if (state === previous) return;
    this.#state = state;
    clearTimeout(this.#timer);
    this.#handlers.state(state, previous);
    if ('reason' in event && state.name !== 'ended') this.#handlers.fault(event.reason, state.name !== 'failed');
    // A handler may have moved on already: then this state asks for nothing any more.
    if (this.#state === state) this.#enter(state);
  }

  #enter(state: ConnectionState): void {
    switch (state.name) {
      case 'connecting':
      case 'reconnecting':
        if (isTrying(state)) return this.#try(state);
        this.#dropLink();
        // The gateway says when its turn has come.
        if (state.step === 'queued') return;
        return this.#after(retryDelay(policy, state.name, state.attempt, Math.random(), state.reason.retryAfter) ?? 0, {
          type: 'retry',
        });
      case 'live':
        return this.#after(policy.settledAfter, { type: 'settled' });
      case 'idle':
      case 'ended':
      case 'failed':
        return this.#tearDown();
      default:
        return state satisfies never;
    }
  }

  #after(delay: Millis, event: ConnectionEvent): void {
    this.#timer = setTimeout(() => this.#dispatch(event), delay);
  }

  #try(state: Trying): void {
    const target = this.#target;
    if (target === null) return;
    this.#dropLink();
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#timer = setTimeout(() => this.#lose(new RemoteViewError('connect-timeout')), policy.attemptTimeout);
    this.#offer(target, state, attempt.signal).catch((thrown: unknown) => {
      if (!attempt.signal.aborted) this.#lose(thrown);
    });
  }

  /** Session, offer and socket are begun at the same time; what takes longest decides, not their sum. */
  async #offer(target: Target, state: Trying, signal: AbortSignal): Promise<void> {
    if (target.credentials === null) assertSceneName(target.scene);
    this.#handlers.progress('session');
    this.#signaling ??= this.#newSignaling(target.gateway);
    this.#signaling.open();
    const session = this.#session(target, signal);
    // Whoever awaits it below learns of it, unless the peer connection cannot be made.
    session.catch(() => undefined);
    // After the requests: a browser's first peer connection takes ten to twenty milliseconds of this thread.
    const link = await this.#openLink(target, signal);
    const credentials = await session;
    if (signal.aborted) return;
    this.#offered = this.#iceServers.length;
    const request = await link.request(this.#iceServers);
    if (signal.aborted || this.#state !== state) return;
    this.#handlers.progress('media');
    this.#signaling.request(credentials, { ...request, peer: link.id });
  }

  /** The session that is joined, or a new one. */
  async #session({ gateway, scene, region }: Target, signal: AbortSignal): Promise<Credentials> {
    if (this.#credentials !== null) return this.#credentials;
    const placement = region === '' ? {} : await (await regions.load()).placementFor(gateway, region);
    // Waited for although the attempt may be over: only the answer says what there is to end.
    const { iceServers, ...credentials } = await createSession(
      gateway,
      { scene, ...placement },
      AbortSignal.timeout(policy.attemptTimeout),
    );
    if (signal.aborted) {
      endSession(gateway, credentials);
    } else {
      this.#iceServers = iceServers;
      this.#credentials = credentials;
    }
    return credentials;
  }

  /** What a browser cannot do it cannot do a moment later: then the other transport is taken at once. */
  async #openLink(target: Target, signal: AbortSignal): Promise<Link> {
    const { transport } = this.#choice;
    try {
      const openPath = transport === 'webrtc' ? openPeer : await relayOpener(target.gateway.media);
      signal.throwIfAborted();
      return this.#newLink(openPath);
    } catch (thrown) {
      const choice = transportFailed(this.#choice, RemoteViewError.from(thrown));
      if (choice.transport === transport || this.#choice.tried[choice.transport] !== undefined) throw thrown;
      this.#choice = choice;
      return this.#openLink(target, signal);
    }
  }

  #newLink(openPath: OpenPath): Link {
    const handlers: LinkHandlers = {
      open: () => {
        clearTimeout(this.#directTimer);
        this.#reached = 'host';
        // From here on the liveness of the link decides, however long the scene takes to load.
        if (isTrying(this.#state)) clearTimeout(this.#timer);
        this.#handlers.progress('scene');
        this.#handlers.open(link);
      },
      data: (data) => {
        this.#handlers.data(data);
        if (data.type !== 'scene' || data.state !== 'failed') return;
        const error = new RemoteViewError(data.code ?? 'scene-gave-up', data.text === '' ? undefined : data.text);
        this.#dispatch({ type: 'over', reason: reasonOf(error) });
      },
      sound: (track) => this.#handlers.sound(track),
      lost: (error) => this.#lose(error),
      rejected: (error) => this.#reject(error),
    };
    const link = new Link(String(++this.#links), handlers, openPath);
    this.#link = link;
    this.#handlers.link(link);
    return link;
  }

  #newSignaling(gateway: Gateway): Signaling {
    return new Signaling(gateway.signal, {
      message: (message) => this.#receive(message),
      lost: (error) => this.#lose(error),
      streaming: () => this.#state.name === 'live',
      rejected: (error) => this.#reject(error),
    });
  }

  #receive(message: signaling.GatewayToViewer): void {
    switch (message.type) {
      case 'joined':
        this.#allow(message);
        // The offer may be on its way already: these serve the next attempt, which comes sooner for it.
        this.#iceServers = message.iceServers;
        if (message.queue !== undefined) return this.#queued(message.queue);
        // Its turn came while this socket was away.
        return this.#dispatch({ type: 'admitted' });
      case 'queued':
        return this.#queued(message);
      case 'admitted':
        this.#iceServers = message.iceServers ?? this.#iceServers;
        return this.#dispatch({ type: 'admitted' });
      case 'answer':
      case 'relay':
        return this.#accept(message);
      case 'renegotiate':
        return this.#dispatch({ type: 'renegotiate', reason: reasonOf(asError(message)) });
      case 'ended':
        // The gateway lost its link to the host, which may well be alive: it is, for as long as its picture comes.
        if (message.code === 'host-lost' && this.#state.name === 'live') return;
        // There is nothing left to end.
        this.#credentials = null;
        return this.#dispatch({ type: 'over', reason: reasonOf(asError(message)) });
      case 'error':
        // A running stream does not depend on signaling, and an older offer's failure is history.
        if (isQueued(this.#state)) return this.#refused(asError(message));
        if (!isTrying(this.#state) || (message.peer ?? this.#link?.id) !== this.#link?.id) return;
        return this.#refused(asError(message));
      default:
        return message satisfies never;
    }
  }

  #allow(access: Access | null): void {
    const before = this.#access;
    if (access?.role === before?.role && String(access?.rights) === String(before?.rights)) return;
    this.#access = access;
    this.#handlers.access();
  }

  #queued(standing: { readonly position: number; readonly etaSeconds?: number }): void {
    const { position, etaSeconds = null } = standing;
    this.#dispatch({ type: 'queued', place: { position, etaSeconds } });
  }

  /** A session of our own that is gone, with its gateway or while the page was reloaded, is made anew. */
  #refused(error: RemoteViewError): void {
    const isGone = error.code === 'unknown-session' || error.code === 'bad-token';
    if (!isGone || this.own === null || this.#state.name !== 'connecting') return this.#lose(error);
    this.#credentials = null;
    // The gateway is closing this socket, which belongs to the session that is gone.
    this.#signaling?.close();
    this.#signaling = null;
    this.#dispatch({ type: 'renegotiate', reason: reasonOf(error) });
  }

  #accept(reply: Extract<signaling.GatewayToViewer, { readonly type: 'answer' | 'relay' }>): void {
    const link = this.#link;
    // The host answers once.
    if (link === null || link.id !== reply.peer || this.#reached !== 'nobody') return;
    this.#reached = 'answer';
    if (reply.type === 'answer' && mayChange(this.#choice)) {
      const text = 'No direct path to the host was found in time. Check that the network lets UDP through.';
      const blocked = new RemoteViewError('peer-failed', text);
      const within = this.#isBare ? policy.bareTimeout : policy.directTimeout;
      this.#directTimer = setTimeout(() => this.#lose(blocked), within);
    }
    link.accept(reply).catch((thrown: unknown) => {
      if (this.#link === link) this.#lose(thrown);
    });
  }

  /** WebRTC was not tried yet with all the servers that the gateway has named: who brings a token knows none when it offers. */
  get #isBare(): boolean {
    return this.#choice.transport === 'webrtc' && this.#offered < this.#iceServers.length;
  }

  #lose(thrown: unknown): void {
    const error = RemoteViewError.from(thrown);
    if (error.code === 'gateway-unreachable') void this.#askWhy();
    if (!isTrying(this.#state)) return this.#dispatch({ type: 'lost', reason: reasonOf(error) });
    if (!isOfThePath(error, this.#reached)) return this.#dispatch({ type: 'lost', reason: reasonOf(error) });
    if (this.#isBare) return this.#dispatch({ type: 'renegotiate', reason: reasonOf(error) });
    const before = this.#choice;
    this.#choice = transportFailed(before, error);
    // The other transport is not to blame: it does not wait, unless it failed before.
    const isOther = this.#choice.transport !== before.transport && before.tried[this.#choice.transport] === undefined;
    this.#dispatch({ type: isOther ? 'renegotiate' : 'lost', reason: reasonOf(failureOf(this.#choice, error)) });
  }

  /** A gateway that refuses the page's origin looks like none. It is asked once, and what it says is final. */
  async #askWhy(): Promise<void> {
    const { name } = this.#state;
    const target = this.#target;
    if (target === null || name !== 'connecting' || !isTrying(this.#state) || this.#state.attempt > 1) return;
    const refusal = await refusalOf(target.gateway, AbortSignal.timeout(policy.attemptTimeout));
    if (refusal === null || this.#target !== target || this.#state.name !== name) return;
    this.#dispatch({ type: 'over', reason: reasonOf(refusal) });
  }

  #reject(error: RemoteViewError): void {
    this.#rejected[error.code] = (this.#rejected[error.code] ?? 0) + 1;
  }

  #dropLink(): void {
    clearTimeout(this.#directTimer);
    this.#reached = 'nobody';
    this.#attempt?.abort();
    this.#attempt = null;
    const link = this.#link;
    if (link === null) return;
    this.#link = null;
    this.#handlers.link(null);
    link.close();
  }

  #tearDown(): void {
    this.#dropLink();
    this.#signaling?.close();
    this.#signaling = null;
    if (this.#target !== null && this.own !== null && !this.#comesBack) endSession(this.#target.gateway, this.own);
    this.#comesBack = false;
    this.#credentials = null;
    this.#allow(null);
  }
}

type OpenPath = (handlers: MediaPathHandlers) => MediaPath;

function openPeer(handlers: MediaPathHandlers): MediaPath {
  return new Peer(handlers);
}

const regions = new LazyPart(
  async () => import('./region.ts'),
  () => {},
);

const relay = new LazyPart(
  async () => import('../relay/relay-media.ts'),
  () => {},
);

/** @throws RemoteViewError `part-unavailable` */
async function relayOpener(url: URL): Promise<OpenPath> {
  const { RelayMedia } = await relay.load();
  return (handlers) => new RelayMedia(url, handlers);
}

function asError({ code, message }: { readonly code: ErrorCode; readonly message: string }): RemoteViewError {
  return new RemoteViewError(code, message === '' ? undefined : message);
}

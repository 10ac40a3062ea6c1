/**
 * Runs the connection machine: makes an attempt when its state asks for one, and feeds it with what happens. It owns the
 * signaling socket for as long as there is a session, and one link at a time.
 */
import { RemoteViewError, type ErrorCode, type Millis, type signaling } from '@remote-view/protocol';
import { assertSceneName, createSession, reasonOf, type Credentials, type Gateway } from './gateway.ts';
import { Link, type HostNews } from './link.ts';
import { RECONNECT_POLICY, retryDelay } from './reconnect-policy.ts';
import { Signaling } from './signaling.ts';
import {
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
  readonly credentials: Credentials | null;
}

/** What an attempt is doing, in this order. */
export type Progress = 'session' | 'media' | 'scene';

export interface ConnectionHandlers {
  state(state: ConnectionState, previous: ConnectionState): void;
  /** Why a connection was lost or not made, and whether another attempt follows by itself. */
  fault(reason: Reason, retry: boolean): void;
  progress(progress: Progress): void;
  /** A new link; its track shows the picture. Null: the last one is about to close, and what it showed may stay. */
  link(link: Link | null): void;
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
  #iceServers: readonly RTCIceServer[] = [];
  #signaling: Signaling | null = null;
  #link: Link | null = null;
  #links = 0;
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

  get link(): Link | null {
    return this.#link;
  }

  /** Messages that were ignored because they were not understood, by error code. */
  get rejected(): Readonly<Record<string, number>> {
    return this.#rejected;
  }

  /** Connects, unless it does already. */
  connect(target: Target): void {
    if (!['idle', 'ended', 'failed'].includes(this.#state.name)) return;
    this.#target = target;
    this.#credentials = target.credentials;
    this.#iceServers = [];
    this.#dispatch({ type: 'connect' });
  }

  /** Ends the media; a session that was made here is left, too. Idempotent. */
  disconnect(): void {
    this.#dispatch({ type: 'disconnect' });
  }

  /** The newest link's picture is on the screen. */
  framePresented(): void {
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
        return this.#after(retryDelay(policy, state.name, state.attempt, Math.random()) ?? 0, { type: 'retry' });
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
    const late = new RemoteViewError('connect-timeout');
    this.#after(policy.attemptTimeout, { type: 'lost', reason: reasonOf(late) });
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
    const link = this.#newLink();
    const credentials = await session;
    if (signal.aborted) return;
    this.#credentials = credentials;
    const sdp = await link.offer(this.#iceServers);
    if (signal.aborted || this.#state !== state) return;
    this.#handlers.progress('media');
    this.#signaling.offer(credentials, link.id, sdp);
  }

  /** The session that is joined, or a new one. */
  async #session({ gateway, scene }: Target, signal: AbortSignal): Promise<Credentials> {
    if (this.#credentials !== null) return this.#credentials;
    const { iceServers, ...credentials } = await createSession(gateway, scene, signal);
    if (!signal.aborted) this.#iceServers = iceServers;
    return credentials;
  }

  #newLink(): Link {
    const link: Link = new Link(String(++this.#links), {
      open: () => {
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
      lost: (error) => this.#lose(error),
      rejected: (error) => this.#reject(error),
    });
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
        // The offer may be on its way already: these serve the next attempt, which is made where this one fails.
        this.#iceServers = message.iceServers;
        return;
      case 'answer':
        return this.#accept(message);
      case 'renegotiate':
        return this.#dispatch({ type: 'renegotiate', reason: reasonOf(asError(message)) });
      case 'ended':
        // The gateway lost its link to the host, which may well be alive: it is, for as long as its picture comes.
        if (message.code === 'host-lost' && this.#state.name === 'live') return;
        return this.#dispatch({ type: 'over', reason: reasonOf(asError(message)) });
      case 'error':
        // A running stream does not depend on signaling, and an older offer's failure is history.
        if (!isTrying(this.#state) || (message.peer ?? this.#link?.id) !== this.#link?.id) return;
        return this.#lose(asError(message));
      default:
        return message satisfies never;
    }
  }

  #accept({ peer, sdp }: { readonly peer: string; readonly sdp: string }): void {
    const link = this.#link;
    if (link === null || link.id !== peer) return;
    link.accept(sdp).catch((thrown: unknown) => {
      if (this.#link === link) this.#lose(thrown);
    });
  }

  #lose(thrown: unknown): void {
    this.#dispatch({ type: 'lost', reason: reasonOf(thrown) });
  }

  #reject(error: RemoteViewError): void {
    this.#rejected[error.code] = (this.#rejected[error.code] ?? 0) + 1;
  }

  #dropLink(): void {
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
    if (this.#target?.credentials === null) this.#signaling?.leave();
    this.#signaling?.close();
    this.#signaling = null;
    this.#credentials = null;
  }
}

function asError({ code, message }: { readonly code: ErrorCode; readonly message: string }): RemoteViewError {
  return new RemoteViewError(code, message === '' ? undefined : message);
}

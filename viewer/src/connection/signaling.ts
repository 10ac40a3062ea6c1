/**
 * The viewer's signaling socket. It brings a wish for media to the gateway and an answer back, and later tells of
 * renegotiation and the end. Media does not need it: a socket that is lost while no answer is awaited comes back silently.
 *
 * Nothing is queued: `join` and the newest wish are what a new socket starts with, older ones have no meaning.
 */
import {
  LIMITS,
  parseJson,
  PROTOCOL_VERSION,
  RemoteViewError,
  signaling,
  VIEWER_SUBPROTOCOL,
  type Millis,
} from '@remote-view/protocol';
import { closeSocket } from './close-socket.ts';
import type { Credentials } from './gateway.ts';
import { pauseAskedBy, RECONNECT_POLICY } from './reconnect-policy.ts';

/** An offer, or the wish for a relay. */
export type MediaWish = Extract<signaling.ViewerMessage, { readonly peer: string }>;

export interface SignalingHandlers {
  message(message: signaling.GatewayToViewer): void;
  /** The socket closed while an answer was awaited. */
  lost(error: RemoteViewError): void;
  /** Whether a picture comes without this socket's help. */
  streaming(): boolean;
  /** A message was not understood, and ignored. */
  rejected(error: RemoteViewError): void;
}

/** Pauses between attempts to get a lost socket back, ms; the last one repeats. To each comes a part of the policy's `spread`. */
const REOPEN_AFTER: readonly Millis[] = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * The gateway closed on purpose and has said why: another socket would hear the same. Unless the stream runs: then the
 * gateway may have been restarted, or has lost its link to the host, and knows the session again when the host is back.
 */
const FINAL_CLOSES: readonly number[] = [signaling.CLOSE.refused, signaling.CLOSE.ended];

export class Signaling {
  readonly #url: URL;
  readonly #handlers: SignalingHandlers;
  /** By this the host knows who comes back over another socket: nobody else can say it. */
  readonly #page = crypto.getRandomValues(new Uint8Array(16)).join('-');
  #socket: WebSocket | null = null;
  #credentials: Credentials | null = null;
  /** What has no answer yet. */
  #wish: MediaWish | null = null;
  #failures = 0;
  #reopenTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(url: URL, handlers: SignalingHandlers) {
    this.#url = url;
    this.#handlers = handlers;
  }

  /** Starts to open the socket, so that it may be ready when there is something to say. */
  open(): void {
    if (this.#closed || this.#socket !== null) return;
    clearTimeout(this.#reopenTimer);
    this.#reopenTimer = undefined;
    const socket = new WebSocket(this.#url, VIEWER_SUBPROTOCOL);
    this.#socket = socket;
    socket.addEventListener('open', () => this.#greet());
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', ({ code }) => this.#socketClosed(socket, code));
  }

  /** Joins (once per socket) and asks for media right behind, without waiting for `joined`: one round trip fewer. */
  request(credentials: Credentials, wish: MediaWish): void {
    const joined = this.#credentials !== null;
    this.#credentials = credentials;
    this.#wish = wish;
    if (this.#socket?.readyState !== WebSocket.OPEN) this.open();
    else if (joined) this.#send(this.#wish);
    else this.#greet();
  }

  /** Tells of latencies, ms, if there is a socket that has joined. */
  report(samples: number[]): void {
    if (this.#credentials === null || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#send({ type: 'latency', samples });
  }

  /** The browser has a network again: a lost socket does not wait any longer. */
  wake(): void {
    if (this.#reopenTimer !== undefined) this.open();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#reopenTimer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) closeSocket(socket);
  }

  #greet(): void {
    // Without credentials yet the socket stays silent; the gateway gives it 5 s.
    if (this.#credentials === null) return;
    const { session, token } = this.#credentials;
    this.#send({ type: 'join', version: PROTOCOL_VERSION, session, token, page: this.#page });
    if (this.#wish !== null) this.#send(this.#wish);
  }

  #send(message: signaling.ViewerMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #receive(data: unknown): void {
    if (this.#closed) return;
    let message: signaling.GatewayToViewer;
    try {
      if (typeof data !== 'string')
        throw new RemoteViewError('malformed-message', 'A binary message on the signaling socket.');
      message = parseJson(signaling.GatewayToViewer, data, LIMITS.signalingBytes);
    } catch (thrown) {
      this.#handlers.rejected(RemoteViewError.from(thrown));
      return;
    }
    if (message.type === 'joined') this.#failures = 0;
    const isQueued = message.type === 'queued' || (message.type === 'joined' && message.queue !== undefined);
    if (isQueued || ['answer', 'relay', 'error'].includes(message.type)) this.#wish = null;
    this.#handlers.message(message);
  }

  #socketClosed(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    const awaited = this.#wish !== null;
    this.#wish = null;
    const final =
      code === signaling.CLOSE.protocolError || (FINAL_CLOSES.includes(code) && !this.#handlers.streaming());
    if (!final) this.#reopenLater();
    const context = { code, ...pauseAskedBy(code) };
    if (awaited) this.#handlers.lost(new RemoteViewError('gateway-unreachable', undefined, { context }));
  }

  #reopenLater(): void {
    const delay = REOPEN_AFTER[Math.min(this.#failures++, REOPEN_AFTER.length - 1)]!;
    clearTimeout(this.#reopenTimer);
    // A gateway that stops or falls takes thousands with it in the same instant.
    this.#reopenTimer = setTimeout(() => this.open(), delay + Math.random() * RECONNECT_POLICY.spread);
  }
}

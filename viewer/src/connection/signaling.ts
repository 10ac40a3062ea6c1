/**
 * The viewer's signaling socket. It brings an offer to the gateway and an answer back, and later tells of
 * renegotiation and the end. Media does not need it: a socket that is lost while no answer is awaited comes back silently.
 *
 * Nothing is queued: `join` and the newest offer are what a new socket starts with, older offers have no meaning.
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
import type { Credentials } from './gateway.ts';

export interface SignalingHandlers {
  message(message: signaling.GatewayToViewer): void;
  /** The socket closed while the offer `peer` waited for its answer. */
  lost(error: RemoteViewError): void;
  /** Whether a picture comes without this socket's help. */
  streaming(): boolean;
  /** A message was not understood, and ignored. */
  rejected(error: RemoteViewError): void;
}

/** Pauses between attempts to get a lost socket back, ms; the last one repeats. */
const REOPEN_AFTER: readonly Millis[] = [250, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * The gateway closed on purpose and has said why: another socket would hear the same. Unless the stream runs: then the
 * gateway may have been restarted, or has lost its link to the host, and knows the session again when the host is back.
 */
const FINAL_CLOSES: readonly number[] = [signaling.CLOSE.refused, signaling.CLOSE.ended];

export class Signaling {
  readonly #url: URL;
  readonly #handlers: SignalingHandlers;
  #socket: WebSocket | null = null;
  #credentials: Credentials | null = null;
  /** The offer that has no answer yet. */
  #offer: signaling.ViewerMessage | null = null;
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
    const socket = new WebSocket(this.#url, VIEWER_SUBPROTOCOL);
    this.#socket = socket;
    socket.addEventListener('open', () => this.#greet());
    socket.addEventListener('message', ({ data }) => this.#receive(data));
    socket.addEventListener('close', ({ code }) => this.#socketClosed(socket, code));
  }

  /** Joins (once per socket) and offers right behind, without waiting for `joined`: one round trip fewer. */
  offer(credentials: Credentials, peer: string, sdp: string): void {
    const joined = this.#credentials !== null;
    this.#credentials = credentials;
    this.#offer = { type: 'offer', peer, sdp };
    if (this.#socket?.readyState !== WebSocket.OPEN) this.open();
    else if (joined) this.#send(this.#offer);
    else this.#greet();
  }

  /** Ends the session for everybody in it. */
  leave(): void {
    if (this.#credentials !== null && this.#socket?.readyState === WebSocket.OPEN) this.#send({ type: 'leave' });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#reopenTimer);
    this.#socket?.close(1000);
    this.#socket = null;
  }

  #greet(): void {
    // Without credentials yet the socket stays silent; the gateway gives it 5 s.
    if (this.#credentials === null) return;
    const { session, token } = this.#credentials;
    this.#send({ type: 'join', version: PROTOCOL_VERSION, session, token });
    if (this.#offer !== null) this.#send(this.#offer);
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
    if (message.type === 'answer' || message.type === 'error') this.#offer = null;
    this.#handlers.message(message);
  }

  #socketClosed(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    const awaited = this.#offer !== null;
    this.#offer = null;
    const final =
      code === signaling.CLOSE.protocolError || (FINAL_CLOSES.includes(code) && !this.#handlers.streaming());
    if (!final) this.#reopenLater();
    if (awaited) this.#handlers.lost(new RemoteViewError('gateway-unreachable', undefined, { context: { code } }));
  }

  #reopenLater(): void {
    const delay = REOPEN_AFTER[Math.min(this.#failures++, REOPEN_AFTER.length - 1)]!;
    clearTimeout(this.#reopenTimer);
    this.#reopenTimer = setTimeout(() => this.open(), delay);
  }
}

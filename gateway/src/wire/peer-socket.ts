/**
 * One WebSocket of a viewer or a host, with every way in which a peer can misuse it closed off.
 *
 * ws sets no limits by itself: a throw in a message handler is uncaught, a silent peer stays for ever, one that does
 * not read makes us hold what it was sent. So: one dispatcher that catches, a deadline for the first message, pings,
 * a budget of frames, a bound on what lies unread. At the bound the socket is closed; nothing waits.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { RawData, WebSocket } from 'ws';
import { RemoteViewError, signaling, type ErrorCode, type Millis } from '@remote-view/protocol';
import type { Rejection } from './rejections.ts';
import { MessageBudget } from './message-budget.ts';
import type { Rejections } from './rejections.ts';

export interface SocketLimits {
  /** The first message must be here by then, ms. */
  readonly joinWithin: Millis;
  /** Ping interval, ms. */
  readonly pingEvery: Millis;
  /** Bytes that a peer may leave unread. */
  readonly maxBuffered: number;
  /** Frames, control frames included, in {@link BUDGET_WINDOW}. */
  readonly messagesPer10s: number;
}

export interface PeerHandlers {
  /** Called with each text message. What it throws is told to the peer, whose socket is then closed. */
  message(text: string): void;
  /** Called with each binary message, where the socket speaks any; what it throws has the same end. */
  binary?(bytes: Buffer): void;
  /** Called once, when the socket is gone. `closeCode` is the peer's (RFC 6455 section 7.4), 1006 without a goodbye. */
  closed(closeCode: number): void;
}

export interface PeerContext {
  readonly limits: SocketLimits;
  readonly rejections: Rejections;
  readonly log: FastifyBaseLogger;
  /** A monotonic clock, ms. */
  readonly now: () => Millis;
}

const BUDGET_WINDOW: Millis = 10_000;
const MAX_UNANSWERED_PINGS = 2;
/** How long a peer has to answer our close frame, ms. */
const CLOSE_WITHIN: Millis = 2_000;
/** RFC 6455 section 7.4.1: the server met an unexpected condition. */
const INTERNAL_ERROR = 1011;

export class PeerSocket {
  readonly #socket: WebSocket;
  readonly #handlers: PeerHandlers;
  readonly #context: PeerContext;
  #log: FastifyBaseLogger;
  readonly #budget: MessageBudget;
  readonly #silence: NodeJS.Timeout;
  readonly #heartbeat: NodeJS.Timeout;
  #linger: NodeJS.Timeout | undefined;
  #unansweredPings = 0;
  #isClosed = false;

  constructor(socket: WebSocket, context: PeerContext, handlers: PeerHandlers) {
    const { limits, now } = context;
    this.#socket = socket;
    this.#context = context;
    this.#log = context.log;
    this.#handlers = handlers;
    this.#budget = new MessageBudget(limits.messagesPer10s, BUDGET_WINDOW);
    this.#silence = setTimeout(() => this.#giveUpWaiting(), limits.joinWithin);
    this.#heartbeat = setInterval(() => this.#beat(), limits.pingEvery);
    socket.on('error', (error) => this.#broken(error));
    socket.on('close', (closeCode) => this.#gone(closeCode));
    socket.on('message', (data, isBinary) => this.#dispatch(() => this.#receive(data, isBinary, now())));
    socket.on('ping', () => this.#dispatch(() => this.#spend(now())));
    socket.on('pong', () => {
      this.#unansweredPings = 0;
      this.#dispatch(() => this.#spend(now()));
    });
  }

  /** From now on the log of this socket says whose it is. */
  identify(bindings: { readonly sessionId?: string; readonly viewerId?: string; readonly hostId?: string }): void {
    this.#log = this.#context.log.child(bindings);
  }

  /** Sends a message as JSON; a peer that does not read what it was sent before is cut off instead. */
  send(message: object): void {
    if (this.#isClosed) return;
    if (this.#socket.bufferedAmount > this.#context.limits.maxBuffered) return this.#cut('too-slow');
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends a binary message. Who sends many looks at {@link unread}. @param flushed it lies with the system now */
  sendBinary(bytes: Buffer, flushed: () => void): void {
    if (!this.#isClosed) this.#socket.send(bytes, { binary: true }, flushed);
  }

  /** Bytes that were sent and that the system has not taken yet. */
  get unread(): number {
    return this.#socket.bufferedAmount;
  }

  /** Reads nothing more from the peer; its system notices. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Tells the peer why, and closes. */
  refuse(error: RemoteViewError, closeCode: number): void {
    this.#log.warn({ code: error.code, closeCode, detail: error.message }, 'peer refused');
    this.send({ type: 'error', code: error.code, message: error.message });
    this.close(closeCode);
  }

  /** Closes with a code; what the peer still sends is ignored from now on. */
  close(closeCode: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close(closeCode);
    this.#linger = setTimeout(() => this.#socket.terminate(), CLOSE_WITHIN);
  }

  #receive(data: RawData, isBinary: boolean, now: Millis): void {
    clearTimeout(this.#silence);
    this.#spend(now);
    if (isBinary) {
      if (this.#handlers.binary !== undefined) return this.#handlers.binary(data as Buffer);
      throw new RemoteViewError('malformed-message', 'A message was not understood: it is binary.');
    }
    // A message arrives as one Buffer, because ws's `binaryType` is left alone.
    this.#handlers.message((data as Buffer).toString('utf8'));
  }

  #spend(now: Millis): void {
    if (this.#budget.take(now)) return;
    throw new RemoteViewError('rate-limited', undefined, {
      context: { messages: this.#context.limits.messagesPer10s, perMs: BUDGET_WINDOW },
    });
  }

  #dispatch(handle: () => void): void {
    if (this.#isClosed) return;
    try {
      handle();
    } catch (thrown) {
      const error = RemoteViewError.from(thrown);
      this.#context.rejections.add(rejectionOf(error.code));
      if (error.code !== 'internal') return this.refuse(error, signaling.CLOSE.protocolError);
      this.#log.error(thrown, 'a message handler failed');
      this.refuse(new RemoteViewError('internal'), INTERNAL_ERROR);
    }
  }

  #giveUpWaiting(): void {
    if (this.#isClosed) return;
    this.#context.rejections.add('silent');
    const context = { withinMs: this.#context.limits.joinWithin };
    const error = new RemoteViewError('connect-timeout', 'The first message did not come in time.', { context });
    this.refuse(error, signaling.CLOSE.joinTimeout);
  }

  #beat(): void {
    if (this.#isClosed) return;
    if (this.#unansweredPings >= MAX_UNANSWERED_PINGS) return this.#cut('unanswered-pings');
    if (this.#socket.bufferedAmount > this.#context.limits.maxBuffered) return this.#cut('too-slow');
    this.#unansweredPings += 1;
    this.#socket.ping();
  }

  /** Ends the connection without a goodbye that would never be read. */
  #cut(reason: Rejection): void {
    this.#context.rejections.add(reason);
    this.#log.warn({ reason }, 'peer cut off');
    this.#isClosed = true;
    this.#socket.terminate();
  }

  /** ws closes the socket by itself, with the code that RFC 6455 has for it (1002, 1007, 1009). */
  #broken(error: Error & { readonly code?: string }): void {
    const isTooLarge = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    if (error.code?.startsWith('WS_ERR_')) this.#context.rejections.add(isTooLarge ? 'too-large' : 'malformed');
    this.#log.warn({ code: error.code }, 'peer socket failed');
    this.#isClosed = true;
    this.#linger ??= setTimeout(() => this.#socket.terminate(), CLOSE_WITHIN);
  }

  #gone(closeCode: number): void {
    this.#isClosed = true;
    clearTimeout(this.#silence);
    clearInterval(this.#heartbeat);
    clearTimeout(this.#linger);
    this.#handlers.closed(closeCode);
  }
}

function rejectionOf(code: ErrorCode): Rejection {
  switch (code) {
    case 'rate-limited':
      return 'rate-limited';
    case 'message-too-large':
      return 'too-large';
    case 'internal':
      return 'internal';
    default:
      return 'malformed';
  }
}

/**
 * The host's socket to a gateway: dials, registers, and dials the next one for as long as the host lives. Sessions do not
 * notice when it is lost; what cannot be sent meanwhile (answers to viewers whose signaling is lost too) is dropped.
 */
import { hostLink, HOST_SUBPROTOCOL, LIMITS, parseJson, RemoteViewError } from '@remote-view/protocol';
import { WebSocket } from 'ws';
import { dialTransition, FIRST_DIAL, type DialEvent, type DialState } from './gateways.ts';
import type { Log } from './log.ts';

export interface GatewayLinkOptions {
  /** `ws://…/v1/hosts`, in the order in which to dial them; at least one. */
  readonly urls: readonly string[];
  readonly key: string | undefined;
  readonly log: Log;
  /** Called for each connection: the host and the sessions that it runs right now. */
  readonly registration: () => Extract<hostLink.HostMessage, { type: 'register' }>;
}

export interface GatewayLinkHandlers {
  message(message: hostLink.GatewayToHost): void;
  /** No gateway will have this host: dialling again is of no use. */
  refused(error: RemoteViewError): void;
}

/** The gateway pings every 10 s; silence beyond this is a dead connection. */
const SILENCE_MS = 25_000;
/** What a gateway that does not read may leave with us: beyond it there are no thumbnails, which are large and soon made anew. */
const MAX_UNREAD_BYTES = 1_048_576;

export class GatewayLink {
  readonly #options: GatewayLinkOptions;
  readonly #handlers: GatewayLinkHandlers;
  #dialling: DialState = FIRST_DIAL;
  #socket: WebSocket | undefined;
  #registered = false;
  /** Why this gateway will never have the host. */
  #refusal: RemoteViewError | undefined;
  #timer: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: GatewayLinkOptions, handlers: GatewayLinkHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#dial();
  }

  /** Of the gateway that is dialled. */
  get url(): string {
    return this.#options.urls[this.#dialling.gateway]!;
  }

  send(message: hostLink.HostMessage): void {
    if (!this.#registered || this.#socket === undefined) return;
    if (message.type === 'thumbnail' && this.#socket.bufferedAmount > MAX_UNREAD_BYTES) return;
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#socket?.close(1001);
  }

  #dial(): void {
    const { url } = this;
    const { key, log } = this.#options;
    const socket = new WebSocket(url, HOST_SUBPROTOCOL, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      maxPayload: LIMITS.signalingBytes,
      perMessageDeflate: false,
      handshakeTimeout: 5_000,
    });
    this.#socket = socket;
    this.#refusal = undefined;
    socket.on('open', () => {
      this.#heard();
      socket.send(JSON.stringify(this.#options.registration()));
    });
    socket.on('ping', () => this.#heard());
    socket.on('message', (data) => {
      this.#heard();
      try {
        this.#receive(parseJson(hostLink.GatewayToHost, (data as Buffer).toString('utf8'), LIMITS.signalingBytes));
      } catch (thrown) {
        log.warn(`the gateway sent something unknown: ${RemoteViewError.from(thrown).message}`);
      }
    });
    socket.on('unexpected-response', (_request, response) => {
      if (response.statusCode === 401 || response.statusCode === 403)
        this.#refusal = new RemoteViewError('unauthorized', this.#whyRefused(), { context: { url } });
      socket.terminate();
    });
    // An error is followed by `close`.
    socket.on('error', (error) => {
      const first = this.#dialling.losses < this.#options.urls.length && this.#refusal === undefined;
      if (first && !this.#closed) log.warn(`the gateway cannot be reached: ${error.message}`, { url });
    });
    socket.on('close', () => this.#lost(socket));
  }

  #whyRefused(): string {
    const { key } = this.#options;
    // A variable that is set to nothing is none, too.
    return key === undefined || key === ''
      ? 'The gateway asks for a host key: give it in REMOTE_VIEW_HOST_KEY.'
      : 'The gateway refused the host key.';
  }

  #receive(message: hostLink.GatewayToHost): void {
    if (message.type === 'registered') {
      this.#registered = true;
      this.#options.log.info('registered with the gateway', { url: this.url });
      this.#step({ type: 'registered' });
    } else if (message.type === 'error') {
      const { code } = message;
      this.#options.log.warn(`the gateway refused: ${message.message}`, { code });
      if (code === 'unsupported-version' || code === 'unauthorized') {
        this.#refusal = new RemoteViewError(code, message.message);
        this.#socket?.terminate();
        return;
      }
    }
    this.#handlers.message(message);
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket || this.#closed) return;
    clearTimeout(this.#silence);
    if (this.#registered) this.#options.log.warn('the gateway is gone; sessions go on', { url: this.url });
    this.#registered = false;
    this.#step({ type: this.#refusal === undefined ? 'lost' : 'refused' });
  }

  #step(event: DialEvent): void {
    const { state, action } = dialTransition(this.#dialling, event, this.#options.urls.length, Math.random());
    this.#dialling = state;
    if (action?.type === 'dial-in') {
      this.#timer = setTimeout(() => this.#dial(), action.pause);
    } else if (action?.type === 'give-up') {
      this.close();
      this.#handlers.refused(this.#refusal ?? new RemoteViewError('unauthorized'));
    }
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket?.terminate(), SILENCE_MS);
  }
}

/**
 * The host's socket to the gateway: dials, registers, and dials again for as long as the host lives. Sessions do not
 * notice when it is lost; what cannot be sent meanwhile (answers to viewers whose signaling is lost too) is dropped.
 */
import { hostLink, HOST_SUBPROTOCOL, LIMITS, parseJson, RemoteViewError } from '@remote-view/protocol';
import { WebSocket } from 'ws';
import type { Log } from './log.ts';

export interface GatewayLinkOptions {
  /** `ws://…/v1/hosts` */
  readonly url: string;
  readonly key: string | undefined;
  readonly log: Log;
  /** Called for each connection: the host and the sessions that it runs right now. */
  readonly registration: () => Extract<hostLink.HostMessage, { type: 'register' }>;
}

export interface GatewayLinkHandlers {
  message(message: hostLink.GatewayToHost): void;
  /** The gateway will not have this host: dialling again is of no use. */
  refused(error: RemoteViewError): void;
}

const RETRY_DELAYS_MS = [100, 250, 500, 1_000, 2_000, 4_000] as const;
/** The gateway pings every 10 s; silence beyond this is a dead connection. */
const SILENCE_MS = 25_000;

export class GatewayLink {
  readonly #options: GatewayLinkOptions;
  readonly #handlers: GatewayLinkHandlers;
  #socket: WebSocket | undefined;
  #registered = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: GatewayLinkOptions, handlers: GatewayLinkHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#dial();
  }

  send(message: hostLink.HostMessage): void {
    if (this.#registered) this.#socket?.send(JSON.stringify(message));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#socket?.close(1001);
  }

  #dial(): void {
    const { url, key, log } = this.#options;
    const socket = new WebSocket(url, HOST_SUBPROTOCOL, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      maxPayload: LIMITS.signalingBytes,
      perMessageDeflate: false,
      handshakeTimeout: 5_000,
    });
    this.#socket = socket;
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
      const refused = response.statusCode === 401 || response.statusCode === 403;
      socket.terminate();
      if (!refused) return;
      this.close();
      this.#handlers.refused(
        new RemoteViewError('unauthorized', 'The gateway refused the host key.', { context: { url } }),
      );
    });
    // An error is followed by `close`.
    socket.on('error', (error) => {
      if (this.#failures === 0 && !this.#closed) log.warn(`the gateway cannot be reached: ${error.message}`, { url });
    });
    socket.on('close', () => this.#lost(socket));
  }

  #receive(message: hostLink.GatewayToHost): void {
    if (message.type === 'registered') {
      this.#registered = true;
      this.#failures = 0;
      this.#options.log.info('registered with the gateway', { url: this.#options.url });
    } else if (message.type === 'error') {
      this.#options.log.warn(`the gateway refused: ${message.message}`, { code: message.code });
      if (message.code === 'unsupported-version' || message.code === 'unauthorized') {
        this.close();
        this.#handlers.refused(new RemoteViewError(message.code, message.message));
        return;
      }
    }
    this.#handlers.message(message);
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket || this.#closed) return;
    clearTimeout(this.#silence);
    if (this.#registered) this.#options.log.warn('the gateway is gone; sessions go on', { url: this.#options.url });
    this.#registered = false;
    const delay = RETRY_DELAYS_MS[Math.min(this.#failures, RETRY_DELAYS_MS.length - 1)]!;
    this.#failures++;
    this.#timer = setTimeout(() => this.#dial(), delay);
  }

  #heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#socket?.terminate(), SILENCE_MS);
  }
}

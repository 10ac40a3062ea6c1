/** The other end of the host link, in the test's hands; viewers over `/v1/media` are let in and say nothing. */
import { check, hostLink, HOST_SUBPROTOCOL, MEDIA_SUBPROTOCOL, type PublicKey } from '@remote-view/protocol';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

type Message<T extends hostLink.HostMessage['type']> = Extract<hostLink.HostMessage, { readonly type: T }>;

export class FakeGateway {
  readonly messages: hostLink.HostMessage[] = [];
  /** `ws://…/v1/hosts` */
  url = '';
  /** Hosts that have come, in all. */
  connections = 0;
  /** Instead of letting hosts in: 401 and the like. */
  refuseWith: number | undefined;
  /** Of viewers' tokens. */
  keys: PublicKey[] = [];
  readonly #http = createServer();
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #waiting = new Set<() => void>();
  #host: WebSocket | undefined;

  static async listen(): Promise<FakeGateway> {
    const gateway = new FakeGateway();
    gateway.#http.listen(0, '127.0.0.1');
    await once(gateway.#http, 'listening');
    gateway.url = `ws://127.0.0.1:${(gateway.#http.address() as AddressInfo).port}/v1/hosts`;
    return gateway;
  }

  constructor() {
    this.#http.on('upgrade', (request: IncomingMessage, socket, head) => {
      if (this.refuseWith !== undefined) socket.end(`HTTP/1.1 ${this.refuseWith} No\r\nconnection: close\r\n\r\n`);
      else this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#accept(opened));
    });
  }

  send(message: hostLink.GatewayToHost): void {
    this.#host?.send(JSON.stringify(message));
  }

  /** The first of this type, from the message of this number on, that fits. */
  async told<T extends hostLink.HostMessage['type']>(
    type: T,
    fits: (message: Message<T>) => boolean = () => true,
    from = 0,
  ): Promise<Message<T>> {
    const find = (): Message<T> | undefined =>
      this.messages
        .slice(from)
        .find((message): message is Message<T> => message.type === type && fits(message as Message<T>));
    await this.until(() => find() !== undefined);
    return find()!;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  /** Cuts the host's connection. */
  cut(): void {
    this.#host?.terminate();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    if (this.#http.listening) await new Promise((resolve) => this.#http.close(resolve));
  }

  #accept(socket: WebSocket): void {
    if (socket.protocol === MEDIA_SUBPROTOCOL) {
      socket.once('message', () => socket.send(JSON.stringify({ type: 'open' })));
      return;
    }
    if (socket.protocol !== HOST_SUBPROTOCOL) throw new Error(`a host that says ${socket.protocol}`);
    this.#host = socket;
    this.connections++;
    socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString('utf8'));
      if (!check(hostLink.HostMessage, message)) throw new Error(`unknown message ${data.toString('utf8')}`);
      this.messages.push(message);
      if (message.type === 'register') this.send({ type: 'registered', host: message.host, keys: this.keys });
      this.#wake();
    });
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** A real gateway on a port of its own, and real WebSocket clients that play viewers and hosts. For tests. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { WebSocket, type ClientOptions } from 'ws';
import { HOST_SUBPROTOCOL, PROTOCOL_VERSION, VIEWER_SUBPROTOCOL, type rest } from '@remote-view/protocol';
import { buildApp } from '../app.ts';
import type { GatewayOptions } from '../options.ts';
import { hashToken } from '../sessions/token.ts';

export interface Received {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One end of a WebSocket that remembers what came, so that a test can ask for it later. */
export class Client {
  readonly socket: WebSocket;
  /** Resolves with the code once the socket is closed. */
  readonly closed: Promise<number>;
  readonly #messages: Received[] = [];
  readonly #waiting: ((message: Received) => void)[] = [];

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString('utf8')) as Received;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#messages.push(message);
      else waiting(message);
    });
  }

  send(message: object | string | Buffer): void {
    const isRaw = typeof message === 'string' || Buffer.isBuffer(message);
    this.socket.send(isRaw ? message : JSON.stringify(message));
  }

  /** The next message, in the order in which they came. */
  async next(): Promise<Received> {
    const message = this.#messages.shift();
    if (message !== undefined) return message;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sends a ping and waits for its pong: what was sent before has been dealt with by then. */
  async settled(): Promise<void> {
    await new Promise((resolve) => {
      this.socket.once('pong', resolve);
      this.socket.ping();
    });
  }

  /** Messages that nobody has asked for yet. */
  get pending(): readonly Received[] {
    return this.#messages;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

export interface HostFields {
  readonly host?: string;
  readonly incarnation?: string;
  readonly capacity?: number;
  readonly scenes?: readonly string[];
  readonly sessions?: readonly { readonly session: string; readonly scene: string; readonly tokenHash: string }[];
  readonly version?: number;
}

export function registration(fields: HostFields = {}) {
  const { host = 'host-1', incarnation = 'first', capacity = 2, scenes = ['cube'], sessions = [] } = fields;
  return {
    type: 'register',
    version: fields.version ?? PROTOCOL_VERSION,
    host,
    incarnation,
    capacity,
    scenes: scenes.map((name) => ({ name, title: name.toUpperCase(), description: '' })),
    machine: { adapter: 'SwiftShader', software: true, encoder: 'libx264' },
    sessions,
  } as const;
}

export class Harness {
  readonly app: FastifyInstance;
  readonly port: number;

  constructor(app: FastifyInstance, port: number) {
    this.app = app;
    this.port = port;
  }

  static async start(options: GatewayOptions = {}): Promise<Harness> {
    const app = buildApp({ dev: true, ...options });
    await app.listen({ host: '127.0.0.1', port: 0 });
    return new Harness(app, (app.server.address() as AddressInfo).port);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  /** Opens a socket; rejects with the HTTP status where the upgrade is refused. */
  async open(path: string, subprotocols: string | string[] = [], options: ClientOptions = {}): Promise<Client> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}${path}`, subprotocols, options);
    const client = new Client(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_request, response) => {
        reject(new Error(`refused with ${response.statusCode}`));
        socket.terminate();
      });
    });
  }

  async viewer(options: ClientOptions = {}): Promise<Client> {
    return this.open('/v1/signal', VIEWER_SUBPROTOCOL, options);
  }

  async hostSocket(options: ClientOptions = {}): Promise<Client> {
    return this.open('/v1/hosts', HOST_SUBPROTOCOL, options);
  }

  /** A host that is registered. */
  async host(fields: HostFields = {}, options: ClientOptions = {}): Promise<Client> {
    const client = await this.hostSocket(options);
    client.send(registration(fields));
    const answer = await client.next();
    if (answer.type !== 'registered') throw new Error(`not registered: ${JSON.stringify(answer)}`);
    return client;
  }

  async post(body: unknown, headers: Record<string, string> = {}) {
    return this.app.inject({
      method: 'POST',
      url: '/v1/sessions',
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** @param token in place of the session's own; null: none */
  async end({ id, token }: SessionTicket, shown: string | null = token) {
    const headers = shown === null ? {} : { authorization: `Bearer ${shown}` };
    return this.app.inject({ method: 'DELETE', url: `/v1/sessions/${id}`, headers });
  }

  async createSession(scene = 'cube'): Promise<rest.CreatedSession> {
    const response = await this.post({ scene });
    if (response.statusCode !== 201) throw new Error(response.body);
    return response.json<rest.CreatedSession>();
  }

  /** A viewer that has joined. */
  async joined(session: rest.CreatedSession): Promise<Client> {
    const client = await this.viewer();
    client.send(joinOf(session));
    const answer = await client.next();
    if (answer.type !== 'joined') throw new Error(`not joined: ${JSON.stringify(answer)}`);
    return client;
  }
}

export type SessionTicket = Pick<rest.CreatedSession, 'id' | 'token'>;

export function joinOf({ id, token }: SessionTicket) {
  return { type: 'join', version: PROTOCOL_VERSION, session: id, token } as const;
}

/** How a host lists a session that it runs. */
export function runningOf({ id, token, scene }: rest.CreatedSession) {
  return { session: id, scene, tokenHash: hashToken(token) };
}

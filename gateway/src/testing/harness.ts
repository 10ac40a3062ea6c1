/** A real gateway on a port of its own, and real WebSocket clients that play viewers and hosts. For tests. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { WebSocket, type ClientOptions } from 'ws';
import {
  DEFAULT_RULES,
  HOST_SUBPROTOCOL,
  PROTOCOL_VERSION,
  VIEWER_SUBPROTOCOL,
  type rest,
} from '@remote-view/protocol';
import { buildApp } from '../app.ts';
import type { GatewayOptions } from '../options.ts';
import type { GrantSession } from '../identity/grants.ts';
import type { Granted } from '../identity/identity.ts';
import { SCOPES } from '../identity/principal.ts';
import { SessionProofs } from '../identity/session-proofs.ts';
import { newTokenKey, readTokenKeys } from '../identity/token-keys.ts';

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
  /** With the proof of a gateway, where they bear no other. */
  readonly sessions?: readonly { readonly session: string; readonly scene: string; readonly proof?: string }[];
  readonly labels?: readonly string[];
  readonly version?: number;
}

/** The same for all gateways of a test file: a token outlives the gateway that made it. */
const TOKEN_KEYS = JSON.stringify({ keys: [newTokenKey('test')] });
const PROOFS = new SessionProofs(await readTokenKeys(TOKEN_KEYS));

export function registration(fields: HostFields = {}) {
  const { host = 'host-1', incarnation = 'first', capacity = 2, scenes = ['cube'], sessions = [] } = fields;
  const tenant = 'default';
  const running = sessions.map(({ proof, ...listed }) => ({
    ...listed,
    ...{ tenant, rules: DEFAULT_RULES },
    proof: proof ?? PROOFS.prove({ session: listed.session, tenant, host }),
  }));
  return {
    type: 'register',
    version: fields.version ?? PROTOCOL_VERSION,
    host,
    incarnation,
    capacity,
    scenes: scenes.map((name) => ({ name, title: name.toUpperCase(), description: '' })),
    machine: { adapter: 'SwiftShader', software: true, encoder: 'libx264' },
    sessions: running,
    ...(fields.labels === undefined ? {} : { labels: [...fields.labels] }),
  } as const;
}

export class Harness {
  readonly app: FastifyInstance;
  readonly port: number;

  constructor(app: FastifyInstance, port: number) {
    this.app = app;
    this.port = port;
  }

  static async start(options: GatewayOptions = {}, port = 0): Promise<Harness> {
    const app = buildApp({ dev: true, maxEventLoopDelay: 0, tokenKeys: TOKEN_KEYS, ...options });
    await app.listen({ host: '127.0.0.1', port });
    return new Harness(app, (app.server.address() as AddressInfo).port);
  }

  /** Sessions of the hosts here. */
  get sessionCount(): number {
    return [...this.app.exchange.switchboard.counts().values()].reduce((sum, count) => sum + count, 0);
  }

  /** Hosts that sessions can be had from. */
  async usableHosts(): Promise<number> {
    const hosts = await this.app.cluster.hosts();
    return hosts.filter(({ connected, problem }) => connected && problem === undefined).length;
  }

  /** A token for a session, whether or not there is one. */
  async grant(session: GrantSession, wish: rest.TokenWish = {}): Promise<Granted> {
    const by = { tenant: session.tenant, name: 'test', scopes: SCOPES };
    return this.app.identity.grant(session, wish, by);
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

  async get({ id, token }: SessionTicket) {
    return this.app.inject({ url: `/v1/sessions/${id}`, headers: { authorization: `Bearer ${token}` } });
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
export function runningOf({ id, scene }: rest.CreatedSession) {
  return { session: id, scene };
}

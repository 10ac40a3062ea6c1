/** A host without a GPU: it says what a real one says over its link, at once. */
import { randomBytes } from 'node:crypto';
import { HOST_SUBPROTOCOL, PROTOCOL_VERSION, type hostLink } from '@remote-view/protocol';
import { ClientSocket, type Received } from './client-socket.ts';
import { HOST_REDIAL } from './redial.ts';
import { ANSWER_SDP } from './sdp-text.ts';
import { add, type Tally } from './tally.ts';

export const SCENE = 'simulated';
/** As real hosts do, ms. */
const REPORT_EVERY = 5_000;

export interface SimulatedHostOptions {
  readonly name: string;
  readonly slots: number;
  readonly urls: readonly string[];
  readonly first: number;
  readonly key: string;
  /** What gateways said, by type. */
  readonly told: Tally;
  readonly failed: Tally;
}

export class SimulatedHost {
  readonly socket: ClientSocket;
  readonly #options: SimulatedHostOptions;
  readonly #incarnation = randomBytes(9).toString('base64url');
  readonly #sessions = new Map<string, hostLink.HostSession>();
  /** Viewers that have a peer connection, by session. */
  readonly #viewers = new Map<string, Set<string>>();
  readonly #reports: NodeJS.Timeout;

  constructor(options: SimulatedHostOptions) {
    this.#options = options;
    const { urls, first, key, failed } = options;
    this.socket = new ClientSocket({
      ...{ urls: urls.map((url) => `${url.replace('http', 'ws')}/v1/hosts`), first, failed },
      subprotocol: HOST_SUBPROTOCOL,
      headers: { authorization: `Bearer ${key}` },
      redial: HOST_REDIAL,
      greet: () => this.#registration(),
      receive: (message) => this.#obey(message),
    });
    this.#reports = setInterval(() => this.#report(), REPORT_EVERY);
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  close(): void {
    clearInterval(this.#reports);
    this.socket.close();
  }

  #obey(message: Received): void {
    add(this.#options.told, message.type);
    const session = String(message['session']);
    switch (message.type) {
      case 'registered':
        return this.socket.settle();
      case 'start': {
        const { scene, tenant, rules, proof } = message as unknown as hostLink.HostSession;
        this.#sessions.set(session, { session, scene, tenant, rules, proof });
        return this.socket.send({ type: 'session-ready', session });
      }
      case 'offer':
        return this.#answer(session, message);
      case 'end':
        this.#sessions.delete(session);
        this.#viewers.delete(session);
        return;
      default:
    }
  }

  #answer(session: string, { viewer, peer }: Received): void {
    this.socket.send({ type: 'answer', session, viewer, peer, sdp: ANSWER_SDP });
    const viewers = this.#viewers.get(session) ?? new Set();
    this.#viewers.set(session, viewers);
    if (viewers.has(String(viewer))) return;
    viewers.add(String(viewer));
    this.socket.send({ type: 'viewers', session, count: viewers.size });
  }

  #registration(): object {
    const { name, slots } = this.#options;
    return {
      type: 'register',
      version: PROTOCOL_VERSION,
      host: name,
      incarnation: this.#incarnation,
      capacity: slots,
      scenes: [{ name: SCENE, title: 'Simulated', description: '' }],
      machine: { adapter: 'none', software: true, encoder: 'none' },
      sessions: [...this.#sessions.values()],
    };
  }

  #report(): void {
    if (this.socket.settledAt === undefined) return;
    this.socket.send({ type: 'report', warm: 1, cpu: 0.5, freeMemory: 8_192, draining: false });
  }
}

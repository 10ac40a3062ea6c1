/** The host agent: what the machine can do, the warm processes, the sessions, and the link to the gateway. */
import { PROTOCOL_VERSION, RemoteViewError, type hostLink, type Millis } from '@remote-view/protocol';
import { randomUUID } from 'node:crypto';
import type { StreamSettings } from './child-messages.ts';
import { GatewayLink } from './gateway-link.ts';
import type { Log } from './log.ts';
import type { Machine } from './machine.ts';
import type { CatalogScene } from './scene-catalog.ts';
import type { SceneLimits } from './scene-limits.ts';
import { scenePool, streamPool } from './session-processes.ts';
import { Session, type SessionPools } from './session.ts';

export interface AgentOptions {
  readonly name: string;
  readonly gatewayUrl: string;
  readonly hostKey: string | undefined;
  readonly scenes: ReadonlyMap<string, CatalogScene>;
  /** What it renders with, or why it cannot. */
  readonly machine: Machine | RemoteViewError;
  /** Sessions at once. */
  readonly capacity: number;
  /** Processes of each kind kept ready. */
  readonly warm: number;
  readonly stream: StreamSettings;
  readonly setupTimeout: Millis;
  readonly emptyTimeout: Millis;
  readonly heartbeatTimeout: Millis;
  readonly limits: SceneLimits;
  /** Given where the scenes are being written: takes lines for the terminal of whoever writes them. */
  readonly develop: ((lines: string) => void) | undefined;
  readonly log: Log;
  /** The gateway will never have this host. */
  readonly refused: (error: RemoteViewError) => void;
}

interface RunningSession {
  readonly session: Session;
  readonly scene: string;
  readonly tokenHash: string;
}

export class Agent {
  readonly #options: AgentOptions;
  readonly #incarnation = randomUUID();
  /** Undefined on a machine that can render nothing. */
  readonly #pools: SessionPools | undefined;
  readonly #sessions = new Map<string, RunningSession>();
  #link: GatewayLink | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    const { machine, ...rest } = options;
    if (machine instanceof RemoteViewError) return;
    const processes = { ...rest, machine, developing: options.develop !== undefined, filled: () => this.#filled() };
    this.#pools = { scenes: scenePool(processes), streams: streamPool(processes) };
  }

  /** Waits until the first processes are warm, then registers: a host that is listed can start at once. */
  async start(): Promise<void> {
    await Promise.all([this.#pools?.scenes.whenReady(), this.#pools?.streams.whenReady()]);
    const { gatewayUrl, hostKey, log, refused } = this.#options;
    this.#link = new GatewayLink(
      { url: gatewayUrl, key: hostKey, log, registration: () => this.#registration() },
      { message: (message) => this.#receive(message), refused },
    );
  }

  close(): void {
    for (const { session } of this.#sessions.values()) session.end('host-lost', 'The renderer host was stopped.');
    this.#pools?.scenes.close();
    this.#pools?.streams.close();
    this.#link?.close();
  }

  /** Whoever measures how fast sessions start waits for this line before the next one. */
  #filled(): void {
    const { scenes, streams } = this.#pools ?? {};
    if (scenes?.full !== true || streams?.full !== true) return;
    this.#options.log.info('ready for the next session', { warm: this.#options.warm });
  }

  #registration(): Extract<hostLink.HostMessage, { type: 'register' }> {
    const { name, capacity, scenes, machine } = this.#options;
    return {
      type: 'register',
      version: PROTOCOL_VERSION,
      host: name,
      incarnation: this.#incarnation,
      capacity,
      scenes: [...scenes.values()].map((scene) => ({
        name: scene.name,
        title: scene.title,
        description: scene.description,
      })),
      ...describeMachine(machine),
      sessions: [...this.#sessions].map(([session, { scene, tokenHash }]) => ({ session, scene, tokenHash })),
    };
  }

  #receive(message: hostLink.GatewayToHost): void {
    switch (message.type) {
      case 'start':
        this.#startSession(message);
        return;
      case 'offer': {
        const { session, ...offer } = message;
        const running = this.#sessions.get(session);
        if (running !== undefined) running.session.offer(offer);
        else this.#refuseOffer(message);
        return;
      }
      case 'relay': {
        const { session, ...relay } = message;
        const url = new URL('media', this.#options.gatewayUrl).href;
        const running = this.#sessions.get(session);
        if (running !== undefined) running.session.offer({ ...relay, url });
        else this.#refuseOffer(message);
        return;
      }
      case 'end':
        this.#sessions.get(message.session)?.session.end(message.code, 'The gateway ended the session.');
        return;
      case 'registered':
      case 'error':
        return;
      default:
        message satisfies never;
    }
  }

  #startSession(message: Extract<hostLink.GatewayToHost, { type: 'start' }>): void {
    const { session: id, scene: name, tokenHash, rules } = message;
    const send = (message: hostLink.HostMessage): void => this.#link?.send(message);
    if (this.#sessions.has(id)) {
      send({ type: 'session-ready', session: id });
      return;
    }
    const scene = this.#options.scenes.get(name);
    const full = this.#sessions.size >= this.#options.capacity;
    if (scene === undefined || full) {
      const code = full ? 'no-capacity' : 'unknown-scene';
      send({ type: 'session-ended', session: id, code, message: new RemoteViewError(code).message });
      return;
    }
    const { stream, setupTimeout, emptyTimeout, develop } = this.#options;
    const pools = this.#pools;
    if (pools === undefined) {
      send({ type: 'session-ended', session: id, code: 'host-refused', message: 'The host can render nothing.' });
      return;
    }
    const log = this.#options.log.with({ session: id, scene: name });
    log.info('a session starts');
    const session = new Session({ id, scene, stream, rules, setupTimeout, emptyTimeout, develop, log }, pools, {
      ready: () => send({ type: 'session-ready', session: id }),
      answer: (viewer, peer, sdp) => send({ type: 'answer', session: id, viewer, peer, sdp }),
      viewerError: (viewer, peer, code, text) =>
        send({ type: 'viewer-error', session: id, viewer, peer, code, message: text.slice(0, 4_096) }),
      renegotiate: (code, text) => send({ type: 'renegotiate', session: id, code, message: text.slice(0, 4_096) }),
      ended: (code, text) => {
        this.#sessions.delete(id);
        send({ type: 'session-ended', session: id, code, message: text.slice(0, 4_096) });
      },
    });
    this.#sessions.set(id, { session, scene: name, tokenHash });
  }

  #refuseOffer({ session, viewer, peer }: Extract<hostLink.GatewayToHost, { type: 'offer' | 'relay' }>): void {
    const { code, message } = new RemoteViewError('unknown-session');
    this.#link?.send({ type: 'viewer-error', session, viewer, peer, code, message });
  }
}

function describeMachine(
  machine: Machine | RemoteViewError,
): Pick<Extract<hostLink.HostMessage, { type: 'register' }>, 'machine' | 'problem'> {
  if (machine instanceof RemoteViewError) {
    const { code, message } = machine;
    return { machine: { adapter: '', software: false, encoder: '' }, problem: { code, message } };
  }
  const { adapter, software, encoder } = machine;
  return { machine: { adapter: adapter.slice(0, 200), software, encoder } };
}

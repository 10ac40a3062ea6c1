/** The host agent: what the machine can do, the warm processes, the sessions, and the link to the gateway. */
import {
  PROTOCOL_VERSION,
  RemoteViewError,
  type hostLink,
  type Millis,
  type PublicKey,
  type Resources,
  type rest,
} from '@remote-view/protocol';
import { randomUUID } from 'node:crypto';
import { TokenVerifier } from '../access/token-verifier.ts';
import type { StreamSettings } from './child-messages.ts';
import { GatewayLink } from './gateway-link.ts';
import { gatewayOrder } from './gateways.ts';
import { HostReports } from './host-reports.ts';
import type { Log } from './log.ts';
import type { Machine } from './machine.ts';
import { hasRoom } from './room.ts';
import type { CatalogScene } from './scene-catalog.ts';
import type { SceneLimits } from './scene-limits.ts';
import { scenePool, streamPool } from './session-processes.ts';
import { Session, type SessionPools } from './session.ts';
import { UdpPorts, type PortRange } from './udp-ports.ts';

export interface AgentOptions {
  readonly name: string;
  /** At least one; the host is linked to one at a time. */
  readonly gatewayUrls: readonly string[];
  readonly hostKey: string | undefined;
  readonly scenes: ReadonlyMap<string, CatalogScene>;
  /** What it renders with, or why it cannot. */
  readonly machine: Machine | RemoteViewError;
  /** Sessions at once. */
  readonly capacity: number;
  /** What there is for all sessions together. */
  readonly resources: Resources;
  /** `key=value`, for operators and for sessions that ask for such a host. */
  readonly labels: readonly string[];
  /** Processes of each kind kept ready. */
  readonly warm: number;
  readonly stream: Omit<StreamSettings, 'port'>;
  /** UDP ports for media; undefined: any. */
  readonly portRange: PortRange | undefined;
  readonly setupTimeout: Millis;
  /** Of whoever signs viewers' tokens; undefined: the gateway says which. */
  readonly tokenKeys: readonly PublicKey[] | undefined;
  readonly heartbeatTimeout: Millis;
  readonly limits: SceneLimits;
  /** Given where the scenes are being written: takes lines for the terminal of whoever writes them. */
  readonly develop: ((lines: string) => void) | undefined;
  readonly log: Log;
  /** No gateway will ever have this host. */
  readonly refused: (error: RemoteViewError) => void;
}

interface RunningSession {
  readonly session: Session;
  readonly listed: hostLink.HostSession;
}

export class Agent {
  readonly #options: AgentOptions;
  readonly #incarnation = randomUUID();
  /** Undefined on a machine that can render nothing. */
  readonly #pools: SessionPools | undefined;
  readonly #sessions = new Map<string, RunningSession>();
  readonly #tokens: TokenVerifier;
  readonly #reports: HostReports;
  #link: GatewayLink | undefined;
  /** All warm processes are there. */
  #full = false;
  /** Given while the host takes no new sessions: resolves with the end of the last one. */
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#reports = new HostReports(
      () => ({ warm: this.#warm, draining: this.#drained !== undefined }),
      (report) => this.#link?.send(report),
    );
    this.#warnOfNeeds();
    this.#tokens = new TokenVerifier(options.tokenKeys);
    const { machine, ...rest } = options;
    if (machine instanceof RemoteViewError) return;
    const processes = {
      ...rest,
      machine,
      developing: options.develop !== undefined,
      changed: () => this.#poolChanged(),
    };
    const ports = options.portRange && new UdpPorts(options.portRange);
    this.#pools = { scenes: scenePool(processes), streams: streamPool(processes), ports };
  }

  /** Waits until the first processes are warm, then registers: a host that is listed can start at once. */
  async start(): Promise<void> {
    await Promise.all([this.#pools?.scenes.whenReady(), this.#pools?.streams.whenReady()]);
    const { name, gatewayUrls, hostKey, log, refused } = this.#options;
    this.#link = new GatewayLink(
      { urls: gatewayOrder(name, gatewayUrls), key: hostKey, log, registration: () => this.#registration() },
      { message: (message) => this.#receive(message), refused },
    );
  }

  /**
   * Takes no new sessions. Resolves when the last one has ended that somebody has been connected to; at once where nobody is
   * connected to any.
   */
  drain(): Promise<void> {
    if (this.#drained !== undefined) return this.#drained.promise;
    this.#drained = Promise.withResolvers();
    this.#reports.changed();
    const viewers = [...this.#sessions.values()].reduce((sum, { session }) => sum + session.viewers, 0);
    if (viewers === 0) this.#drained.resolve();
    else
      this.#options.log.info('no new sessions: waiting for those that run', { sessions: this.#sessions.size, viewers });
    return this.#drained.promise;
  }

  close(): void {
    this.#reports.close();
    for (const { session } of this.#sessions.values()) session.end('host-lost', 'The renderer host was stopped.');
    this.#pools?.scenes.close();
    this.#pools?.streams.close();
    this.#link?.close();
  }

  #poolChanged(): void {
    const { scenes, streams } = this.#pools ?? {};
    const full = scenes?.full === true && streams?.full === true;
    // Whoever measures how fast sessions start waits for this line before the next one.
    if (full && !this.#full) this.#options.log.info('ready for the next session', { warm: this.#options.warm });
    this.#full = full;
    this.#reports.changed();
  }

  /** Sessions that would begin at once. */
  get #warm(): number {
    if (this.#pools === undefined || this.#drained !== undefined) return 0;
    const { scenes, streams } = this.#pools;
    return Math.min(scenes.ready, streams.ready, this.#options.capacity - this.#sessions.size);
  }

  #warnOfNeeds(): void {
    const { scenes, resources, log } = this.#options;
    for (const { name, needs = {} } of scenes.values()) {
      if (!hasRoom({ slots: 1, resources }, [], needs))
        log.warn('this host has less than the scene needs', { scene: name });
    }
  }

  #registration(): Extract<hostLink.HostMessage, { type: 'register' }> {
    const { name, capacity, resources, labels, scenes, machine, develop } = this.#options;
    return {
      type: 'register',
      version: PROTOCOL_VERSION,
      host: name,
      incarnation: this.#incarnation,
      capacity,
      resources,
      labels: [...labels],
      scenes: [...scenes.values()].map((scene) => sceneInfo(scene, develop !== undefined)),
      ...describeMachine(machine),
      sessions: [...this.#sessions.values()].map(({ listed }) => listed),
    };
  }

  #receive(message: hostLink.GatewayToHost): void {
    switch (message.type) {
      case 'start':
        this.#startSession(message);
        return;
      case 'offer': {
        const { session, token, ...offer } = message;
        const running = this.#sessions.get(session);
        if (running !== undefined) running.session.offer(offer, token);
        else this.#refuseOffer(message);
        return;
      }
      case 'relay': {
        const { session, token, ...relay } = message;
        // The ticket is good where it was given out.
        const url = new URL('media', this.#link?.url).href;
        const running = this.#sessions.get(session);
        if (running !== undefined) running.session.offer({ ...relay, url }, token);
        else this.#refuseOffer(message);
        return;
      }
      case 'end':
        this.#sessions.get(message.session)?.session.end(message.code, 'The gateway ended the session.');
        return;
      case 'end-viewer':
        this.#sessions.get(message.session)?.session.endViewer(message.viewer);
        return;
      case 'registered':
        this.#tokens.trust(message.keys);
        for (const [session, running] of this.#sessions) {
          this.#link?.send({ type: 'viewers', session, count: running.session.viewers });
        }
        this.#reports.tell();
        return;
      case 'thumbnail':
        void this.#sendThumbnail(message);
        return;
      case 'error':
        return;
      default:
        message satisfies never;
    }
  }

  #startSession(message: Extract<hostLink.GatewayToHost, { type: 'start' }>): void {
    const { type: _, ...listed } = message;
    const { session: id, scene: name, rules } = listed;
    const send = (message: hostLink.HostMessage): void => this.#link?.send(message);
    if (this.#sessions.has(id)) {
      send({ type: 'session-ready', session: id });
      return;
    }
    if (this.#drained !== undefined) {
      send({ type: 'session-ended', session: id, code: 'host-refused', message: 'The host is being stopped.' });
      return;
    }
    const scene = this.#options.scenes.get(name);
    const full = scene !== undefined && !this.#hasRoom(scene);
    if (scene === undefined || full) {
      const code = full ? 'no-capacity' : 'unknown-scene';
      send({ type: 'session-ended', session: id, code, message: new RemoteViewError(code).message });
      return;
    }
    const { stream, setupTimeout, develop } = this.#options;
    const tokens = this.#tokens;
    const pools = this.#pools;
    if (pools === undefined) {
      send({ type: 'session-ended', session: id, code: 'host-refused', message: 'The host can render nothing.' });
      return;
    }
    const log = this.#options.log.with({ session: id, scene: name });
    log.info('a session starts');
    const session = new Session({ id, scene, stream, rules, tokens, setupTimeout, develop, log }, pools, {
      ready: () => send({ type: 'session-ready', session: id }),
      answer: (viewer, peer, sdp) => send({ type: 'answer', session: id, viewer, peer, sdp }),
      viewerError: (viewer, peer, code, text) =>
        send({ type: 'viewer-error', session: id, viewer, peer, code, message: text.slice(0, 4_096) }),
      renegotiate: (code, text) => send({ type: 'renegotiate', session: id, code, message: text.slice(0, 4_096) }),
      viewers: (count) => send({ type: 'viewers', session: id, count }),
      viewerGone: (viewer) => send({ type: 'viewer-gone', session: id, viewer }),
      ended: (code, text) => {
        this.#sessions.delete(id);
        if (![...this.#sessions.values()].some(({ session }) => session.isClaimed)) this.#drained?.resolve();
        this.#reports.changed();
        send({ type: 'session-ended', session: id, code, message: text.slice(0, 4_096) });
      },
    });
    this.#sessions.set(id, { session, listed });
    this.#reports.changed();
  }

  #hasRoom({ needs = {} }: CatalogScene): boolean {
    const { capacity, resources, scenes } = this.#options;
    const running = [...this.#sessions.values()].map(({ listed }) => scenes.get(listed.scene)?.needs ?? {});
    return hasRoom({ slots: capacity, resources }, running, needs);
  }

  async #sendThumbnail({ session, request }: Extract<hostLink.GatewayToHost, { type: 'thumbnail' }>): Promise<void> {
    const jpeg = await this.#sessions.get(session)?.session.thumbnail();
    this.#link?.send({ type: 'thumbnail', session, request, ...(jpeg !== undefined && { jpeg }) });
  }

  #refuseOffer({ session, viewer, peer }: Extract<hostLink.GatewayToHost, { type: 'offer' | 'relay' }>): void {
    const { code, message } = new RemoteViewError('unknown-session');
    this.#link?.send({ type: 'viewer-error', session, viewer, peer, code, message });
  }
}

/** As the gateway knows it. */
function sceneInfo({ name, title, description, version, needs }: CatalogScene, developing: boolean): rest.SceneInfo {
  return {
    name,
    title,
    description,
    // What is being written is another scene after the next save.
    ...(version !== undefined && !developing && { version }),
    ...(needs !== undefined && { needs }),
  };
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

/**
 * Where sockets, requests, other gateways, the store and the switchboard meet: gives the switchboard time, ids and what the store
 * decided, and does what it decides.
 *
 * A viewer's socket may be at one gateway and its session's host at another. Then this gateway passes on what the viewer says,
 * and the one that the host is linked to seats it at its switchboard as it does its own. What runs goes on when the store or another
 * gateway is away: viewers and hosts of one gateway need neither.
 */
import type { FastifyBaseLogger } from 'fastify';
import {
  ERRORS,
  mediaRelay,
  RemoteViewError,
  type ErrorCode,
  type Millis,
  type SessionId,
  type ViewerId,
} from '@remote-view/protocol';
import type { ClusterStore, GatewayId, SessionEntry } from '../cluster/cluster-store.ts';
import type { LinkId } from '../hosts/linked-hosts.ts';
import { RelayDirectory } from '../relay/relay-directory.ts';
import type { RelayEnd } from '../relay/relay-end.ts';
import type { Effect } from '../switchboard/effects.ts';
import { Switchboard, type SessionTiming } from '../switchboard/switchboard.ts';
import type { GatewayMetrics } from '../telemetry/metrics.ts';
import { Starts } from '../telemetry/starts.ts';
import type { HostReport, IceServers, Join, Register, SessionReport, ViewerRequest } from '../wire/messages.ts';
import type { PeerSocket } from '../wire/peer-socket.ts';
import type { Rejections } from '../wire/rejections.ts';
import type { ViewerEnd } from '../wire/viewer-end.ts';
import { parseGatewayMessage, type GatewayMessage } from './gateway-messages.ts';
import { HostDesk } from './host-desk.ts';
import { MediaDoors } from './media-doors.ts';
import { Neighbours } from './neighbours.ts';
import { Questions } from './questions.ts';
import { RecentPictures } from './recent-pictures.ts';
import { Seating, type Tokens } from './seating.ts';
import type { SessionLatencies } from './session-latencies.ts';
import { SessionRecords } from './session-records.ts';
import { Turns } from './turns.ts';
import type { ViewerDesk } from './viewer-desk.ts';
import type { Visitors } from './visitors.ts';

export interface ExchangeOptions {
  readonly store: ClusterStore;
  readonly tokens: Tokens;
  /** For a session, or one viewer of it. */
  readonly iceServers: (session: SessionId, viewer?: ViewerId) => IceServers;
  readonly timing: SessionTiming & {
    /** How often the store hears that this gateway lives, and the line is served, ms. */
    readonly beatEvery: Millis;
  };
  readonly attachWithin: Millis;
  /** How other gateways reach this one; undefined: they do not. */
  readonly clusterUrl: string | undefined;
  readonly rejections: Rejections;
  readonly metrics: Pick<GatewayMetrics, 'answered' | 'clusterMessage' | 'ended' | 'latency' | 'started' | 'waited'>;
  readonly log: FastifyBaseLogger;
  /** ms since 1970, of a clock that never goes back. */
  readonly now: () => Millis;
}

/** Whether whoever is at another gateway is still there is asked so often. */
const PRESENCE_EVERY: Millis = 5_000;

export class Exchange {
  readonly rejections: Rejections;
  readonly relays: RelayDirectory<RelayEnd>;
  readonly now: () => Millis;
  readonly store: ClusterStore;
  readonly iceServers: ExchangeOptions['iceServers'];
  /** Ways to other gateways, for media. */
  readonly doors: MediaDoors;
  readonly #timing: ExchangeOptions['timing'];
  readonly #metrics: ExchangeOptions['metrics'];
  readonly #log: FastifyBaseLogger;
  readonly #board: Switchboard;
  readonly #records: SessionRecords;
  readonly #starts: Starts;
  readonly #neighbours: Neighbours;
  readonly #hosts: HostDesk;
  readonly #seating: Seating;
  /** For pictures of sessions: JPEG, base64. */
  readonly #thumbnails = new Questions<string>();
  readonly #pictures = new RecentPictures();
  readonly #turns = new Turns();
  #beating: Promise<void> | undefined;
  #tending: Promise<void> | undefined;
  #beatDue: Millis = 0;
  #presenceDue: Millis = 0;
  /** Said once, and not each second. */
  #isStoreAway = false;
  #closed = false;

  constructor(options: ExchangeOptions) {
    const { store, tokens, iceServers, timing, attachWithin, clusterUrl, rejections, metrics, log, now } = options;
    this.store = store;
    this.iceServers = iceServers;
    this.rejections = rejections;
    this.now = now;
    this.relays = new RelayDirectory<RelayEnd>(attachWithin);
    this.#timing = timing;
    this.#metrics = metrics;
    this.#log = log;
    const board = new Switchboard(timing, (given) => tokens.proofs.prove(given));
    const run = (effects: readonly Effect[]): void => this.#run(effects);
    const records = new SessionRecords(store, (session, { code, message }) => run(board.end(session, code, message)));
    const neighbours = new Neighbours({ store, metrics, now });
    const parts = { store, board, records, neighbours, run, rejections, log, now };
    this.#board = board;
    this.#records = records;
    this.#neighbours = neighbours;
    this.#starts = new Starts(metrics);
    this.#hosts = new HostDesk({
      ...parts,
      keys: tokens.publicKeys,
      proofs: tokens.proofs,
      slotsChanged: () => void this.beat(),
    });
    this.#seating = new Seating({ ...parts, hosts: this.#hosts, tokens, iceServers, metrics });
    this.doors = new MediaDoors({ url: clusterUrl, send: async (to, message) => neighbours.send(to, message), now });
  }

  get switchboard(): Pick<Switchboard, 'counts' | 'hosts'> {
    return this.#board;
  }

  get viewers(): ViewerDesk {
    return this.#seating.viewers;
  }

  /** Viewers of other gateways at sessions of ours. */
  get visitors(): Pick<Visitors, 'names' | 'size'> {
    return this.#seating.visitors;
  }

  get latencies(): SessionLatencies {
    return this.#seating.latencies;
  }

  /** @throws RemoteViewError `unavailable` */
  async open(): Promise<void> {
    await this.store.open((from, text) => void this.#fromGateway(from, text));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#thumbnails.close();
    this.doors.close();
    await this.#beating;
    await this.#tending;
    await this.store.close();
  }

  // Sessions

  /**
   * Sees to it that a session which was given a slot starts, wherever its host is linked.
   * @throws RemoteViewError `host-lost` where nobody speaks for that host (any more); the session is ended
   */
  async startSession(entry: SessionEntry): Promise<void> {
    if (entry.gateway === this.store.gateway) {
      if (this.#hosts.start(entry)) return;
    } else if (entry.gateway !== null) {
      // Where nobody knows whether it has arrived, the store tells that gateway by itself.
      if ((await this.#neighbours.deliver(entry.gateway, { type: 'start', session: entry.id })) !== false) return;
    }
    await this.store.end(entry.id, { code: 'host-lost', message: ERRORS['host-lost'].text });
    throw new RemoteViewError('host-lost');
  }

  /** Ends it for everybody in it; nothing where it is over. */
  async endSession(session: SessionId, code: ErrorCode, message: string = ERRORS[code].text): Promise<void> {
    if (this.#board.has(session)) {
      this.#run(this.#board.end(session, code, message));
      await this.#records.settled(session);
      return;
    }
    const entry = await this.store.session(session);
    if (entry === undefined || entry.state === 'ended') return;
    const { gateway } = entry;
    if (this.#neighbours.includes(gateway)) {
      if (await this.#neighbours.send(gateway, { type: 'end', session, code, message })) return;
    }
    await this.store.end(session, { code, message });
    void this.beat();
  }

  /** What to say of a session that nobody knows. */
  async missing(): Promise<RemoteViewError> {
    return this.#seating.missing();
  }

  /** What the session shows, small: a JPEG. Undefined where there is no picture, or none in time. */
  async thumbnail(entry: SessionEntry): Promise<Buffer | undefined> {
    return this.#pictures.get(entry.id, this.now(), async () => this.#askThumbnail(entry));
  }

  async #askThumbnail(entry: SessionEntry): Promise<Buffer | undefined> {
    const { request, answer } = this.#thumbnails.ask(this.now());
    const { id: session, gateway } = entry;
    if (this.#board.has(session)) this.#run(this.#board.thumbnail(session, request) ?? []);
    else if (this.#neighbours.includes(gateway)) {
      await this.#neighbours.send(gateway, { type: 'look', session, request });
    }
    const jpeg = await answer;
    return jpeg === undefined ? undefined : Buffer.from(jpeg, 'base64');
  }

  // Viewers

  addViewer(end: ViewerEnd): ViewerId {
    return this.#seating.add(end);
  }

  /** As {@link Seating.join} */
  async join(viewer: ViewerId, join: Join, address: string): Promise<void> {
    return this.#seating.join(viewer, join, address);
  }

  viewerMessage(viewer: ViewerId, message: ViewerRequest): void {
    this.#seating.message(viewer, message);
  }

  /** Its socket closed; what it has at the host goes on. */
  viewerGone(viewer: ViewerId): void {
    this.#seating.gone(viewer);
  }

  /** It leaves, with what it has at the host. */
  endViewer(viewer: ViewerId): void {
    this.#seating.end(viewer);
  }

  // Hosts

  addHost(socket: PeerSocket): LinkId {
    return this.#hosts.add(socket);
  }

  async register(link: LinkId, message: Register): Promise<void> {
    return this.#hosts.register(link, message);
  }

  /** As {@link HostDesk.message} */
  hostMessage(link: LinkId, message: SessionReport | HostReport): void {
    this.#hosts.message(link, message);
  }

  /** @param inOrder it, or this gateway, said goodbye */
  hostGone(link: LinkId, inOrder: boolean): void {
    this.#hosts.gone(link, inOrder);
  }

  // Time

  /** Ends sessions and relays that are over-due, and keeps up with the store; call it a few times a second. */
  tick(): void {
    const now = this.now();
    this.#run(this.#board.tick(now));
    for (const end of this.relays.tick(now)) end.refuse('connect-timeout', mediaRelay.CLOSE.otherEndGone);
    this.#thumbnails.tick(now);
    this.doors.tick(now);
    if (now < this.#beatDue) return;
    this.#beatDue = now + this.#timing.beatEvery;
    void this.beat();
  }

  /** Keeps up with the store now: a slot may have become free. */
  async beat(): Promise<void> {
    if (!this.#closed) this.#beating ??= this.#tried(this.#beat()).finally(() => (this.#beating = undefined));
    await this.#beating;
    // Behind it, not within: those to be looked after may be many, and meanwhile the store must hear that this gateway lives.
    if (!this.#closed) this.#tending ??= this.#tried(this.#tend()).finally(() => (this.#tending = undefined));
    await this.#tending;
  }

  async #tried(work: Promise<void>): Promise<void> {
    try {
      await work;
      this.#isStoreAway = false;
    } catch (thrown) {
      if (!this.#isStoreAway) this.#log.warn({ code: RemoteViewError.from(thrown).code }, 'the store is away');
      this.#isStoreAway = true;
    }
  }

  async #beat(): Promise<void> {
    const linked = this.#hosts.linked();
    const hosts = linked.map(({ id, registration: { incarnation } }) => ({ id, incarnation }));
    const { placed, fenced, forgotten } = await this.store.beat(hosts);
    for (const host of linked) if (fenced.includes(host.id)) this.#hosts.giveAway(host);
    // First: they are told once.
    for (const entry of placed) {
      this.#metrics.waited(Math.max(0, this.now() - entry.createdAt) / 1_000);
      await this.startSession(entry).catch(() => undefined);
    }
    await this.#hosts.introduceAgain(forgotten, linked);
    this.#records.retry();
  }

  /** Looks after the viewers whose sessions wait, or are not where they were. */
  async #tend(): Promise<void> {
    await this.#seating.tendLine();
    await this.#hosts.giveAwayWhatMoved();
    await this.#seating.seatAdrift();
    const now = this.now();
    if (now < this.#presenceDue) return;
    this.#presenceDue = now + PRESENCE_EVERY;
    await this.#seating.checkPresence();
  }

  // Other gateways

  async #fromGateway(from: GatewayId, text: string): Promise<void> {
    try {
      const message = parseGatewayMessage(text);
      const of = 'viewer' in message ? message.viewer : 'session' in message ? message.session : undefined;
      const obey = async (): Promise<void> => this.#obey(from, message);
      await (of === undefined ? obey() : this.#turns.take(of, obey));
    } catch (thrown) {
      const { code, message } = RemoteViewError.from(thrown);
      this.rejections.add('foreign-gateway');
      this.#log.warn({ gateway: from, code, detail: message }, 'what another gateway said was not acted upon');
    }
  }

  async #obey(from: GatewayId, message: GatewayMessage): Promise<void> {
    switch (message.type) {
      case 'join':
        return this.#seating.visitors.admit(from, message);
      case 'say':
        return this.#seating.visitors.heard(from, message);
      case 'gone':
        return this.#seating.visitors.left(from, message);
      case 'start': {
        const entry = await this.store.session(message.session as SessionId);
        if (entry?.gateway === this.store.gateway) this.#hosts.start(entry);
        return;
      }
      case 'end':
        // Also where it is not here: it may have come out of the line, or moved, since the other one looked.
        return this.endSession(message.session as SessionId, message.code, message.message);
      case 'look': {
        const { session, request } = message;
        const seen = (jpeg: string | undefined): void =>
          void this.#neighbours.send(from, { type: 'seen', request, ...(jpeg === undefined ? {} : { jpeg }) });
        this.#thumbnails.pass(request, this.now(), seen);
        return this.#run(this.#board.thumbnail(session as SessionId, request) ?? []);
      }
      case 'seen':
        return this.#thumbnails.answered(message.request, message.jpeg);
      case 'where':
        return this.doors.asked(from, message.request);
      case 'here':
        return this.doors.told(message.request, message.door);
      case 'tell':
      case 'close':
      case 'media-gone':
      case 'follow':
        this.#seating.told(from, message);
        // What is heard of it next does not wait for that.
        if (message.type === 'follow') void this.beat();
        return;
      case 'host-moved': {
        const host = (await this.store.hosts()).find(({ id }) => id === message.host);
        if (host?.gateway === from) this.#run(this.#board.handOver(host.id));
        return;
      }
      case 'there':
        return this.#seating.accountFor(from, message.viewers);
      default:
        message satisfies never;
    }
  }

  // What the switchboard decided

  #run(effects: readonly Effect[]): void {
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case 'tell-viewer':
        return this.#seating.tell(effect.viewer, effect.message);
      case 'close-viewer':
        return this.#seating.close(effect.viewer, effect.closeCode);
      case 'media-gone':
        return this.#seating.mediaGone(effect.viewer);
      case 'follow':
        return this.#seating.follow(effect.viewer);
      case 'tell-host':
        return this.#hosts.tell(effect.link, effect.message);
      case 'close-host':
        return this.#hosts.close(effect.link, effect.closeCode);
      case 'open-relay':
        for (const end of this.relays.open(effect.relay, this.now())) end.close();
        return;
      case 'record':
        if (effect.change.state !== undefined) this.#starts.became(effect.session, effect.change.state, this.now());
        return this.#records.change(effect.session, effect.host, effect.change);
      case 'record-end':
        this.#metrics.ended(effect.reason.code);
        this.#starts.became(effect.session, 'ended', this.now());
        this.#records.end(effect.session, effect.host, effect.reason);
        // Whoever waits for its slot waits no longer.
        void this.#records.settled(effect.session).then(() => this.beat());
        return;
      case 'thumbnail':
        return this.#thumbnails.answered(effect.request, effect.jpeg);
      case 'reject':
        return this.rejections.add(effect.reason);
      case 'log':
        return this.#log[effect.level](effect.fields, effect.text);
      default:
        effect satisfies never;
    }
  }
}

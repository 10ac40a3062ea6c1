/**
 * Lets viewers in and keeps them where their sessions are: in line while one waits for a slot, at the switchboard while its host is linked
 * here, at another gateway, or adrift while its host is on its way from one to another. Viewers whom other gateways send: `visitors.ts`.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import {
  ERRORS,
  RemoteViewError,
  signaling,
  type ErrorCode,
  type Millis,
  type SessionId,
  type ViewerId,
} from '@remote-view/protocol';
import {
  MAX_WAITED_FOR,
  type ClusterStore,
  type GatewayId,
  type SessionEntry,
  type WaitingNews,
} from '../cluster/cluster-store.ts';
import type { Identity } from '../identity/identity.ts';
import { pieces } from '../pieces.ts';
import type { Effect } from '../switchboard/effects.ts';
import type { Switchboard } from '../switchboard/switchboard.ts';
import type { GatewayMetrics } from '../telemetry/metrics.ts';
import { Negotiations } from '../telemetry/negotiations.ts';
import { inSpan } from '../telemetry/tracing.ts';
import type { IceServers, Join, ToViewer, ViewerRequest } from '../wire/messages.ts';
import type { Rejections } from '../wire/rejections.ts';
import type { ViewerEnd } from '../wire/viewer-end.ts';
import type { GatewayMessage } from './gateway-messages.ts';
import type { HostDesk } from './host-desk.ts';
import type { Neighbours } from './neighbours.ts';
import { SessionLatencies } from './session-latencies.ts';
import type { SessionRecords } from './session-records.ts';
import { standingOf, ToldStandings } from './told-standings.ts';
import { ViewerDesk, type Guest, type Seat } from './viewer-desk.ts';
import { effectsOf, type MediaRequest } from './viewer-requests.ts';
import { Visitors } from './visitors.ts';

/** Who is who, and what hosts can see it by. */
export type Tokens = Pick<Identity, 'publicKeys' | 'proofs' | 'verifyViewer' | 'forHost'>;

export interface SeatingOptions {
  readonly store: ClusterStore;
  readonly board: Switchboard;
  readonly records: SessionRecords;
  readonly hosts: HostDesk;
  readonly neighbours: Neighbours;
  readonly run: (effects: readonly Effect[]) => void;
  readonly tokens: Tokens;
  /** For a viewer of a session. */
  readonly iceServers: (session: SessionId, viewer: ViewerId) => IceServers;
  readonly metrics: Pick<GatewayMetrics, 'answered' | 'latency'>;
  readonly rejections: Rejections;
  readonly log: FastifyBaseLogger;
  readonly now: () => Millis;
}

/** Viewers of a gateway that died are many, and each takes a look at the store: a beat that waits for one after the other is late. */
const SEATED_AT_ONCE = 256;
/** What a viewer may say before it is let in; one more is forgotten. */
const MAX_BACKLOG = 16;

export class Seating {
  readonly viewers = new ViewerDesk();
  readonly visitors: Visitors;
  readonly latencies = new SessionLatencies();
  readonly #store: SeatingOptions['store'];
  readonly #board: SeatingOptions['board'];
  readonly #records: SeatingOptions['records'];
  readonly #hosts: SeatingOptions['hosts'];
  readonly #neighbours: SeatingOptions['neighbours'];
  readonly #run: SeatingOptions['run'];
  readonly #tokens: SeatingOptions['tokens'];
  readonly #iceServers: SeatingOptions['iceServers'];
  readonly #metrics: SeatingOptions['metrics'];
  readonly #rejections: SeatingOptions['rejections'];
  readonly #log: SeatingOptions['log'];
  readonly #now: SeatingOptions['now'];
  readonly #negotiations: Negotiations;
  readonly #told = new ToldStandings();

  constructor(options: SeatingOptions) {
    this.#store = options.store;
    this.#board = options.board;
    this.#records = options.records;
    this.#hosts = options.hosts;
    this.#neighbours = options.neighbours;
    this.#run = options.run;
    this.#tokens = options.tokens;
    this.#iceServers = options.iceServers;
    this.#metrics = options.metrics;
    this.#rejections = options.rejections;
    this.#log = options.log;
    this.#now = options.now;
    this.#negotiations = new Negotiations(options.metrics);
    this.visitors = new Visitors({ ...options, isOurs: (viewer) => this.viewers.seat(viewer) !== undefined });
  }

  add(end: ViewerEnd): ViewerId {
    const viewer = randomBytes(12).toString('base64url') as ViewerId;
    this.viewers.add(viewer, end);
    return viewer;
  }

  /**
   * Lets a viewer in, or refuses it with a coded reason; it is told either.
   * @param address that it comes from
   */
  async join(viewer: ViewerId, { session, token, page = viewer }: Join, address: string): Promise<void> {
    const seat = this.viewers.seat(viewer);
    if (seat?.at !== 'door') return;
    try {
      await inSpan('viewer.join', { 'session.id': session }, async () => {
        const claims = await this.#tokens.verifyViewer(token, address);
        if (claims.sid !== session) throw new RemoteViewError('bad-token');
        const { role, rights, sid, tid: tenant } = claims;
        const id = sid as SessionId;
        const own = await this.#tokens.forHost(claims);
        const iceServers = this.#iceServers(id, viewer);
        const guest = { viewer, session: id, tenant, address, page, token: own, role, rights, iceServers };
        await this.#seat({ ...guest, greeting: 'joined' });
      });
    } catch (thrown) {
      return this.#refuse(viewer, thrown);
    }
    for (const message of seat.backlog) this.message(viewer, message);
  }

  message(viewer: ViewerId, message: ViewerRequest): void {
    const seat = this.viewers.seat(viewer);
    if (message.type === 'latency') {
      this.#metrics.latency(message.samples);
      if (seat !== undefined && seat.at !== 'door')
        this.latencies.add(this.#now(), seat.guest.session, message.samples);
      return;
    }
    if (message.type === 'offer' && (seat?.at === 'board' || seat?.at === 'gateway')) {
      this.#negotiations.offered(viewer, seat.guest.session, message.peer, this.#now());
    }
    switch (seat?.at) {
      case 'door':
        if (seat.backlog.length < MAX_BACKLOG) seat.backlog.push(message);
        return;
      case 'board':
        return this.#run(effectsOf(this.#board, this.#store.gateway, viewer, message));
      case 'gateway':
        return void this.#sayAt(seat.gateway, viewer, message);
      case 'adrift':
        return this.#refusePeer(viewer, message.peer, 'host-lost');
      case 'line':
      // It makes another offer when it is told that its turn has come.
      case undefined:
        return;
      default:
        seat satisfies never;
    }
  }

  /** Its socket closed; what it has at the host goes on. */
  gone(viewer: ViewerId): void {
    this.#leave(viewer, false);
  }

  /** It leaves, with what it has at the host. */
  end(viewer: ViewerId): void {
    this.#leave(viewer, true);
  }

  // What time brings

  /** Those who wait are told where they stand, and let in when their session has a slot. */
  async tendLine(): Promise<void> {
    const guests = this.viewers.guestsAt('line');
    if (guests.length === 0) return;
    const sessions = [...new Set(guests.map(({ session }) => session))];
    const news = new Map<SessionId, WaitingNews>();
    for (const some of pieces(sessions, MAX_WAITED_FOR)) {
      for (const [session, of] of await this.#store.waitFor(some)) news.set(session, of);
    }
    for (const guest of guests) {
      const { viewer, session } = guest;
      // It may have gone meanwhile.
      if (this.viewers.seat(viewer)?.at !== 'line') continue;
      const of = news.get(session);
      if (of?.state === 'queued') {
        const standing = standingOf(of);
        if (this.#told.isNews(viewer, standing, this.#now()))
          this.viewers.tell(viewer, { type: 'queued', ...standing });
      } else if (of !== undefined) {
        this.#told.forget(viewer);
        // It may have waited for longer than credentials are good.
        const iceServers = this.#iceServers(session, viewer);
        await this.#seat({ ...guest, iceServers }).catch((thrown: unknown) => this.#over(viewer, thrown));
      }
    }
  }

  /** Those whose host is on its way to another gateway look for it. */
  async seatAdrift(): Promise<void> {
    const seat = async (guest: Guest): Promise<void> =>
      this.#seat(guest).catch((thrown: unknown) => this.#over(guest.viewer, thrown));
    for (const some of pieces(this.viewers.guestsAt('adrift'), SEATED_AT_ONCE)) await Promise.all(some.map(seat));
  }

  /** A gateway that died says nothing: whoever has their session there looks for it. */
  async checkPresence(): Promise<void> {
    for (const [gateway, guests] of this.viewers.guestsAway()) {
      if ((await this.#neighbours.deliver(gateway, { type: 'there', viewers: [] })) !== false) continue;
      for (const guest of guests) this.viewers.move(guest.viewer, { at: 'adrift', guest });
    }
    await this.visitors.checkPresence();
  }

  // Seats

  /** What to say of a session that nobody knows. */
  async missing(): Promise<RemoteViewError> {
    // Right after a restart of the gateway its hosts are still on their way back, and their sessions with them.
    const isBack = this.#hosts.linked().length > 0 || (await this.#store.hosts()).some(({ connected }) => connected);
    return new RemoteViewError(isBack ? 'unknown-session' : 'no-host');
  }

  async #seat(guest: Guest): Promise<void> {
    const { viewer, session, greeting } = guest;
    const before = this.viewers.seat(viewer)?.at;
    // It may have gone while its token was looked at.
    if (before === undefined) return;
    if (this.#board.has(session)) return this.#seatHere(guest);
    const entry = await this.#store.session(session);
    if (this.viewers.seat(viewer) === undefined) return;
    if (this.#board.has(session)) return this.#seatHere(guest);
    if (entry === undefined || entry.state === 'ended' || this.#records.isEnding(session)) {
      // Who was in before is told why; who comes to what is over needs another one, whatever the reason.
      if (greeting === 'joined' || entry?.reason === undefined) throw await this.missing();
      throw new RemoteViewError(entry.reason.code, entry.reason.message);
    }
    if (entry.tenant !== guest.tenant) throw new RemoteViewError('bad-token');
    if (entry.gateway === null) return this.#queue(guest, entry);
    if (entry.gateway === this.#store.gateway) {
      return this.#hosts.start(entry) ? this.#seatHere(guest) : this.#drift(guest, before);
    }
    const { gateway } = entry;
    this.viewers.move(viewer, { at: 'gateway', gateway, guest });
    const { rights, iceServers } = guest;
    const { tenant: _, ...joining } = guest;
    const join: GatewayMessage = { ...joining, type: 'join', rights: [...rights], iceServers };
    if (!(await this.#neighbours.send(gateway, join))) this.#drift(guest, before);
  }

  #seatHere(guest: Guest): void {
    this.viewers.move(guest.viewer, { at: 'board', guest: { ...guest, greeting: 'none' } });
    this.#run(this.#board.join(guest));
  }

  /** Its session is nowhere for now: who is in keeps looking, and who comes asks again. */
  #drift(guest: Guest, before: Seat['at']): void {
    if (before === 'door') throw new RemoteViewError('host-lost');
    this.viewers.move(guest.viewer, { at: 'adrift', guest });
  }

  /** Its session waits for a slot, and keeps its place while somebody is here for it. */
  async #queue(guest: Guest, { scene }: SessionEntry): Promise<void> {
    const { viewer, session, iceServers, role, rights } = guest;
    const news = (await this.#store.waitFor([session])).get(session);
    if (this.viewers.seat(viewer) === undefined) return;
    this.viewers.move(viewer, { at: 'line', guest: { ...guest, greeting: 'admitted' } });
    // It may have been served just now: then the next beat says so.
    const queue = news?.state === 'queued' ? standingOf(news) : { position: 1 };
    this.#told.isNews(viewer, queue, this.#now());
    this.viewers.tell(viewer, { type: 'joined', session, scene, iceServers, role, rights: [...rights], queue });
  }

  #refuse(viewer: ViewerId, thrown: unknown): void {
    const { code } = RemoteViewError.from(thrown);
    if (code === 'internal') this.#log.error(thrown, 'a viewer could not be let in');
    this.#rejections.add(code === 'bad-token' ? 'bad-token' : 'unknown-session');
    this.viewers.tell(viewer, { type: 'error', code, message: ERRORS[code].text });
    this.viewers.end(viewer)?.close(signaling.CLOSE.refused);
  }

  /** The session of a viewer that was in, or waited, is not there any more. */
  #over(viewer: ViewerId, thrown: unknown): void {
    const { code, message } = RemoteViewError.from(thrown);
    // The store is away: it is asked again.
    if (code === 'unavailable') return;
    this.viewers.tell(viewer, { type: 'ended', code, message });
    this.viewers.end(viewer)?.close(signaling.CLOSE.ended);
  }

  #refusePeer(viewer: ViewerId, peer: string, code: ErrorCode): void {
    this.#tellOwn(viewer, { type: 'error', code, message: ERRORS[code].text, peer });
  }

  async #sayAt(gateway: GatewayId, viewer: ViewerId, message: MediaRequest): Promise<void> {
    if (await this.#neighbours.send(gateway, { type: 'say', viewer, message })) return;
    const seat = this.viewers.seat(viewer);
    if (seat?.at === 'gateway') this.viewers.move(viewer, { at: 'adrift', guest: seat.guest });
    this.#refusePeer(viewer, message.peer, 'host-lost');
  }

  #leave(viewer: ViewerId, media: boolean): void {
    const seat = this.viewers.remove(viewer);
    this.#told.forget(viewer);
    this.#negotiations.gone(viewer);
    if (seat?.at === 'board') this.#run(media ? this.#board.endViewer(viewer) : this.#board.viewerGone(viewer));
    else if (seat?.at === 'gateway') void this.#neighbours.send(seat.gateway, { type: 'gone', viewer, media });
  }

  // What other gateways say to viewers of ours

  /** The gateway of its session says something to a viewer of ours. @throws RemoteViewError `unknown-session` where it is elsewhere */
  told(
    from: GatewayId,
    message: Extract<GatewayMessage, { readonly type: 'tell' | 'close' | 'media-gone' | 'follow' }>,
  ): void {
    const seat = this.#guestOf(from, message.viewer);
    if (seat === undefined) return;
    const { viewer } = seat.guest;
    switch (message.type) {
      case 'tell':
        this.#greeted(seat, message.message);
        this.#tellOwn(viewer, message.message);
        return;
      case 'close':
        return this.viewers.end(viewer)?.close(message.closeCode);
      case 'media-gone':
        return this.viewers.end(viewer)?.mediaGone?.();
      case 'follow':
        return this.viewers.move(viewer, { at: 'adrift', guest: seat.guest });
      default:
        message satisfies never;
    }
  }

  /** Another gateway asks after viewers that it still has of ours: of those that are not there any more it hears again that they left. */
  accountFor(from: GatewayId, viewers: readonly string[]): void {
    for (const viewer of viewers) {
      const seat = this.viewers.seat(viewer as ViewerId);
      if (seat?.at !== 'gateway' || seat.gateway !== from) this.#goneFrom(from, viewer);
    }
  }

  /** @returns undefined where the viewer just left, which is everyday. @throws RemoteViewError `unknown-session` where it never was there */
  #guestOf(from: GatewayId, viewer: string): Extract<Seat, { readonly at: 'gateway' }> | undefined {
    const seat = this.viewers.seat(viewer as ViewerId);
    if (seat?.at === 'gateway' && seat.gateway === from) return seat;
    // On its way to somewhere else it takes no leave.
    if (seat?.at === 'adrift') return undefined;
    if (seat !== undefined) throw new RemoteViewError('unknown-session');
    this.#goneFrom(from, viewer);
    return undefined;
  }

  /** It left, and that got lost: it shall take no place there. */
  #goneFrom(gateway: GatewayId, viewer: string): void {
    void this.#neighbours.send(gateway, { type: 'gone', viewer, media: false });
  }

  #greeted(seat: Extract<Seat, { readonly at: 'gateway' }>, { type }: ToViewer): void {
    if (type !== 'joined' && type !== 'admitted') return;
    this.viewers.move(seat.guest.viewer, { ...seat, guest: { ...seat.guest, greeting: 'none' } });
  }

  // What the switchboard decided

  tell(viewer: ViewerId, message: ToViewer): void {
    if (!this.#tellOwn(viewer, message)) void this.visitors.tell(viewer, { type: 'tell', viewer, message });
  }

  close(viewer: ViewerId, closeCode: number): void {
    const end = this.viewers.end(viewer);
    if (end !== undefined) return end.close(closeCode);
    void this.visitors.tell(viewer, { type: 'close', viewer, closeCode });
  }

  mediaGone(viewer: ViewerId): void {
    const end = this.viewers.end(viewer);
    if (end !== undefined) return end.mediaGone?.();
    void this.visitors.tell(viewer, { type: 'media-gone', viewer });
  }

  /** Its session is at another gateway now. */
  follow(viewer: ViewerId): void {
    const seat = this.viewers.seat(viewer);
    if (seat?.at === 'board') return this.viewers.move(viewer, { at: 'adrift', guest: seat.guest });
    void this.visitors.tell(viewer, { type: 'follow', viewer });
  }

  /** @returns false where it is not at this gateway */
  #tellOwn(viewer: ViewerId, message: ToViewer): boolean {
    this.#negotiations.told(viewer, message, this.#now());
    return this.viewers.tell(viewer, message);
  }
}

/**
 * The hosts whose links lead here: what the store is told of them, and what it says. A host that speaks elsewhere now, or has come back
 * as another process, is given away.
 */
import {
  ERRORS,
  RemoteViewError,
  signaling,
  type ErrorCode,
  type HostId,
  type Millis,
  type PublicKey,
  type SessionId,
} from '@remote-view/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { ClusterStore, HostEntry, NewSession, SessionEntry } from '../cluster/cluster-store.ts';
import type { LinkId } from '../hosts/linked-hosts.ts';
import type { SessionProofs } from '../identity/session-proofs.ts';
import type { Effect } from '../switchboard/effects.ts';
import type { Switchboard } from '../switchboard/switchboard.ts';
import type { HostReport, HostSession, Register, SessionReport, ToHost } from '../wire/messages.ts';
import type { PeerSocket } from '../wire/peer-socket.ts';
import type { Rejections } from '../wire/rejections.ts';
import type { Neighbours } from './neighbours.ts';
import type { SessionRecords } from './session-records.ts';

export interface HostDeskOptions {
  readonly store: ClusterStore;
  readonly board: Switchboard;
  readonly records: SessionRecords;
  readonly neighbours: Neighbours;
  readonly run: (effects: readonly Effect[]) => void;
  /** A slot may have become free. */
  readonly slotsChanged: () => void;
  /** What hosts verify viewers' tokens with. */
  readonly keys: readonly PublicKey[];
  /** What hosts show for the sessions that they run. */
  readonly proofs: Pick<SessionProofs, 'isRight'>;
  readonly rejections: Rejections;
  readonly log: FastifyBaseLogger;
  readonly now: () => Millis;
}

/** A host as it was when something was asked about it. */
export interface Link {
  readonly id: HostId;
  readonly link: LinkId | null;
}

/** One whose link is up. */
export interface Linked extends Link {
  readonly link: LinkId;
  readonly registration: Register;
}

export class HostDesk {
  readonly #store: HostDeskOptions['store'];
  readonly #board: HostDeskOptions['board'];
  readonly #records: HostDeskOptions['records'];
  readonly #neighbours: HostDeskOptions['neighbours'];
  readonly #run: HostDeskOptions['run'];
  readonly #slotsChanged: HostDeskOptions['slotsChanged'];
  readonly #keys: HostDeskOptions['keys'];
  readonly #proofs: HostDeskOptions['proofs'];
  readonly #rejections: HostDeskOptions['rejections'];
  readonly #log: HostDeskOptions['log'];
  readonly #now: HostDeskOptions['now'];
  readonly #sockets = new Map<LinkId, PeerSocket>();
  /** Links whose registration is with the store. */
  readonly #registering = new Set<LinkId>();
  /** Hosts of ours that the store is to know again: it may be away while it is told. */
  readonly #forgotten = new Set<HostId>();
  #links = 0;

  constructor(options: HostDeskOptions) {
    this.#store = options.store;
    this.#board = options.board;
    this.#records = options.records;
    this.#neighbours = options.neighbours;
    this.#run = options.run;
    this.#slotsChanged = options.slotsChanged;
    this.#keys = options.keys;
    this.#proofs = options.proofs;
    this.#rejections = options.rejections;
    this.#log = options.log;
    this.#now = options.now;
  }

  add(socket: PeerSocket): LinkId {
    const link = ++this.#links;
    this.#sockets.set(link, socket);
    return link;
  }

  tell(link: LinkId, message: ToHost): void {
    this.#sockets.get(link)?.send(message);
  }

  close(link: LinkId, closeCode: number): void {
    this.#sockets.get(link)?.close(closeCode);
  }

  async register(link: LinkId, message: Register): Promise<void> {
    if (message.sessions.length > message.capacity) {
      this.#rejections.add('lying-host');
      return this.#closeHost(link, 'host-refused', 'This host runs more sessions than it has slots for.');
    }
    this.#registering.add(link);
    try {
      await this.#admit(link, message);
    } catch (thrown) {
      const { code, message: text } = RemoteViewError.from(thrown);
      this.#log.warn({ hostId: message.host, code, detail: text }, 'host not registered');
      this.#closeHost(link, code, ERRORS[code].text);
    } finally {
      this.#registering.delete(link);
    }
  }

  /** What a host says once it has registered. @throws RemoteViewError `malformed-message` while it is not */
  message(link: LinkId, message: SessionReport | HostReport): void {
    if (this.#registering.has(link)) throw new RemoteViewError('malformed-message', 'This host is not registered yet.');
    if (message.type !== 'report') return this.#run(this.#board.hostMessage(this.#now(), link, message));
    const host = this.#board.hostAt(link);
    if (host === undefined) return;
    const fenced = (known: boolean): void => {
      if (!known) this.giveAway({ id: host.id, link });
    };
    void this.#store.reportHost(host.id, host.registration.incarnation, message).then(fenced, () => undefined);
  }

  /** @param inOrder it, or this gateway, said goodbye */
  gone(link: LinkId, inOrder: boolean): void {
    this.#sockets.delete(link);
    const { host, effects } = this.#board.hostGone(this.#now(), link, inOrder);
    this.#run(effects);
    if (host === undefined) return;
    void this.#store.unlinkHost(host.id, host.registration.incarnation).catch(() => undefined);
  }

  /** Those whose links are up. */
  linked(): Linked[] {
    return [...this.#board.hosts()].flatMap(({ id, link, registration }) =>
      link === null ? [] : [{ id, link, registration }],
    );
  }

  /** The store does not know these (any more). It is told again, in this beat or a later one. */
  async introduceAgain(forgotten: readonly HostId[], linked: readonly Linked[]): Promise<void> {
    for (const id of forgotten) this.#forgotten.add(id);
    for (const host of linked) if (this.#forgotten.has(host.id)) await this.#reintroduce(host);
    this.#forgotten.clear();
  }

  /** Hosts that we wait for may have gone to another gateway. */
  async giveAwayWhatMoved(): Promise<void> {
    for (const { id, link, sessions } of [...this.#board.hosts()]) {
      const [session] = sessions;
      if (link !== null || session === undefined) continue;
      const gateway = (await this.#store.session(session))?.gateway;
      if (this.#neighbours.includes(gateway)) this.giveAway({ id, link });
    }
  }

  async #admit(link: LinkId, message: Register): Promise<void> {
    const host = this.#hostEntry(message);
    const unproven = await this.#unproven(message);
    const admission = await this.#store.registerHost(host, message.sessions.map(taken), unproven);
    if (!admission.admitted) {
      this.#rejections.add('fenced-host');
      return this.#closeHost(link, 'host-refused', 'A newer process has registered as this host.');
    }
    // It may have gone while the store was asked.
    if (!this.#sockets.has(link)) return this.#store.unlinkHost(host.id, host.incarnation);
    this.#run(this.#board.register(this.#now(), link, message, this.#keys, admission));
    const { movedFrom } = admission;
    if (movedFrom !== null) void this.#neighbours.send(movedFrom, { type: 'host-moved', host: host.id });
    this.#slotsChanged();
  }

  /** Sessions that the host cannot show to have been given. */
  async #unproven({ host, sessions }: Register): Promise<ReadonlySet<SessionId>> {
    const looked = sessions.map(async ({ session, tenant, proof }) =>
      (await this.#proofs.isRight({ session, tenant, host }, proof)) ? [] : [session as SessionId],
    );
    return new Set((await Promise.all(looked)).flat());
  }

  /** The store has forgotten a host of ours, and what runs there: it came back with nothing. The host itself need not know. */
  async #reintroduce(host: Link & { readonly registration: Register }): Promise<void> {
    // It may have gone, or come anew, since the store was asked.
    if (!this.#isLinked(host)) return;
    const { id, registration } = host;
    const admission = await this.#store.registerHost(this.#hostEntry(registration), this.#board.entriesOf(id));
    if (!admission.admitted) return this.giveAway(host);
    this.#forgotten.delete(id);
    if (!this.#isLinked(host)) return;
    for (const { id: session, state, viewers } of this.#board.entriesOf(id)) {
      this.#records.change(session, id, { state, viewers });
    }
    for (const session of admission.foreign) this.#run(this.#board.end(session, 'unknown-session'));
    for (const entry of admission.sessions) {
      if (this.#board.has(entry.id) || this.#records.isEnding(entry.id) || this.start(entry)) continue;
      // It ended here, and what the store came back with is older than that.
      this.#records.end(entry.id, id, { code: 'host-lost', message: ERRORS['host-lost'].text });
    }
  }

  #isLinked({ id, link }: Link): boolean {
    return this.#board.host(id)?.link === link;
  }

  /** Somebody else speaks for this host now, unless it has registered here again meanwhile. */
  giveAway(host: Link): void {
    if (this.#isLinked(host)) this.#run(this.#board.handOver(host.id));
  }

  #hostEntry(message: Register): HostEntry {
    const { host, incarnation, capacity, resources, labels, scenes, machine, problem } = message;
    return {
      ...{ id: host as HostId, gateway: this.#store.gateway, incarnation, capacity, scenes, machine },
      ...(resources === undefined ? {} : { resources }),
      ...(labels === undefined ? {} : { labels }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** @returns false where its host is not here, or it is none that is yet to start: one that ran and is not here any more is over */
  start(entry: SessionEntry): boolean {
    const link = entry.host === null ? null : (this.#board.host(entry.host)?.link ?? null);
    if (link === null || entry.state !== 'starting' || this.#records.isEnding(entry.id)) return false;
    this.#run(this.#board.start(this.#now(), entry));
    return true;
  }

  #closeHost(link: LinkId, code: ErrorCode, message: string): void {
    const socket = this.#sockets.get(link);
    socket?.send({ type: 'error', code, message });
    socket?.close(signaling.CLOSE.refused);
  }
}

/** As a host that registers lists what it runs; what else a session was made with only the store knew. */
function taken({ session, scene, tenant, rules }: HostSession): NewSession {
  return { id: session as SessionId, tenant, scene, rules, priority: 'normal', labels: [], placement: {} };
}

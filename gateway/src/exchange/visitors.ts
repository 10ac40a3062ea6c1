/**
 * Viewers whose socket is at another gateway, and whose session is here: what they say comes from there, and what they are told goes there.
 */
import { ERRORS, RemoteViewError, type SessionId, type ViewerId } from '@remote-view/protocol';
import type { ClusterStore, GatewayId } from '../cluster/cluster-store.ts';
import type { Identity } from '../identity/identity.ts';
import { pieces } from '../pieces.ts';
import type { Effect } from '../switchboard/effects.ts';
import type { Switchboard } from '../switchboard/switchboard.ts';
import { addTo } from './by-gateway.ts';
import { MAX_NAMED, type GatewayMessage } from './gateway-messages.ts';
import type { HostDesk } from './host-desk.ts';
import type { Neighbours } from './neighbours.ts';
import { effectsOf } from './viewer-requests.ts';

type From<Type extends GatewayMessage['type']> = Extract<GatewayMessage, { readonly type: Type }>;

export interface VisitorsOptions {
  readonly store: ClusterStore;
  readonly board: Switchboard;
  readonly hosts: HostDesk;
  readonly neighbours: Neighbours;
  readonly run: (effects: readonly Effect[]) => void;
  readonly tokens: Pick<Identity, 'verifyViewer'>;
  /** Whether a viewer of this name has its socket here. */
  readonly isOurs: (viewer: ViewerId) => boolean;
}

export class Visitors {
  readonly #store: ClusterStore;
  readonly #board: Switchboard;
  readonly #hosts: HostDesk;
  readonly #neighbours: Neighbours;
  readonly #run: VisitorsOptions['run'];
  readonly #tokens: VisitorsOptions['tokens'];
  readonly #isOurs: VisitorsOptions['isOurs'];
  readonly #gatewayOf = new Map<ViewerId, GatewayId>();

  constructor(options: VisitorsOptions) {
    this.#store = options.store;
    this.#board = options.board;
    this.#hosts = options.hosts;
    this.#neighbours = options.neighbours;
    this.#run = options.run;
    this.#tokens = options.tokens;
    this.#isOurs = options.isOurs;
  }

  get size(): number {
    return this.#gatewayOf.size;
  }

  get names(): readonly ViewerId[] {
    return [...this.#gatewayOf.keys()];
  }

  /** Another gateway sends a viewer whose session is here. */
  async admit(from: GatewayId, message: From<'join'>): Promise<void> {
    const { type: _, ...joining } = message;
    const viewer = joining.viewer as ViewerId;
    const session = joining.session as SessionId;
    // Its own gateway has checked it: this is for a store that somebody else can write to, and that address proves nothing.
    const claims = await this.#tokens.verifyViewer(joining.token);
    if (claims.sid !== session) throw new RemoteViewError('bad-token');
    // Who a viewer is, is its gateway's to say: nobody gets what is for one of ours, or of a third gateway.
    const isTaken = this.#isOurs(viewer) || (this.#gatewayOf.get(viewer) ?? from) !== from;
    if (isTaken) throw new RemoteViewError('conflict');
    if (!this.#board.has(session)) {
      const entry = await this.#store.session(session);
      if (entry?.gateway !== this.#store.gateway || !this.#hosts.start(entry)) {
        await this.#neighbours.send(from, { type: 'follow', viewer });
        return;
      }
    }
    this.#gatewayOf.set(viewer, from);
    const { role, rights, tid: tenant } = claims;
    this.#run(this.#board.join({ ...joining, viewer, session, tenant, role, rights }));
  }

  /** A viewer of another gateway says something. */
  heard(from: GatewayId, message: From<'say'>): void {
    if (this.#gatewayOf.get(message.viewer as ViewerId) !== from) return this.#turnAway(from, message);
    this.#run(effectsOf(this.#board, this.#store.gateway, message.viewer as ViewerId, message.message));
  }

  /** A viewer of another gateway leaves; that it has left is no mistake. @throws RemoteViewError `unknown-session` where it is another's */
  left(from: GatewayId, { viewer, media }: From<'gone'>): void {
    const gateway = this.#gatewayOf.get(viewer as ViewerId);
    if (gateway === undefined && !this.#isOurs(viewer as ViewerId)) return;
    if (gateway !== from) throw new RemoteViewError('unknown-session');
    this.#gone(viewer as ViewerId, media);
  }

  /** Passes on to a visitor's gateway; without it the visitor is gone. */
  async tell(viewer: ViewerId, message: From<'tell' | 'close' | 'media-gone' | 'follow'>): Promise<void> {
    const gateway = this.#gatewayOf.get(viewer);
    if (message.type === 'close' || message.type === 'follow') this.#gatewayOf.delete(viewer);
    if (gateway !== undefined && (await this.#neighbours.deliver(gateway, message)) === false)
      this.#gone(viewer, false);
  }

  /** Those of a gateway that died, which says nothing, are gone; of the others it says again who left, where that got lost. */
  async checkPresence(): Promise<void> {
    const byGateway = new Map<GatewayId, ViewerId[]>();
    for (const [viewer, from] of this.#gatewayOf) addTo(byGateway, from, viewer);
    for (const [gateway, viewers] of byGateway) {
      for (const some of pieces(viewers, MAX_NAMED)) {
        if ((await this.#neighbours.deliver(gateway, { type: 'there', viewers: some })) !== false) continue;
        for (const viewer of viewers) this.#gone(viewer, false);
        break;
      }
    }
  }

  /** This gateway has forgotten the viewer, which shall come again. */
  #turnAway(from: GatewayId, { viewer, message: { peer } }: From<'say'>): void {
    const refusal = { type: 'error', code: 'host-lost', message: ERRORS['host-lost'].text, peer } as const;
    void this.#neighbours.send(from, { type: 'tell', viewer, message: refusal });
    void this.#neighbours.send(from, { type: 'follow', viewer });
  }

  #gone(viewer: ViewerId, media: boolean): void {
    this.#gatewayOf.delete(viewer);
    this.#run(media ? this.#board.endViewer(viewer) : this.#board.viewerGone(viewer));
  }
}

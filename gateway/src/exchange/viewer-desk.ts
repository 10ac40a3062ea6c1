/** Where the viewers are whose socket (or request) is at this gateway: each with the place that its session has. */
import type { ViewerId } from '@remote-view/protocol';
import type { GatewayId } from '../cluster/cluster-store.ts';
import type { Joining } from '../switchboard/switchboard.ts';
import type { ToViewer, ViewerRequest } from '../wire/messages.ts';
import type { ViewerEnd } from '../wire/viewer-end.ts';
import { addTo } from './by-gateway.ts';

/** As it was let in, with what it is still to be told of that. */
export type Guest = Joining;

/**
 * - `door`: it is being let in; what it says meanwhile waits. - `line`: its session waits for a slot. - `board`: its session's host
 * is linked here. - `gateway`: to another gateway. - `adrift`: the session's host is on its way from one gateway to another.
 */
export type Seat =
  | { readonly at: 'door'; readonly backlog: ViewerRequest[] }
  | { readonly at: 'line' | 'board' | 'adrift'; readonly guest: Guest }
  | { readonly at: 'gateway'; readonly gateway: GatewayId; readonly guest: Guest };

interface Own {
  readonly end: ViewerEnd;
  seat: Seat;
}

export class ViewerDesk {
  readonly #own = new Map<ViewerId, Own>();

  /** Sockets and requests of viewers. */
  get size(): number {
    return this.#own.size;
  }

  add(viewer: ViewerId, end: ViewerEnd): void {
    this.#own.set(viewer, { end, seat: { at: 'door', backlog: [] } });
  }

  end(viewer: ViewerId): ViewerEnd | undefined {
    return this.#own.get(viewer)?.end;
  }

  seat(viewer: ViewerId): Seat | undefined {
    return this.#own.get(viewer)?.seat;
  }

  /** Nothing, where the viewer is gone. */
  move(viewer: ViewerId, seat: Seat): void {
    const own = this.#own.get(viewer);
    if (own !== undefined) own.seat = seat;
  }

  remove(viewer: ViewerId): Seat | undefined {
    const seat = this.seat(viewer);
    this.#own.delete(viewer);
    return seat;
  }

  /** The guests at one kind of place. */
  guestsAt(at: 'line' | 'adrift'): Guest[] {
    return [...this.#own.values()].flatMap(({ seat }) => (seat.at === at ? [seat.guest] : []));
  }

  /** Viewers of ours by the gateway that has their session. */
  guestsAway(): ReadonlyMap<GatewayId, readonly Guest[]> {
    const away = new Map<GatewayId, Guest[]>();
    for (const { seat } of this.#own.values()) if (seat.at === 'gateway') addTo(away, seat.gateway, seat.guest);
    return away;
  }

  /** @returns false where it is none of ours */
  tell(viewer: ViewerId, message: ToViewer): boolean {
    const own = this.#own.get(viewer);
    own?.end.send(message);
    return own !== undefined;
  }
}

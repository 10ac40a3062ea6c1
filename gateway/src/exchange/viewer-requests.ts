/** What a viewer who is in asks of its session, wherever its socket is. */
import type { ViewerId } from '@remote-view/protocol';
import type { GatewayId } from '../cluster/cluster-store.ts';
import { newTickets } from '../relay/relay-tickets.ts';
import type { Effect } from '../switchboard/effects.ts';
import type { Switchboard } from '../switchboard/switchboard.ts';
import type { ViewerRequest } from '../wire/messages.ts';

export type MediaRequest = Exclude<ViewerRequest, { readonly type: 'latency' }>;

/** @param gateway this one: tickets are good here */
export function effectsOf(board: Switchboard, gateway: GatewayId, viewer: ViewerId, message: MediaRequest): Effect[] {
  if (message.type === 'offer') return board.offer(viewer, message.peer, message.sdp);
  return board.relay(viewer, message.peer, newTickets(gateway));
}

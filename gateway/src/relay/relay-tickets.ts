/** Who is who of a relay. A ticket names the gateway that made it, the only one that it is good at: another one sends on who shows it. */
import type { GatewayId } from '../cluster/cluster-store.ts';
import { newToken } from '../sessions/token.ts';

/** Each end is told one of them. */
export interface RelayTickets {
  readonly viewer: string;
  readonly host: string;
}

export function newTickets(gateway: GatewayId): RelayTickets {
  return { viewer: `${gateway}.${newToken()}`, host: `${gateway}.${newToken()}` };
}

/** @returns undefined for what is no ticket */
export function gatewayOf(ticket: string): GatewayId | undefined {
  return /^([\w-]{1,64})\.[\w-]+$/.exec(ticket)?.[1];
}

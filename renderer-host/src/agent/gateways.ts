/**
 * Which gateway a host dials next, and after how long a pause. Pure.
 *
 * Each host has an order of its own, made of its name, so that hosts spread over the gateways, and those of a gateway that is
 * gone over the ones that are left (rendezvous hashing: Thaler and Ravishankar 1998). Pauses are left to chance: the hosts of a
 * gateway that is gone must not come to the next one all at the same moment.
 */
import type { Millis } from '@remote-view/protocol';
import { createHash } from 'node:crypto';

/** @returns each once, the one to dial first in front */
export function gatewayOrder(host: string, urls: readonly string[]): readonly string[] {
  const weight = (url: string): string => createHash('sha256').update(`${host} ${url}`).digest('hex');
  return [...new Set(urls)]
    .map((url) => ({ url, weight: weight(url) }))
    .toSorted((a, b) => (a.weight < b.weight ? -1 : 1))
    .map(({ url }) => url);
}

/** At most; on average half of it. The first belongs to each gateway of the list once, and so on. */
const PAUSES: readonly Millis[] = [200, 500, 1_000, 2_000, 4_000, 8_000];

export interface DialState {
  /** Place in the order of the gateway that is dialled, or to be dialled. */
  readonly gateway: number;
  /** Connections that were lost, or never came about, since a gateway took the host. */
  readonly losses: number;
  /** Gateways in a row that would not have the host. */
  readonly refusals: number;
}

export const FIRST_DIAL: DialState = { gateway: 0, losses: 0, refusals: 0 };

export type DialEvent =
  /** The gateway has taken the host. */
  | { readonly type: 'registered' }
  /** The connection is gone, or never came about. */
  | { readonly type: 'lost' }
  /** The same, and the gateway will never have this host. */
  | { readonly type: 'refused' };

export type DialAction =
  | { readonly type: 'dial-in'; readonly pause: Millis }
  /** No gateway will have this host. */
  | { readonly type: 'give-up' };

/**
 * @param gateways how many there are
 * @param chance 0 to 1, another one each time
 */
export function dialTransition(
  state: DialState,
  event: DialEvent,
  gateways: number,
  chance: number,
): { readonly state: DialState; readonly action?: DialAction } {
  switch (event.type) {
    case 'registered':
      return { state: { ...state, losses: 0, refusals: 0 } };
    case 'lost':
    case 'refused': {
      const refusals = event.type === 'refused' ? state.refusals + 1 : 0;
      if (refusals >= gateways) return { state: { ...state, refusals }, action: { type: 'give-up' } };
      const round = Math.min(Math.floor(state.losses / gateways), PAUSES.length - 1);
      return {
        state: { gateway: (state.gateway + 1) % gateways, losses: state.losses + 1, refusals },
        action: { type: 'dial-in', pause: PAUSES[round]! * chance },
      };
    }
    default:
      return event satisfies never;
  }
}

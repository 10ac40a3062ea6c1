import type { GatewayId } from '../cluster/cluster-store.ts';

/** There are tens of thousands: a list that is copied for each would stop the gateway. */
export function addTo<T>(lists: Map<GatewayId, T[]>, gateway: GatewayId, one: T): void {
  const list = lists.get(gateway);
  if (list === undefined) lists.set(gateway, [one]);
  else list.push(one);
}

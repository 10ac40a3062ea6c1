/**
 * Hosts that are being emptied, and when what still runs there is to end.
 *
 * That nothing new starts on a host is in the store and outlives every gateway. When the rest is to end is known to the gateway
 * that was asked alone: with that gateway it is forgotten, the host stays without new sessions, and nothing that runs is ended
 * by anybody who was not told to. A host that takes sessions again, or is gone, is no longer emptied, whoever said so.
 *
 * Bound: one entry for each host that was listed when it was asked for; {@link Drains.look} forgets those that are not any more.
 */
import type { HostId, Millis } from '@remote-view/protocol';
import type { HostView } from '../cluster/cluster-store.ts';

export class Drains {
  readonly #ends = new Map<HostId, Millis>();

  get size(): number {
    return this.#ends.size;
  }

  /** @returns when what runs there is ended */
  begin(host: HostId, now: Millis, after: Millis): Millis {
    this.#ends.set(host, now + after);
    return now + after;
  }

  cancel(host: HostId): void {
    this.#ends.delete(host);
  }

  endsAt(host: HostId): Millis | undefined {
    return this.#ends.get(host);
  }

  /** @returns the hosts that must be empty by now and are not; they are named until they are */
  look(now: Millis, hosts: readonly Pick<HostView, 'id' | 'cordoned' | 'taken'>[]): readonly HostId[] {
    const listed = new Map(hosts.map((host) => [host.id, host]));
    const due: HostId[] = [];
    for (const [id, end] of this.#ends) {
      const host = listed.get(id);
      if (host?.cordoned !== true || (now >= end && host.taken === 0)) this.#ends.delete(id);
      else if (now >= end) due.push(id);
    }
    return due;
  }
}

/**
 * The sessions that wait for a slot, in the order in which they are served: by class of priority, then as they came.
 *
 * Invariant: nobody waits for a slot that only others can use, and whoever can use the same slots is passed by nobody behind it.
 * Bound: whoever lets sessions in asks for {@link Line.size} and {@link Line.takes} first.
 */
import { rest, type Millis, type SessionId } from '@remote-view/protocol';
import { wantKey, type Want } from '../allocation/offering.ts';
import { MAX_WAITED_FOR } from './cluster-store.ts';

/** Of {@link ClusterStore.waitFor}: whoever was not asked for so long is away, and passed over. Gateways ask every second. */
export const AWAY_AFTER: Millis = 2_500;

/** Different wants in the line at a time: what it takes to know who waits before whom grows with their square. */
export const MAX_WANTS = 100;

/** Why a tenant that waits for enough slots gets no other place. */
export const NO_PLACE = {
  code: 'quota-exceeded',
  message: 'No more sessions of this tenant may wait for a slot.',
} as const;

export interface Waiting {
  readonly id: SessionId;
  readonly want: Want;
  /** See {@link wantKey}. */
  readonly key: string;
  readonly since: Millis;
  /** When somebody was last connected for it. */
  askedAt: Millis | undefined;
}

/** What is before whatever has a greater one. */
interface Place {
  readonly rank: number;
  readonly number: number;
}

export class Line {
  /** In the order of the line. */
  #line: (Waiting & Place)[] = [];
  readonly #byId = new Map<SessionId, Waiting & Place>();
  #next = 0;

  get size(): number {
    return this.#line.length;
  }

  enter(id: SessionId, want: Want, priority: rest.Priority, now: Millis): void {
    const place = { rank: rest.PRIORITIES.indexOf(priority), number: this.#next++ };
    const waiting = { id, want, key: wantKey(want), since: now, askedAt: undefined, ...place };
    const behind = this.#line.findIndex(({ rank }) => rank > place.rank);
    this.#line.splice(behind < 0 ? this.#line.length : behind, 0, waiting);
    this.#byId.set(id, waiting);
  }

  /** @returns who left; undefined where it was not in the line */
  leave(id: SessionId): Waiting | undefined {
    const waiting = this.#byId.get(id);
    if (waiting === undefined) return undefined;
    this.#byId.delete(id);
    this.#line = this.#line.filter((other) => other !== waiting);
    return waiting;
  }

  /** Whether there is room for somebody who wants this, beside others. */
  takes(key: string): boolean {
    return this.has(key) || this.firsts().length < MAX_WANTS;
  }

  /** Whether somebody waits who wants this. */
  has(key: string): boolean {
    return this.#line.some((waiting) => waiting.key === key);
  }

  get(id: SessionId): Waiting | undefined {
    return this.#byId.get(id);
  }

  /** As they are served, at this moment. */
  inOrder(): readonly Waiting[] {
    return [...this.#line];
  }

  /** Whoever is first for each set of hosts. */
  firsts(): readonly Waiting[] {
    const firsts = new Map<string, Waiting>();
    for (const waiting of this.#line) if (!firsts.has(waiting.key)) firsts.set(waiting.key, waiting);
    return [...firsts.values()];
  }

  /**
   * From 1 on, where each stands.
   * @param share whether there is a host that either could use
   */
  positions(share: (left: Want, right: Want) => boolean): ReadonlyMap<SessionId, number> {
    const positions = new Map<SessionId, number>();
    const before = new Map<string, { readonly want: Want; count: number }>();
    const shared = new Map<string, boolean>();
    for (const { id, key, want } of this.#line) {
      let position = 1;
      for (const [other, { want: theirs, count }] of before) {
        const pair = `${key}\n${other}`;
        const does = shared.get(pair) ?? (other === key || share(want, theirs));
        shared.set(pair, does);
        if (does) position += count;
      }
      positions.set(id, position);
      const same = before.get(key);
      if (same === undefined) before.set(key, { want, count: 1 });
      else same.count += 1;
    }
    return positions;
  }
}

/** Whether nobody is connected for it, though somebody was. */
export function isAway({ askedAt }: Waiting, now: Millis): boolean {
  return askedAt !== undefined && now - askedAt > AWAY_AFTER;
}

/** @throws RangeError where {@link ClusterStore.waitFor} is asked for more than it takes */
export function requireAskable(ids: readonly SessionId[]): void {
  if (ids.length > MAX_WAITED_FOR) throw new RangeError(`waitFor takes ${MAX_WAITED_FOR} sessions, not ${ids.length}.`);
}

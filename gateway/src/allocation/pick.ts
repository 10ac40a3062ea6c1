/**
 * Which host gets a session: of those that it may run on and that have room, one that is near its viewer, then one that can start
 * it at once, then by the share of its slots taken. Shares, not counts, so that a small machine beside a large one fills up no
 * earlier.
 *
 * `redis/pick.ts` says the same in Lua; the contract of the stores holds both to it.
 */
import type { ErrorCode, HostId } from '@remote-view/protocol';
import type { StoreOptions } from '../cluster/cluster-store.ts';
import type { HostProblem } from '../wire/messages.ts';
import { fit, hasRoom, MISFITS, type Misfit, type Needs, type Offering, type Want } from './offering.ts';
import { regionOf, regionTier } from './region.ts';

/** A host whose link is up. */
export interface Candidate {
  readonly id: HostId;
  readonly offering: Offering;
  /** Slots in all. */
  readonly capacity: number;
  /** Slots taken. */
  readonly taken: number;
  readonly used: Needs;
  /** Sessions that could start at once. */
  readonly warm: number;
  /** It takes new sessions: nobody has asked it, or us, to leave it alone. */
  readonly open: boolean;
  /** Why it takes no sessions at all. */
  readonly problem: HostProblem | undefined;
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly message?: string;
}

export type Picked =
  | { readonly host: HostId; readonly needs: Needs }
  /** `waits`: it would have a slot if others left. */
  | { readonly refused: Refusal; readonly waits: boolean };

interface Found {
  readonly host: Candidate;
  readonly needs: Needs;
  readonly tier: number;
}

export function pick(candidates: Iterable<Candidate>, want: Want, strategy: StoreOptions['strategy']): Picked {
  let best: Found | undefined;
  let weightiest = -1;
  let problem: Candidate | undefined;
  for (const host of candidates) {
    const needs = fit(host.offering, want);
    if (typeof needs === 'string') {
      weightiest = Math.max(weightiest, MISFITS.indexOf(needs));
    } else if (host.problem !== undefined) {
      weightiest = Math.max(weightiest, PROBLEM);
      if (problem === undefined || host.id < problem.id) problem = host;
    } else if (!host.open || host.taken >= host.capacity || !hasRoom(host.offering.resources, host.used, needs)) {
      weightiest = FULL;
    } else {
      const found = { host, needs, tier: regionTier(want.placement.rtt, regionOf(host.offering.labels)) };
      if (best === undefined || compare(found, best, strategy) < 0) best = found;
    }
  }
  if (best !== undefined) return { host: best.host.id, needs: best.needs };
  if (weightiest === FULL) return { refused: { code: 'no-capacity' }, waits: true };
  // Said in the host's own words: they tell the operator what to repair.
  if (weightiest === PROBLEM && problem?.problem !== undefined) return { refused: problem.problem, waits: false };
  return { refused: refusalOf(MISFITS[weightiest]), waits: false };
}

const PROBLEM = MISFITS.length;
const FULL = PROBLEM + 1;

/** Why none of the hosts can take a session; undefined where there are none. */
export function refusalOf(misfit: Misfit | undefined): Refusal {
  switch (misfit) {
    case undefined:
      return { code: 'no-host' };
    case 'unknown-scene':
      return { code: 'unknown-scene' };
    case 'other-version':
      return { code: 'unknown-scene', message: 'No renderer host offers this version of the scene. Ask for another.' };
    case 'other-labels':
      return { code: 'no-host', message: 'No renderer host that offers this scene has these labels. Ask for less.' };
    case 'too-small':
      return { code: 'no-host', message: 'No renderer host is large enough for this scene. Start a larger one.' };
    default:
      return misfit satisfies never;
  }
}

function compare(left: Found, right: Found, strategy: StoreOptions['strategy']): number {
  const [a, b] = [left.host, right.host];
  // Of two that nobody measured the difference is no number.
  if (left.tier !== right.tier) return left.tier - right.tier;
  const warm = Number(b.warm > 0) - Number(a.warm > 0);
  if (warm !== 0) return warm;
  // taken/capacity compared without dividing: exact for integers.
  const share = a.taken * b.capacity - b.taken * a.capacity;
  if (share !== 0) return strategy === 'spread' ? share : -share;
  return b.capacity - b.taken - (a.capacity - a.taken) || (a.id < b.id ? -1 : 1);
}

/**
 * Which host gets a new session: of those that have the scene and a free slot, the one with the smallest share of its
 * slots taken. Shares, not counts, so that a small machine beside a large one fills up no earlier.
 */
import { RemoteViewError, type ErrorCode, type HostId } from '@remote-view/protocol';
import type { HostProblem } from '../wire/messages.ts';

export interface Candidate {
  readonly id: HostId;
  readonly scenes: ReadonlySet<string>;
  /** Slots in all. */
  readonly capacity: number;
  /** Slots taken. */
  readonly taken: number;
  /** Why it takes no sessions at all. */
  readonly problem: HostProblem | undefined;
}

export type Pick = { readonly host: HostId } | { readonly refused: RemoteViewError };

/** A reason to refuse; the heavier says more about the scene that was asked for. */
interface Reason {
  readonly weight: 0 | 1 | 2 | 3;
  readonly code: ErrorCode;
  readonly message: string | undefined;
}

/** Picks among connected hosts. Ties go to the host with more free slots, then to the first. */
export function pickHost(candidates: Iterable<Candidate>, scene: string): Pick {
  let reason: Reason = { weight: 0, code: 'no-host', message: undefined };
  const because = (found: Reason): void => {
    if (found.weight > reason.weight) reason = found;
  };
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (!candidate.scenes.has(scene)) {
      because({ weight: 1, code: 'unknown-scene', message: undefined });
    } else if (candidate.problem !== undefined) {
      // Said in the host's own words: they tell the operator what to repair.
      because({ weight: 2, ...candidate.problem });
    } else if (candidate.taken >= candidate.capacity) {
      because({ weight: 3, code: 'no-capacity', message: undefined });
    } else if (best === undefined || isBetter(candidate, best)) {
      best = candidate;
    }
  }
  if (best !== undefined) return { host: best.id };
  return { refused: new RemoteViewError(reason.code, reason.message, { context: { scene } }) };
}

function isBetter(left: Candidate, right: Candidate): boolean {
  // taken/capacity compared without dividing: exact for integers.
  const difference = left.taken * right.capacity - right.taken * left.capacity;
  if (difference !== 0) return difference < 0;
  return left.capacity - left.taken > right.capacity - right.taken;
}

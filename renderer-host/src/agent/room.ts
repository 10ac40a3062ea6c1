/**
 * Whether one more session fits: a slot, and what its scene needs of GPU memory and cores. The gateway reckons the same and is
 * not trusted with it: a host that takes more than it can hold spoils the sessions that it has. Pure.
 */
import type { Resources } from '@remote-view/protocol';

const KINDS = ['gpuMemory', 'cpu'] as const;

export interface Room {
  /** Sessions at once. */
  readonly slots: number;
  /** For all of them; what is not said is not counted. */
  readonly resources: Resources;
}

/** @param running what the scene of each running session needs */
export function hasRoom({ slots, resources }: Room, running: readonly Resources[], wanted: Resources): boolean {
  if (running.length >= slots) return false;
  return KINDS.every((kind) => {
    const taken = running.reduce((sum, needs) => sum + (needs[kind] ?? 0), 0);
    return taken + (wanted[kind] ?? 0) <= (resources[kind] ?? Infinity);
  });
}

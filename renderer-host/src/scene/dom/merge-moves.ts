/**
 * Moves of one pointer that wait for the same frame become one, as in a browser: it dispatches `pointermove` once a
 * frame, and the positions in between are in `getCoalescedEvents()`. Controls count on it: some take only the first move
 * between two updates.
 */
import type { Input, PointerMove } from '@remote-view/protocol';

export interface ArrivedInput {
  readonly viewer: number;
  readonly input: Input;
  /** When it reached the host. */
  readonly receivedAt: number;
}

/** Keeps the order of everything else: a move never passes another input of its viewer. */
export function mergeMoves(inputs: readonly ArrivedInput[]): ArrivedInput[] {
  const merged: ArrivedInput[] = [];
  /** Where the last move of each pointer stands, by viewer. */
  const open = new Map<number, Map<number, number>>();
  for (const arrived of inputs) {
    const { viewer, input } = arrived;
    if (input.type !== 'move') {
      open.delete(viewer);
      merged.push(arrived);
      continue;
    }
    const pointers = open.get(viewer) ?? new Map<number, number>();
    open.set(viewer, pointers);
    const place = pointers.get(input.pointerId);
    const before = place === undefined ? undefined : merged[place]?.input;
    if (place === undefined || before?.type !== 'move' || before.buttons !== input.buttons) {
      pointers.set(input.pointerId, merged.push(arrived) - 1);
    } else {
      merged[place] = { ...arrived, input: join(before, input) };
    }
  }
  return merged;
}

function join(before: PointerMove, after: PointerMove): PointerMove {
  return { ...after, coalesced: [...before.coalesced, before.x, before.y, ...after.coalesced] };
}

/**
 * Inputs that wait for the next frame, and of each viewer the newest that a frame shows. Beyond the bound half of them go: the
 * oldest moves, which newer ones replace, then the oldest that let nothing go, then the oldest. Not one by one, so that
 * whoever floods costs the scene no search for each input.
 */
import type { Input } from '@remote-view/protocol';
import { mergeMoves, type ArrivedInput } from './dom/merge-moves.ts';

const MAX_WAITING = 2_048;
const KEPT = 1_024;

export class WaitingInputs {
  #waiting: ArrivedInput[] = [];
  readonly #shown = new Map<number, readonly [seq: number, receivedAt: number]>();

  push(arrived: ArrivedInput): void {
    this.#waiting.push(arrived);
    if (this.#waiting.length > MAX_WAITING) this.#thin();
  }

  /** For a frame; moves of one pointer are one. */
  take(): ArrivedInput[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { viewer, input, receivedAt } of waiting) this.#shown.set(viewer, [input.seq, receivedAt]);
    return mergeMoves(waiting);
  }

  /** By viewer: the newest that was taken, and when it came. */
  get shown(): (readonly [viewer: number, seq: number, receivedAt: number])[] {
    return [...this.#shown].map(([viewer, [seq, receivedAt]]) => [viewer, seq, receivedAt] as const);
  }

  forget(viewer: number): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.viewer !== viewer);
    this.#shown.delete(viewer);
  }

  clear(): void {
    this.#waiting = [];
    this.#shown.clear();
  }

  #thin(): void {
    for (const mayGo of [isMove, letsNothingGo, () => true]) {
      let surplus = this.#waiting.length - KEPT;
      this.#waiting = this.#waiting.filter(({ input }) => {
        if (surplus <= 0 || !mayGo(input)) return true;
        surplus--;
        return false;
      });
    }
  }
}

function isMove(input: Input): boolean {
  return input.type === 'move';
}

/** Losing it leaves no key and no button down. */
function letsNothingGo(input: Input): boolean {
  if (input.type === 'key' || input.type === 'button') return input.action === 'down';
  if (input.type === 'lock' || input.type === 'gamepad') return false;
  return input.type !== 'focus' || input.focused;
}

/**
 * Inputs that wait for the next frame, and of each viewer the newest that a frame shows. Beyond the bound the oldest move
 * goes, which a newer one replaces; where there is none the oldest of all that lets nothing go. A key's up is never lost.
 */
import type { Input } from '@remote-view/protocol';
import { mergeMoves, type ArrivedInput } from './dom/merge-moves.ts';

const MAX_WAITING = 1_024;

export class WaitingInputs {
  #waiting: ArrivedInput[] = [];
  readonly #shown = new Map<number, readonly [seq: number, receivedAt: number]>();

  push(arrived: ArrivedInput): void {
    this.#waiting.push(arrived);
    if (this.#waiting.length > MAX_WAITING) this.#dropOldest();
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

  #dropOldest(): void {
    const move = this.#waiting.findIndex(({ input }) => input.type === 'move');
    const other = this.#waiting.findIndex(({ input }) => !isRelease(input));
    this.#waiting.splice(Math.max(0, move >= 0 ? move : other), 1);
  }
}

/** Something is let go: losing it would leave a key or a button down. */
function isRelease(input: Input): boolean {
  if (input.type === 'key' || input.type === 'button') return input.action !== 'down';
  if (input.type === 'lock' || input.type === 'gamepad') return true;
  return input.type === 'focus' && !input.focused;
}

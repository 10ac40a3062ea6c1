import type { Input, PointerMove } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { WaitingInputs } from './waiting-inputs.ts';

const key = (seq: number, action: 'down' | 'up'): Input => ({
  ...{ type: 'key', seq, action, code: 'KeyW', key: 'w', location: 0, repeat: false, modifiers: 0 },
});
const move = (seq: number, pointerId = 1): PointerMove => ({
  ...{ type: 'move', seq, pointerId, pointerType: 'mouse', x: seq, y: 0, buttons: 0, modifiers: 0, pressure: 0 },
  ...{ totalX: 0, totalY: 0, coalesced: [] },
});
const BOUND = 2_048;
const KEPT = 1_024;

describe('inputs that wait for a frame', () => {
  it('are taken once, with moves of one pointer as one, and the newest of each viewer is shown then', () => {
    const waiting = new WaitingInputs();
    waiting.push({ viewer: 1, input: move(1), receivedAt: 10 });
    waiting.push({ viewer: 1, input: move(2), receivedAt: 11 });
    waiting.push({ viewer: 2, input: key(5, 'down'), receivedAt: 12 });
    expect(waiting.shown).toEqual([]);
    expect(waiting.take().map(({ input }) => input.seq)).toEqual([2, 5]);
    expect(waiting.take()).toEqual([]);
    expect(waiting.shown).toEqual([
      [1, 2, 11],
      [2, 5, 12],
    ]);
    waiting.forget(1);
    expect(waiting.shown).toEqual([[2, 5, 12]]);
    waiting.clear();
    expect(waiting.shown).toEqual([]);
  });

  it('of a viewer who is gone are forgotten', () => {
    const waiting = new WaitingInputs();
    waiting.push({ viewer: 1, input: key(1, 'down'), receivedAt: 1 });
    waiting.push({ viewer: 2, input: key(1, 'down'), receivedAt: 1 });
    waiting.forget(1);
    expect(waiting.take().map(({ viewer }) => viewer)).toEqual([2]);
  });

  it('are bounded: moves go first, and nothing that lets a key go', () => {
    const waiting = new WaitingInputs();
    const push = (input: Input): void => waiting.push({ viewer: 1, input, receivedAt: 1 });
    for (let seq = 1; seq <= BOUND + 1; seq++) {
      // Three in four may go, and two of those are moves of one pointer.
      push(seq % 4 === 0 ? key(seq, 'up') : seq % 4 === 1 ? key(seq, 'down') : move(seq, seq));
    }
    const left = waiting.take().map(({ input }) => input);
    expect(left).toHaveLength(KEPT);
    expect(left.filter((input) => input.type === 'key' && input.action === 'up')).toHaveLength(BOUND / 4);
    expect(left.some(({ type }) => type === 'move')).toBe(false);
  });

  it('are at most so many, where all of them let something go too', () => {
    const waiting = new WaitingInputs();
    for (let seq = 1; seq <= 3 * BOUND; seq++) waiting.push({ viewer: 1, input: key(seq, 'up'), receivedAt: 1 });
    const left = waiting.take().map(({ input }) => input.seq);
    expect(left.length).toBeLessThanOrEqual(BOUND);
    expect(left.at(-1)).toBe(3 * BOUND);
  });

  it('cost no more each, however many there are beyond the bound', () => {
    const costOf = (count: number): number => {
      const waiting = new WaitingInputs();
      const startedAt = performance.now();
      for (let seq = 1; seq <= count; seq++) waiting.push({ viewer: 1, input: key(seq, 'up'), receivedAt: 1 });
      return (performance.now() - startedAt) / count;
    };
    costOf(100_000);
    const within = Math.min(...Array.from({ length: 20 }, () => costOf(BOUND)));
    const beyond = Math.min(...Array.from({ length: 5 }, () => costOf(50_000)));
    // The scan for each that this once was took several hundred times as long.
    expect(beyond / within).toBeLessThan(30);
  });
});

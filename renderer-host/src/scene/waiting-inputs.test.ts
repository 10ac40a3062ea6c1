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
const BOUND = 1_024;

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
    push(key(1, 'up'));
    push(key(2, 'down'));
    for (let seq = 3; seq < BOUND; seq++) push(key(seq, 'up'));
    push(move(BOUND));
    push(key(BOUND + 1, 'up'));
    push(key(BOUND + 2, 'up'));
    const left = waiting.take().map(({ input }) => input);
    expect(left).toHaveLength(BOUND);
    expect(left.every((input) => input.type === 'key' && input.action === 'up')).toBe(true);
  });
});

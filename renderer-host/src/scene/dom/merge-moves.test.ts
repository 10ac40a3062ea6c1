import type { Input, PointerMove } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { mergeMoves, type ArrivedInput } from './merge-moves.ts';

function move(seq: number, changes: Partial<PointerMove> = {}): PointerMove {
  const place = { x: seq, y: -seq, totalX: seq, totalY: 0, coalesced: [] };
  const rest = { pointerId: 1, pointerType: 'mouse', buttons: 0, modifiers: 0, pressure: 0 } as const;
  return { type: 'move', seq, ...rest, ...place, ...changes };
}

const key = (seq: number): Input => ({
  ...{ type: 'key', seq, action: 'down', code: 'KeyW', key: 'w', location: 0, repeat: false, modifiers: 0 },
});

const arrive = (input: Input, viewer = 1): ArrivedInput => ({ viewer, input, receivedAt: input.seq * 10 });
const brief = (inputs: readonly ArrivedInput[]): string[] =>
  inputs.map(({ viewer, input, receivedAt }) => `${viewer} ${input.type} ${input.seq} at ${receivedAt}`);

describe('moves of one frame', () => {
  it('become the newest one, which has the others’ positions on its way', () => {
    const merged = mergeMoves([arrive(move(1)), arrive(move(2, { coalesced: [20, 21] })), arrive(move(3))]);
    expect(brief(merged)).toEqual(['1 move 3 at 30']);
    expect(merged[0]!.input).toMatchObject({ x: 3, totalX: 3, coalesced: [1, -1, 20, 21, 2, -2] });
  });

  it('do not pass another input of their viewer', () => {
    const merged = mergeMoves([move(1), move(2), key(3), move(4), move(5)].map((input) => arrive(input)));
    expect(brief(merged)).toEqual(['1 move 2 at 20', '1 key 3 at 30', '1 move 5 at 50']);
  });

  it('stay apart where a button changed between them', () => {
    expect(mergeMoves([arrive(move(1)), arrive(move(2, { buttons: 1 }))])).toHaveLength(2);
  });

  it('of other fingers and other viewers are others', () => {
    const second = { pointerId: 2 };
    const inputs = [arrive(move(1)), arrive(move(2, second)), arrive(move(3), 2), arrive(move(4)), arrive(key(5), 2)];
    const merged = mergeMoves([...inputs, arrive(move(6, second)), arrive(move(7), 2)]);
    expect(brief(merged)).toEqual([
      '1 move 4 at 40',
      '1 move 6 at 60',
      '2 move 3 at 30',
      '2 key 5 at 50',
      '2 move 7 at 70',
    ]);
  });
});

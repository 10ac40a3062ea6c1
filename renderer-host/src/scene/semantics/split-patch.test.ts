import {
  POSITION_MAX,
  decodeHostData,
  encodeHostData,
  SEMANTIC_LIMITS,
  type SemanticItem,
  type SemanticPatch,
} from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPatch } from './split-patch.ts';

const range = { value: 1e11 / 3, min: -1e11 / 3, max: 1e12 / 3, step: 1 / 3 };
const ref = (index: number): number => 0xffff_ff00 + (index % 256);
const box = [POSITION_MAX, POSITION_MAX, POSITION_MAX, POSITION_MAX] as const;

function item(index: number, nameLength: number, descriptionLength: number): SemanticItem {
  const texts = { name: '★'.repeat(nameLength), description: '★'.repeat(descriptionLength) };
  const rest = { focusable: true, disabled: true, on: true, range } as const;
  return { ref: ref(index), role: 'slider', order: -SEMANTIC_LIMITS.order, ...texts, ...rest };
}

function patch(items: readonly SemanticItem[], boxes: number, removed: number): SemanticPatch {
  return {
    type: 'semantics',
    whole: true,
    label: '★'.repeat(SEMANTIC_LIMITS.name),
    items,
    boxes: Array.from({ length: boxes }, (_, index) => ({ ref: ref(index), box })),
    removed: Array.from({ length: removed }, (_, index) => ref(index)),
  };
}

describe('a patch', () => {
  it('goes in messages that the receiver takes, and nothing of it is lost, however large it is', () => {
    const count = fc.integer({ min: 0, max: SEMANTIC_LIMITS.items });
    const lengths = fc.tuple(
      fc.integer({ min: 0, max: SEMANTIC_LIMITS.name }),
      fc.integer({ min: 0, max: SEMANTIC_LIMITS.description }),
    );
    fc.assert(
      fc.property(count, count, count, lengths, (items, boxes, removed, [name, description]) => {
        const whole = patch(
          Array.from({ length: items }, (_, index) => item(index, name, description)),
          boxes,
          removed,
        );
        const parts = splitPatch(whole).map((part) => decodeHostData(encodeHostData(part)) as SemanticPatch);
        expect({
          ...whole,
          items: parts.flatMap((part) => part.items),
          boxes: parts.flatMap((part) => part.boxes),
          removed: parts.flatMap((part) => part.removed),
        }).toEqual(whole);
        expect(parts.map((part) => part.whole)).toEqual(parts.map((_part, index) => index === 0));
      }),
      { numRuns: 40 },
    );
  });

  it('is one message where it fits one', () => {
    const few = patch([item(0, 10, 10)], 1, 1);
    expect(splitPatch(few)).toEqual([few]);
    expect(splitPatch(patch([], 0, 0))).toHaveLength(1);
  });
});

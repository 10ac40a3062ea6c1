import { SEMANTIC_LIMITS, type SemanticItem, type SemanticPatch } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { ItemList } from './item-list.ts';

function item(ref: number, overrides: Partial<SemanticItem> = {}): SemanticItem {
  const name = `item ${ref}`;
  const still = { focusable: true, disabled: false, on: null, range: null };
  return { ref, role: 'button', order: 0, name, description: '', ...still, ...overrides };
}

function patch(changes: Partial<SemanticPatch>): SemanticPatch {
  return { type: 'semantics', whole: false, label: '', items: [], boxes: [], removed: [], ...changes };
}

const refs = (list: ItemList): number[] => list.inOrder.map(({ item: { ref } }) => ref);

describe('ItemList', () => {
  it('has the items in the order of the focus: by their number, then as they were added', () => {
    const list = new ItemList();
    list.apply(patch({ whole: true, items: [item(3), item(1, { order: 5 }), item(2), item(4, { order: -1 })] }));
    expect(refs(list)).toEqual([4, 2, 3, 1]);
  });

  it('keeps the place of an item that changes, and the item whose place does', () => {
    const list = new ItemList();
    list.apply(patch({ whole: true, items: [item(1)], boxes: [{ ref: 1, box: [1, 2, 3, 4] }] }));
    list.apply(patch({ items: [item(1, { name: 'new' })] }));
    expect(list.get(1)).toMatchObject({ item: { name: 'new' }, box: [1, 2, 3, 4] });
    list.apply(patch({ boxes: [{ ref: 1, box: [] }] }));
    expect(list.get(1)).toMatchObject({ item: { name: 'new' }, box: [] });
  });

  it('forgets what is removed, and ignores what is said of an item that is not there', () => {
    const list = new ItemList();
    list.apply(patch({ whole: true, items: [item(1), item(2)] }));
    list.apply(patch({ removed: [1, 9], boxes: [{ ref: 1, box: [0, 0, 1, 1] }] }));
    expect(refs(list)).toEqual([2]);
  });

  it('takes a whole patch for all there is, and what comes before one for a part of what there was', () => {
    const list = new ItemList();
    list.apply(patch({ items: [item(1)] }));
    list.apply(patch({ whole: true, label: 'a', items: [item(2)] }));
    expect([list.label, refs(list)]).toEqual(['a', [2]]);
    list.clear();
    expect([list.label, refs(list)]).toEqual(['', []]);
  });

  it('holds no more items than a scene may have', () => {
    const list = new ItemList();
    const items = Array.from({ length: SEMANTIC_LIMITS.items }, (_, index) => item(index + 1));
    list.apply(patch({ whole: true, items }));
    list.apply(patch({ items: [item(1_000), item(1, { name: 'known' })] }));
    expect([list.inOrder.length, list.get(1_000), list.get(1)?.item.name]).toEqual([items.length, undefined, 'known']);
  });
});

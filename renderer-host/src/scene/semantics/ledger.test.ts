import type { SemanticBox, SemanticItem, SemanticPatch } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVERY, SemanticLedger } from './ledger.ts';

function item(ref: number, name = `item ${ref}`): SemanticItem {
  const still = { focusable: true, disabled: false, on: null, range: null };
  return { ref, role: 'button', order: 0, name, description: '', ...still };
}

/** A ledger that told everything of these items at 0. */
function told(...refs: number[]): SemanticLedger {
  const ledger = new SemanticLedger();
  for (const ref of refs) {
    ledger.put(item(ref));
    ledger.place(ref, [0, 0, 1_000, 1_000]);
  }
  ledger.whole(0);
  return ledger;
}

/** What a page makes of patches. */
class Page {
  readonly items = new Map<number, { item: SemanticItem; box: SemanticBox }>();

  apply({ whole, items, boxes, removed }: SemanticPatch): void {
    if (whole) this.items.clear();
    for (const ref of removed) this.items.delete(ref);
    for (const one of items) this.items.set(one.ref, { item: one, box: this.items.get(one.ref)?.box ?? [] });
    for (const { ref, box } of boxes) {
      const known = this.items.get(ref);
      if (known !== undefined) this.items.set(ref, { ...known, box });
    }
  }
}

describe('SemanticLedger', () => {
  it('has nothing to tell before something is said, and after it was told', () => {
    const ledger = new SemanticLedger();
    expect([ledger.isUsed, ledger.dueAt, ledger.take(0)]).toEqual([false, null, undefined]);
    ledger.put(item(1));
    expect(ledger.take(0)).toMatchObject({ whole: false, items: [item(1)] });
    expect([ledger.isUsed, ledger.dueAt, ledger.take(EVERY)]).toEqual([true, null, undefined]);
  });

  it('tells places ten times a second, the newest of them', () => {
    const ledger = told(1, 2);
    ledger.place(1, [10_000, 0, 1_000, 1_000]);
    expect(ledger.dueAt).toBe(EVERY);
    expect(ledger.take(EVERY - 1)).toBeUndefined();
    ledger.place(1, [20_000, 0, 1_000, 1_000]);
    const patch = ledger.take(EVERY);
    expect(patch).toMatchObject({ items: [], boxes: [{ ref: 1, box: [20_000, 0, 1_000, 1_000] }] });
    let patches = 0;
    for (let now = EVERY; now < EVERY + 1_000; now += 16) {
      ledger.place(1, [now * 10, 0, 1_000, 1_000]);
      if (ledger.take(now) !== undefined) patches++;
    }
    expect(patches).toBeLessThanOrEqual(10);
  });

  it('tells what an item is at once although places were just told, and takes the other changes along', () => {
    const ledger = told(1, 2);
    ledger.place(1, [10_000, 0, 1_000, 1_000]);
    ledger.take(EVERY);
    ledger.put(item(2, 'new'));
    ledger.place(1, [20_000, 0, 1_000, 1_000]);
    expect(ledger.take(EVERY + 1)).toMatchObject({ items: [{ name: 'new' }], boxes: [{ ref: 1 }] });
    ledger.put(item(2, 'newer'));
    expect(ledger.take(EVERY + 2), 'but not at once again').toBeUndefined();
    expect(ledger.dueAt).toBe(2 * EVERY + 1);
  });

  it('does not tell a place that came back, nor one that is as good as the same', () => {
    const ledger = told(1);
    ledger.place(1, [9_000, 0, 1_000, 1_000]);
    ledger.place(1, [0, 0, 1_000, 1_000]);
    expect(ledger.dueAt).toBeNull();
    ledger.place(1, [5, 5, 1_005, 995]);
    expect(ledger.dueAt).toBeNull();
    ledger.place(1, []);
    expect(ledger.take(EVERY)).toMatchObject({ boxes: [{ ref: 1, box: [] }] });
  });

  it('tells a small change once it has become a large one', () => {
    const ledger = told(1);
    for (let step = 1; step <= 10; step++) ledger.place(1, [step * 10, 0, 1_000, 1_000]);
    expect(ledger.take(EVERY)).toMatchObject({ boxes: [{ box: [100, 0, 1_000, 1_000] }] });
  });

  it('tells of a removal those who know the item, and nobody of one that came and went', () => {
    const ledger = told(1);
    ledger.put(item(2));
    ledger.remove(2);
    expect(ledger.dueAt).toBeNull();
    ledger.remove(1);
    ledger.remove(1);
    ledger.place(1, []);
    expect(ledger.take(EVERY)).toMatchObject({ removed: [1], items: [], boxes: [] });
  });

  it('tells everything to who is new, after the others were told what they do not know yet', () => {
    const ledger = told(1, 2, 3);
    ledger.label = 'a room';
    ledger.remove(3);
    ledger.place(2, []);
    expect(ledger.whole(10)).toEqual({
      pending: {
        type: 'semantics',
        whole: false,
        label: 'a room',
        items: [],
        boxes: [{ ref: 2, box: [] }],
        removed: [3],
      },
      whole: {
        type: 'semantics',
        whole: true,
        label: 'a room',
        items: [item(1), item(2)],
        boxes: [{ ref: 1, box: [0, 0, 1_000, 1_000] }],
        removed: [],
      },
    });
    expect(ledger.dueAt).toBeNull();
    expect(ledger.whole(20).pending).toBeUndefined();
  });

  it('lets everybody know the same at any time, whoever came when and whatever happened', () => {
    const step = fc.oneof(
      fc.record({
        type: fc.constant('put' as const),
        ref: fc.integer({ min: 1, max: 5 }),
        name: fc.string({ maxLength: 2 }),
      }),
      fc.record({ type: fc.constant('place' as const), ref: fc.integer({ min: 1, max: 5 }), x: fc.nat(60_000) }),
      fc.record({ type: fc.constant('remove' as const), ref: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ type: fc.constant('join' as const) }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.nat(150) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const ledger = new SemanticLedger();
        const pages = [new Page()];
        const tellAll = (patch: SemanticPatch | undefined): void => {
          if (patch !== undefined) for (const page of pages) page.apply(patch);
        };
        let now = 0;
        for (const one of steps) {
          if (one.type === 'put') ledger.put(item(one.ref, one.name));
          else if (one.type === 'place') ledger.place(one.ref, [one.x, 0, 1_000, 1_000]);
          else if (one.type === 'remove') ledger.remove(one.ref);
          else if (one.type === 'wait') now += one.ms;
          else {
            const { pending, whole } = ledger.whole(now);
            tellAll(pending);
            const page = new Page();
            page.apply(whole);
            pages.push(page);
          }
          tellAll(ledger.take(now));
        }
        while (ledger.dueAt !== null) tellAll(ledger.take(ledger.dueAt));
        for (const page of pages) expect(page.items).toEqual(pages[0]!.items);
      }),
    );
  });

  it('tells a new name of the picture, and not the same one again', () => {
    const ledger = told(1);
    ledger.label = '';
    expect(ledger.dueAt).toBeNull();
    ledger.label = 'a room';
    expect(ledger.take(EVERY)).toMatchObject({ label: 'a room', items: [] });
  });
});

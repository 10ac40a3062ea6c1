import { STATE_LIMITS, type StateEntry, type StatePatch } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { SharedState } from './shared-state.ts';

const patch = (entries: readonly StateEntry[], how: Partial<StatePatch> = {}): StatePatch => ({
  type: 'state',
  whole: false,
  more: false,
  entries,
  ...how,
});

describe('the copy of the scene’s state', () => {
  it('has what was set and not what was removed, and says which keys changed', () => {
    const state = new SharedState();
    expect(state.values).toEqual({});
    expect(
      state.receive(
        patch([
          ['score', 1],
          ['names', ['a']],
        ]),
      ),
    ).toEqual(['score', 'names']);
    expect(
      state.receive(
        patch([
          ['score', 2],
          ['names', undefined],
          ['gone', undefined],
        ]),
      ),
    ).toEqual(['score', 'names']);
    expect(state.values).toEqual({ score: 2 });
  });

  it('is another object after a change, and the same one where nothing is new', () => {
    const state = new SharedState();
    state.receive(patch([['list', [1, 2]]]));
    const before = state.values;
    expect(state.receive(patch([['list', [1, 2]]], { whole: true }))).toEqual([]);
    expect(state.values).toBe(before);
    expect(Object.isFrozen(before)).toBe(true);
    state.receive(patch([['list', [1]]]));
    expect(state.values).not.toBe(before);
    expect(before).toEqual({ list: [1, 2] });
  });

  it('is replaced by a whole one, which tells keys that are gone by leaving them out', () => {
    const state = new SharedState();
    state.receive(
      patch([
        ['a', 1],
        ['b', 1],
      ]),
    );
    expect(state.receive(patch([['b', 1]], { whole: true }))).toEqual(['a']);
    expect(state.values).toEqual({ b: 1 });
  });

  it('shows parts together, and forgets those that a new whole one comes before', () => {
    const state = new SharedState();
    state.receive(patch([['old', 1]]));
    expect(state.receive(patch([['a', 1]], { whole: true, more: true }))).toEqual([]);
    expect(state.values).toEqual({ old: 1 });
    expect(state.receive(patch([['b', 2]]))).toEqual(['old', 'a', 'b']);
    state.receive(patch([['lost', 1]], { whole: true, more: true }));
    state.receive(patch([['c', 3]], { whole: true, more: true }));
    state.receive(patch([['d', 4]]));
    expect(state.values).toEqual({ c: 3, d: 4 });
  });

  it('takes a key of any name as a key', () => {
    const state = new SharedState();
    state.receive(patch([['__proto__', { polluted: true }]]));
    expect(Object.keys(state.values)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('has no more keys than a scene may have', () => {
    const state = new SharedState();
    const many = (from: number, count: number): StateEntry[] =>
      Array.from({ length: count }, (_, at) => [`${from + at}`, 1]);
    state.receive(patch(many(0, STATE_LIMITS.keys)));
    const before = state.values;
    expect(() => state.receive(patch(many(STATE_LIMITS.keys, 1)))).toThrow('more keys');
    const endless = (): void => {
      for (let from = 0; ; from += 100) state.receive(patch(many(from, 100), { more: true }));
    };
    expect(endless).toThrow('more keys');
    expect(state.values).toBe(before);
  });

  it('is empty once the scene is gone', () => {
    const state = new SharedState();
    state.receive(patch([['a', null]]));
    expect(state.clear()).toEqual(['a']);
    expect(state.values).toEqual({});
    expect(state.clear()).toEqual([]);
  });
});

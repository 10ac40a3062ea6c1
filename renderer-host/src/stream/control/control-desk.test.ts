import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_DESK, stateOf, transition, type Desk, type DeskEvent } from './control-desk.ts';

const IDLE = 30_000;

const desks = {
  empty: EMPTY_DESK,
  'a alone': { ...EMPTY_DESK, present: ['a'], holder: 'a' },
  'a holds, b looks on': { ...EMPTY_DESK, present: ['a', 'b'], holder: 'a' },
  'a holds, b and c ask': { ...EMPTY_DESK, present: ['a', 'b', 'c'], holder: 'a', asking: ['b', 'c'] },
  'free, a and b look on': { ...EMPTY_DESK, present: ['a', 'b'] },
} as const satisfies Record<string, Desk>;

const events = {
  'a joins': { type: 'joined', who: 'a' },
  'a leaves': { type: 'left', who: 'a' },
  'b leaves': { type: 'left', who: 'b' },
  'a asks': { type: 'request', who: 'a' },
  'b asks': { type: 'request', who: 'b' },
  'a gives up': { type: 'release', who: 'a' },
  'b gives up': { type: 'release', who: 'b' },
  time: { type: 'time' },
} as const satisfies Record<string, DeskEvent>;

/** Who holds and who asks after each event; what is not named changes nothing. */
const table: Record<keyof typeof desks, Partial<Record<keyof typeof events, readonly [string | null, string]>>> = {
  empty: { 'a joins': ['a', ''] },
  'a alone': { 'a leaves': [null, ''], 'a gives up': [null, ''] },
  'a holds, b looks on': {
    'a leaves': ['b', ''],
    'b leaves': ['a', ''],
    'b asks': ['a', 'b'],
    'a gives up': [null, ''],
  },
  'a holds, b and c ask': {
    'a leaves': ['b', 'c'],
    'b leaves': ['a', 'c'],
    'a gives up': ['b', 'c'],
    'b gives up': ['a', 'c'],
    time: ['b', 'c'],
  },
  'free, a and b look on': {
    'a leaves': ['b', ''],
    'b leaves': ['a', ''],
    'a asks': ['a', ''],
    'b asks': ['b', ''],
  },
};

const cases = (Object.keys(desks) as (keyof typeof desks)[]).flatMap((desk) =>
  (Object.keys(events) as (keyof typeof events)[]).map((event) => ({ desk, event, next: table[desk][event] })),
);

describe('control of a session', () => {
  it.each(cases)('$desk; $event', ({ desk, event, next }) => {
    const after = transition(desks[desk], events[event], IDLE, IDLE);
    if (next === undefined) expect(after).toBe(desks[desk]);
    else expect([after.holder, after.asking.join()]).toEqual(next);
  });

  it('is lost by who is silent while somebody asks, not before', () => {
    const asked = transition(desks['a holds, b looks on'], events['b asks'], 100_000, IDLE);
    expect(transition(asked, events.time, 129_999, IDLE).holder).toBe('a');
    const acted = transition(asked, { type: 'acted', who: 'a' }, 120_000, IDLE);
    expect(transition(acted, events.time, 149_999, IDLE).holder).toBe('a');
    expect(transition(acted, events.time, 150_000, IDLE).holder).toBe('b');
    expect(transition(desks['a holds, b looks on'], events.time, 1e9, IDLE).holder).toBe('a');
  });

  it('is asked for by sixteen at most', () => {
    let desk: Desk = desks['a alone'];
    for (let index = 0; index < 20; index++) {
      desk = transition(desk, { type: 'joined', who: `v${index}` }, 0, IDLE);
      desk = transition(desk, { type: 'request', who: `v${index}` }, 0, IDLE);
    }
    expect(desk.asking).toHaveLength(16);
    expect(stateOf(desk, 'v15')).toBe('requested');
    expect(stateOf(desk, 'v16')).toBe('none');
  });

  it('has one holder at most who is there, and nobody who waits for what is free, whatever happens', () => {
    const step = fc.record({
      type: fc.constantFrom('joined', 'left', 'request', 'release', 'acted', 'time'),
      who: fc.constantFrom('a', 'b', 'c', 'd'),
      ms: fc.nat(20_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let desk: Desk = EMPTY_DESK;
        let now = 0;
        for (const { type, who, ms } of steps) {
          now += ms;
          desk = transition(desk, type === 'time' ? { type } : { type, who }, now, IDLE);
          expect(new Set(desk.present).size).toBe(desk.present.length);
          expect(desk.present).toEqual(expect.arrayContaining([...desk.asking]));
          expect(desk.asking).not.toContain(desk.holder);
          if (desk.holder === null) expect(desk.asking).toEqual([]);
          else expect(desk.present).toContain(desk.holder);
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gain, NO_FINGERS, transition, type FingerEvent, type Gesture, type GestureState } from './gestures.ts';

type Step = readonly [type: FingerEvent['type'], id: number, x: number, y: number, now: number];

function play(steps: readonly Step[], from: GestureState = NO_FINGERS): { gestures: string[]; state: GestureState } {
  let state = from;
  const gestures: string[] = [];
  for (const [type, id, x, y, now] of steps) {
    const step = transition(state, { type, id, x, y, now });
    state = step.state;
    gestures.push(...step.gestures.map(brief));
  }
  return { gestures, state };
}

function brief(gesture: Gesture): string {
  switch (gesture.type) {
    case 'move':
    case 'scroll':
      return `${gesture.type} ${Math.round(gesture.x)},${Math.round(gesture.y)}`;
    case 'press':
    case 'release':
      return `${gesture.type} ${gesture.button}`;
    case 'pinch':
      return `pinch ${gesture.factor.toFixed(2)}`;
    default:
      return gesture satisfies never;
  }
}

/** A second and a slow one: no gain. */
const tap = (now: number, id = 1): Step[] => [
  ['down', id, 100, 100, now],
  ['up', id, 102, 101, now + 80],
];

describe('one finger', () => {
  it('moves the cursor, from where it came down', () => {
    const { gestures, state } = play([
      ['down', 1, 100, 100, 0],
      ['move', 1, 104, 100, 16],
      ['move', 1, 112, 100, 600],
      ['move', 1, 112, 105, 1_600],
      ['up', 1, 112, 105, 1_616],
    ]);
    expect(gestures).toEqual(['move 12,0', 'move 0,5']);
    expect(state.name).toBe('idle');
  });

  it('clicks with a tap, at once, and twice with two', () => {
    expect(play(tap(0)).gestures).toEqual(['press 0', 'release 0']);
    expect(play([...tap(0), ...tap(200)]).gestures).toEqual(['press 0', 'release 0', 'press 0', 'release 0']);
  });

  it('does not click when it stays', () => {
    const slow: Step[] = [
      ['down', 1, 100, 100, 0],
      ['up', 1, 100, 100, 400],
    ];
    expect(play(slow).gestures).toEqual([]);
  });

  it('drags after a tap: the second press is held until it leaves', () => {
    const { gestures, state } = play([
      ...tap(0),
      ['down', 1, 100, 100, 200],
      ['move', 1, 120, 100, 1_200],
      ['move', 1, 125, 100, 2_200],
      ['up', 1, 125, 100, 2_250],
    ]);
    expect(gestures).toEqual(['press 0', 'release 0', 'press 0', 'move 20,0', 'move 5,0', 'release 0']);
    expect(state).toEqual(NO_FINGERS);
  });

  it('does not drag when it comes too late after the tap', () => {
    const { gestures } = play([...tap(0), ['down', 1, 100, 100, 600], ['move', 1, 120, 100, 1_600]]);
    expect(gestures).toEqual(['press 0', 'release 0', 'move 20,0']);
  });

  it('lets go of what it drags when the browser takes it away', () => {
    const { gestures } = play([
      ...tap(0),
      ['down', 1, 0, 0, 200],
      ['move', 1, 20, 0, 1_200],
      ['cancel', 1, 20, 0, 1_300],
    ]);
    expect(gestures.at(-1)).toBe('release 0');
  });
});

describe('two fingers', () => {
  const both = (now: number): Step[] => [
    ['down', 1, 100, 100, now],
    ['down', 2, 200, 100, now + 20],
  ];

  it('tap for the secondary button, three for the middle one', () => {
    const two: Step[] = [...both(0), ['up', 1, 100, 100, 100], ['up', 2, 200, 100, 120]];
    expect(play(two).gestures).toEqual(['press 2', 'release 2']);
    const three: Step[] = [
      ...both(0),
      ['down', 3, 150, 50, 30],
      ['up', 2, 0, 0, 90],
      ['up', 1, 0, 0, 95],
      ['up', 3, 0, 0, 99],
    ];
    expect(play(three).gestures).toEqual(['press 1', 'release 1']);
  });

  it('scroll by what their middle moves', () => {
    const { gestures, state } = play([
      ...both(0),
      ['move', 1, 100, 80, 30],
      ['move', 2, 200, 80, 32],
      ['move', 1, 100, 60, 46],
      ['move', 2, 200, 60, 48],
    ]);
    expect(gestures).toEqual(['scroll 0,-10', 'scroll 0,-10', 'scroll 0,-10']);
    expect(state.name).toBe('scrolling');
  });

  it('pinch by what their distance grows', () => {
    const { gestures, state } = play([
      ...both(0),
      ['move', 2, 207, 100, 20],
      ['move', 1, 93, 100, 21],
      ['move', 2, 220, 100, 30],
      ['move', 1, 80, 100, 31],
    ]);
    expect(state.name).toBe('pinching');
    const grown = gestures.map((text) => Number(text.split(' ')[1])).reduce((product, factor) => product * factor, 1);
    expect(grown).toBeCloseTo(140 / 127, 1);
  });

  it('do nothing any more once one of them left, or a third came', () => {
    const scrolling: Step[] = [...both(0), ['move', 1, 100, 80, 30]];
    expect(play([...scrolling, ['up', 2, 200, 100, 40], ['move', 1, 100, 20, 50]]).gestures).toEqual([]);
    expect(play([...scrolling, ['down', 3, 0, 0, 40], ['move', 1, 100, 20, 50]]).state.name).toBe('over');
  });

  it('scroll where the second came while the first pointed, and are no tap then', () => {
    const pointing: Step[] = [
      ['down', 1, 100, 100, 0],
      ['move', 1, 130, 100, 1_000],
      ['down', 2, 200, 100, 1_100],
    ];
    expect(play([...pointing, ['up', 2, 200, 100, 1_150], ['up', 1, 130, 100, 1_160]]).gestures).toEqual(['move 30,0']);
    const scrolled = play([...pointing, ['move', 1, 130, 70, 1_200], ['move', 2, 200, 70, 1_216]]);
    expect(scrolled.gestures.slice(1)).toEqual(['scroll 0,-15']);
  });
});

describe('fingers of any number', () => {
  const event = fc.record({
    type: fc.constantFrom('down' as const, 'move' as const, 'up' as const, 'cancel' as const),
    id: fc.integer({ min: 1, max: 5 }),
    x: fc.integer({ min: 0, max: 400 }),
    y: fc.integer({ min: 0, max: 400 }),
    after: fc.integer({ min: 0, max: 300 }),
  });

  it('never leave a button down, or press one twice', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let state: GestureState = NO_FINGERS;
        let now = 0;
        const down = new Set<number>();
        const touching = new Set<number>();
        const feed = (each: FingerEvent): void => {
          const step = transition(state, each);
          state = step.state;
          for (const gesture of step.gestures) {
            if (gesture.type === 'press') {
              expect(down.has(gesture.button)).toBe(false);
              down.add(gesture.button);
            } else if (gesture.type === 'release') {
              expect(down.delete(gesture.button)).toBe(true);
            } else if (gesture.type === 'pinch') {
              expect(gesture.factor).toBeGreaterThanOrEqual(0);
            } else if (gesture.type === 'move' || gesture.type === 'scroll') {
              expect(Number.isFinite(gesture.x + gesture.y)).toBe(true);
            }
          }
        };
        for (const { type, id, x, y, after } of events) {
          now += after;
          // A browser tells of a finger once that it came, and of no other than those.
          if ((type === 'down') === touching.has(id)) continue;
          if (type === 'down') touching.add(id);
          else if (type !== 'move') touching.delete(id);
          feed({ type, id, x, y, now });
        }
        for (const id of touching) feed({ type: 'up', id, x: 0, y: 0, now: now + 1_000 });
        expect([...down]).toEqual([]);
        expect(state.name).toBe('idle');
      }),
    );
  });
});

describe('the cursor', () => {
  it('follows a slow finger exactly, and a fast one up to three times as far', () => {
    expect(gain(1, 16)).toBe(1);
    expect(gain(40, 16)).toBe(3);
    expect(gain(12, 16)).toBeGreaterThan(1);
    expect(gain(5, 0)).toBe(3);
  });
});

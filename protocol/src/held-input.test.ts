import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heal, heldBy, HeldInput } from './held-input.ts';
import { MAX_HELD_KEYS, MAX_HELD_POINTERS, type InputState } from './input-state.ts';
import {
  AXIS_MAX,
  bitOfButton,
  buttonsIn,
  type GamepadState,
  type Input,
  type Key,
  type PointerButton,
  type PointerMove,
  type PointerPresence,
} from './input-messages.ts';
import { decodeFromViewer, encodeViewerData } from './input.ts';
import { anyInputState, FULL_STATE } from './testing/input-states.ts';
import { LIMITS } from './version.ts';

const mouse = { seq: 1, pointerId: 1, pointerType: 'mouse', x: 10, y: 20, buttons: 0, modifiers: 0 } as const;
const key = (action: Key['action'], code: string, name = code): Key => ({
  type: 'key',
  seq: 1,
  action,
  code,
  key: name,
  location: 0,
  repeat: false,
  modifiers: 0,
});
const button = (
  action: PointerButton['action'],
  buttons: number,
  more: Partial<PointerButton> = {},
): PointerButton => ({
  type: 'button',
  ...mouse,
  buttons,
  action,
  button: 0,
  pressure: 32_768,
  detail: 1,
  ...more,
});
const move = (x: number, more: Partial<PointerMove> = {}): PointerMove => ({
  type: 'move',
  ...mouse,
  x,
  pressure: 0,
  totalX: x,
  totalY: 0,
  coalesced: [],
  ...more,
});
const presence = (action: PointerPresence['action'], more: Partial<PointerPresence> = {}): PointerPresence => ({
  type: 'presence',
  ...mouse,
  action,
  ...more,
});
const gamepad = (connected: boolean, buttons: number[] = [], axes: number[] = []): GamepadState => ({
  type: 'gamepad',
  seq: 1,
  index: 0,
  connected,
  id: 'pad',
  standard: true,
  axes,
  buttons,
  effects: 1,
});

function holding(...inputs: Input[]): HeldInput {
  const held = new HeldInput();
  for (const input of inputs) held.take(input);
  return held;
}

/** What healing is about: which keys and buttons are down, where pointers are, and all of the gamepads. In any order. */
function comparable({ focused, keys, pointers, gamepads }: InputState): unknown {
  return {
    focused,
    keys: keys.map(({ code }) => code).toSorted(),
    pointers: pointers
      .map(({ pointerId, x, y, buttons }) => ({ pointerId, x, y, buttons }))
      .toSorted((a, b) => a.pointerId - b.pointerId),
    gamepads: gamepads.toSorted((a, b) => a.index - b.index),
  };
}

describe('what a viewer holds', () => {
  it('is keys, buttons and sticks until they are let go', () => {
    const held = new HeldInput();
    const step = (input: Input): boolean => {
      held.take(input);
      return held.isHolding;
    };
    expect([
      step(key('down', 'KeyW')),
      step(key('up', 'KeyW')),
      step(button('down', 1)),
      step(button('up', 0)),
      step(gamepad(true, [1])),
      step(gamepad(true, [2], [3_000])),
      step(gamepad(true, [0], [-30_000])),
      step(gamepad(false)),
    ]).toEqual([true, false, true, false, true, false, true, false]);
  });

  it('goes with the focus: fingers and gamepads are forgotten, a mouse stays where it is', () => {
    const finger = { pointerId: 7, pointerType: 'touch' } as const;
    const held = holding(
      { type: 'focus', seq: 1, focused: true },
      key('down', 'KeyW'),
      button('down', 1),
      button('down', 1, finger),
      gamepad(true, [1]),
      { type: 'focus', seq: 2, focused: false },
    );
    expect(held.isHolding).toBe(false);
    expect(held.state(3)).toMatchObject({
      focused: false,
      keys: [],
      gamepads: [],
      pointers: [{ pointerId: 1, x: 10 }],
    });
  });

  it('knows a pointer from its enter to its leave, and no longer than a cancel', () => {
    expect(holding(presence('enter')).state(1).pointers).toHaveLength(1);
    expect(holding(presence('enter'), move(5), presence('enter')).state(1).pointers).toMatchObject([{ x: 10 }]);
    expect(holding(presence('enter'), presence('leave')).state(1).pointers).toHaveLength(0);
    expect(holding(button('down', 1), button('cancel', 0)).state(1).pointers).toHaveLength(0);
  });

  it('takes what is pressed from buttons alone, and movement from moves and locks', () => {
    const held = holding(button('down', 1), move(9, { buttons: 0 }));
    expect(held.state(1)).toMatchObject({ totalX: 9, pointers: [{ buttons: 1, x: 9 }] });
    expect([held.buttonsOf(1), held.buttonsOf(2)]).toEqual([1, undefined]);
    held.take({ type: 'lock', seq: 2, locked: true, refused: '', totalX: 50, totalY: 60 });
    held.take({ type: 'message', seq: 3, payload: null });
    expect(held.state(1)).toMatchObject({ totalX: 50, totalY: 60 });
  });

  it('is bounded', () => {
    const held = new HeldInput();
    for (let index = 0; index < 100; index++) {
      held.take(key('down', `Key${index}`));
      held.take(presence('enter', { pointerId: index }));
    }
    const { keys, pointers } = held.state(1);
    expect([keys.length, pointers.length]).toEqual([MAX_HELD_KEYS, MAX_HELD_POINTERS]);
  });

  it('of a gamepad without a standard layout begins where its axes were at first: a trigger may rest at one end', () => {
    const pad = (...axes: number[]): Input => ({ ...gamepad(true, [0], axes), standard: false });
    const held = holding(pad(0, -AXIS_MAX));
    expect(held.isHolding).toBe(false);
    held.take(pad(0, AXIS_MAX));
    expect(held.isHolding).toBe(true);
    expect(held.atRest(2).gamepads).toMatchObject([{ axes: [0, -AXIS_MAX] }]);
    expect(holding(gamepad(true, [0], [-AXIS_MAX])).atRest(2).gamepads).toMatchObject([{ axes: [0] }]);
  });

  it('fits into one message, however much it is', () => {
    const bytes = encodeViewerData(FULL_STATE);
    expect(bytes.length).toBeLessThan(LIMITS.eventsBytes);
    expect(decodeFromViewer(bytes, 'events')).toEqual(FULL_STATE);
  });
});

describe('buttons', () => {
  it('have the bits of `MouseEvent.buttons`', () => {
    expect([0, 1, 2, 3, 4, 7, 9].map(bitOfButton)).toEqual([1, 4, 2, 8, 16, 128, 512]);
    expect([0, 5, 0b1110].map(buttonsIn)).toEqual([[], [0, 1], [2, 1, 3]]);
  });
});

describe('healing', () => {
  it('says nothing where nothing was lost', () => {
    fc.assert(
      fc.property(anyInputState, (state) => {
        const held = new HeldInput();
        heal(held, state);
        expect(heal(held, state)).toEqual([]);
      }),
    );
  });

  it('makes what is known equal to what is said, from whatever was known', () => {
    fc.assert(
      fc.property(anyInputState, anyInputState, (before, after) => {
        const held = new HeldInput();
        heal(held, before);
        heal(held, after);
        // Without the focus nothing is held; a state that says otherwise is not one that a viewer makes.
        fc.pre(after.focused || (after.keys.length === 0 && after.gamepads.length === 0));
        expect(comparable(held.state(after.seq))).toEqual(comparable(after));
      }),
    );
  });

  it('converges after any loss: the host takes some of the inputs, then the state', () => {
    const pointerId = fc.integer({ min: 1, max: 3 });
    const buttons = fc.integer({ min: 0, max: 7 });
    const inputs = fc.oneof(
      fc
        .tuple(fc.constantFrom('down' as const, 'up' as const), fc.constantFrom('KeyA', 'ShiftLeft'))
        .map(([action, code]): Input => key(action, code)),
      fc
        .tuple(fc.constantFrom('down' as const, 'up' as const, 'cancel' as const), buttons, pointerId)
        .map(([action, bits, id]): Input => button(action, bits, { pointerId: id })),
      fc.tuple(fc.integer({ min: 0, max: 999 }), pointerId).map(([x, id]): Input => move(x, { pointerId: id })),
      fc
        .tuple(fc.constantFrom('enter' as const, 'leave' as const), pointerId)
        .map(([action, id]): Input => presence(action, { pointerId: id })),
      fc.tuple(fc.boolean(), buttons).map(([connected, bits]): Input => gamepad(connected, [bits])),
      fc.boolean().map((focused): Input => ({ type: 'focus', seq: 1, focused })),
    );
    const told = fc.record({ input: inputs, lost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 40 }), (all) => {
        const viewer = holding(...all.map(({ input }) => input));
        const host = holding(...all.filter(({ lost }) => !lost).map(({ input }) => input));
        const healed = heal(host, viewer.state(99));
        expect(comparable(host.state(99))).toEqual(comparable(viewer.state(99)));
        // What is made up for passes the same checks as what a viewer says.
        for (const input of healed) expect(decodeFromViewer(encodeViewerData(input), 'events')).toEqual(input);
      }),
    );
  });

  it('lets go before it presses, with the modifiers that are held, and never as a click', () => {
    const host = holding(key('down', 'KeyA', 'a'), button('down', 1));
    const viewer = holding(key('down', 'ShiftLeft', 'Shift'), key('down', 'KeyB', 'B'), button('down', 2));
    expect(heal(host, viewer.state(5))).toMatchObject([
      { type: 'key', action: 'up', code: 'KeyA', modifiers: 1 },
      { type: 'key', action: 'down', code: 'ShiftLeft' },
      { type: 'key', action: 'down', code: 'KeyB', repeat: false },
      { type: 'button', action: 'up', button: 0, buttons: 0, detail: 0 },
      { type: 'button', action: 'down', button: 2, buttons: 2, detail: 0 },
    ]);
  });

  it('makes up for a leave that was lost, and for what the pointer held', () => {
    const host = holding(presence('enter'), button('down', 1));
    expect(heal(host, new HeldInput().state(5))).toMatchObject([
      { type: 'button', action: 'up', buttons: 0 },
      { type: 'presence', action: 'leave' },
    ]);
  });

  it('makes up for the last move, which nothing repeats, and not for movement alone', () => {
    const host = holding(presence('enter'), move(5));
    const viewer = holding(presence('enter'), move(9));
    expect(heal(host, viewer.state(5))).toMatchObject([{ type: 'move', x: 9, totalX: 9 }]);
    viewer.take(move(9, { totalX: 300 }));
    expect(heal(host, viewer.state(6))).toEqual([]);
  });
});

describe('rest', () => {
  it('holds nothing, and is where a mouse was', () => {
    fc.assert(
      fc.property(anyInputState, (state) => {
        const held = heldBy({ ...state, focused: true });
        heal(held, held.atRest(state.seq));
        expect(held.isHolding).toBe(false);
        expect(held.state(1).focused).toBe(true);
      }),
    );
  });
});

/** Anything that a viewer may hold, for property tests. */
import fc from 'fast-check';
import { MAX_HELD_KEYS, MAX_HELD_POINTERS, type InputState } from '../input-state.ts';
import { AXIS_MAX, MAX_GAMEPADS, POINTER_TYPES, POSITION_BEYOND, POSITION_MAX } from '../input-messages.ts';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const place = fc.integer({ min: -POSITION_BEYOND * POSITION_MAX, max: (1 + POSITION_BEYOND) * POSITION_MAX });
const position = fc.integer({ min: 0, max: POSITION_MAX });
const axis = fc.integer({ min: -AXIS_MAX, max: AXIS_MAX });
const tilt = fc.integer({ min: -90, max: 90 });
/** Of a pen or a finger; a mouse has none. */
export const contact = fc.record({
  width: position,
  height: position,
  tiltX: tilt,
  tiltY: tilt,
  twist: fc.integer({ min: 0, max: 359 }),
  tangentialPressure: axis,
});

const key = fc.record({
  code: fc.string({ maxLength: 8 }),
  key: fc.constantFrom('Shift', 'Control', 'Alt', 'Meta', 'w', ' '),
  location: fc.integer({ min: 0, max: 3 }),
});

const pointer = fc.record(
  {
    pointerId: fc.integer({ min: -1, max: 0x7fff_ffff }),
    pointerType: fc.constantFrom(...POINTER_TYPES),
    x: place,
    y: place,
    buttons: fc.integer({ min: 0, max: 255 }),
    pressure: position,
    contact,
  },
  { requiredKeys: ['pointerId', 'pointerType', 'x', 'y', 'buttons', 'pressure'] },
);

const gamepad = fc.record({
  index: fc.integer({ min: 0, max: MAX_GAMEPADS - 1 }),
  id: fc.string({ maxLength: 16 }),
  standard: fc.boolean(),
  axes: fc.array(axis, { maxLength: 4 }),
  buttons: fc.array(fc.integer({ min: 0, max: 1_023 }), { maxLength: 17 }),
  effects: fc.integer({ min: 0, max: 3 }),
});

export const anyInputState: fc.Arbitrary<InputState> = fc.record({
  type: fc.constant('inputState' as const),
  seq: fc.integer({ min: 1, max: 0xffff_ffff }),
  focused: fc.boolean(),
  totalX: uint32,
  totalY: uint32,
  keys: fc.uniqueArray(key, { maxLength: 5, selector: ({ code }) => code }),
  pointers: fc.uniqueArray(pointer, { maxLength: 4, selector: ({ pointerId }) => pointerId }),
  gamepads: fc.uniqueArray(gamepad, { maxLength: MAX_GAMEPADS, selector: ({ index }) => index }),
});

/** As many of each as are remembered at most. */
export const FULL_STATE: InputState = {
  type: 'inputState',
  seq: 0xffff_ffff,
  focused: true,
  totalX: 0,
  totalY: 0,
  keys: Array.from({ length: MAX_HELD_KEYS }, (_nothing, index) => ({
    code: `${index}`.padStart(32, 'c'),
    key: 'k'.repeat(32),
    location: 3,
  })),
  pointers: Array.from({ length: MAX_HELD_POINTERS }, (_nothing, index) => ({
    pointerId: 0x7fff_ff00 + index,
    pointerType: 'touch',
    x: -4 * POSITION_MAX,
    y: -4 * POSITION_MAX,
    buttons: 255,
    pressure: POSITION_MAX,
    contact: { width: 65_535, height: 65_535, tiltX: -90, tiltY: -90, twist: 359, tangentialPressure: -AXIS_MAX },
  })),
  gamepads: Array.from({ length: MAX_GAMEPADS }, (_nothing, index) => ({
    index,
    id: 'i'.repeat(64),
    standard: true,
    axes: Array.from({ length: 16 }, () => -AXIS_MAX),
    buttons: Array.from({ length: 32 }, () => 1_023),
    effects: 3,
  })),
};

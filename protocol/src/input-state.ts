/** What a viewer says that it holds, and the wire form of that; what becomes of it is in held-input.ts. */
import type { Fields } from './fields.ts';
import {
  contactFields,
  gamepadFields,
  readContact,
  readGamepad,
  readPointerPlace,
  type GamepadFields,
} from './input-fields.ts';
import {
  MAX_GAMEPADS,
  POINTER_TYPES,
  POSITION_MAX,
  type Contact,
  type Key,
  type PointerFields,
} from './input-messages.ts';

export const MAX_HELD_KEYS = 16;
export const MAX_HELD_POINTERS = 16;

export type HeldKey = Pick<Key, 'code' | 'key' | 'location'>;

/** A pointer over the picture, or one that drags. */
export interface HeldPointer extends Pick<PointerFields, 'pointerId' | 'pointerType' | 'x' | 'y' | 'buttons'> {
  /** 0..65535. */
  readonly pressure: number;
  /** A mouse has none. */
  readonly contact?: Contact;
}

/** All that a viewer holds; sent every half second while it holds something, and twice more. */
export interface InputState {
  readonly type: 'inputState';
  readonly seq: number;
  /** The scene has the keyboard. */
  readonly focused: boolean;
  /** As of a `move`. */
  readonly totalX: number;
  readonly totalY: number;
  readonly keys: readonly HeldKey[];
  readonly pointers: readonly HeldPointer[];
  readonly gamepads: readonly GamepadFields[];
}

const UINT32 = 0xffff_ffff;

/** The fields of a state behind its type. */
export function inputStateFields(state: InputState): readonly unknown[] {
  return [
    state.seq,
    state.focused,
    state.totalX,
    state.totalY,
    state.keys.map(({ code, key, location }) => [location, code, key]),
    state.pointers.map((held) => [
      POINTER_TYPES.indexOf(held.pointerType),
      held.pointerId,
      held.x,
      held.y,
      held.buttons,
      held.pressure,
      contactFields(held.contact),
    ]),
    state.gamepads.map(gamepadFields),
  ];
}

/** @throws RemoteViewError `malformed-message` */
export function readInputState(fields: Fields): InputState {
  return {
    type: 'inputState',
    seq: fields.int(1, UINT32),
    focused: fields.boolean(),
    totalX: fields.int(0, UINT32),
    totalY: fields.int(0, UINT32),
    keys: fields.lists(MAX_HELD_KEYS).map(readKey),
    pointers: fields.lists(MAX_HELD_POINTERS).map(readPointer),
    gamepads: fields.lists(MAX_GAMEPADS).map(readOneGamepad),
  };
}

function readKey(fields: Fields): HeldKey {
  const location = fields.typeInt(0, 3);
  const held = { code: fields.string(32), key: fields.string(32), location };
  fields.end();
  return held;
}

function readPointer(fields: Fields): HeldPointer {
  const pointerType = POINTER_TYPES[fields.typeInt(0, POINTER_TYPES.length - 1)]!;
  const place = readPointerPlace(fields);
  const held = { pointerType, ...place, pressure: fields.int(0, POSITION_MAX), ...readContact(fields) };
  fields.end();
  return held;
}

function readOneGamepad(fields: Fields): GamepadFields {
  const gamepad = readGamepad(fields, fields.typeInt(0, MAX_GAMEPADS - 1));
  fields.end();
  return gamepad;
}

/** What several messages of a viewer carry in the same form. */
import { wrong, type Fields } from './fields.ts';
import {
  AXIS_MAX,
  GAMEPAD_BUTTON,
  GAMEPAD_EFFECTS,
  MAX_AXES,
  MAX_GAMEPAD_BUTTONS,
  POSITION_MAX,
  POSITION_RANGE,
  type Contact,
  type GamepadState,
  type PointerFields,
} from './input-messages.ts';

/** A gamepad that is plugged in. */
export type GamepadFields = Omit<GamepadState, 'type' | 'seq' | 'connected'>;

const MAX_EFFECTS = GAMEPAD_EFFECTS.dual | GAMEPAD_EFFECTS.trigger;
const MAX_BUTTON = (1 << (GAMEPAD_BUTTON.valueShift + 8)) - 1;

export function readPointerPlace(fields: Fields): Pick<PointerFields, 'pointerId' | 'x' | 'y' | 'buttons'> {
  return {
    pointerId: fields.int(-1, 0x7fff_ffff),
    x: fields.int(...POSITION_RANGE),
    y: fields.int(...POSITION_RANGE),
    buttons: fields.int(0, 255),
  };
}

/** An array of its own: without a contact it is empty, one byte. */
export function contactFields(contact: Contact | undefined): readonly number[] {
  if (contact === undefined) return [];
  const { width, height, tiltX, tiltY, twist, tangentialPressure } = contact;
  return [width, height, tiltX, tiltY, twist, tangentialPressure];
}

/** @throws RemoteViewError `malformed-message` */
export function readContact(fields: Fields): { readonly contact?: Contact } {
  const values = fields.ints(6, -AXIS_MAX, POSITION_MAX);
  if (values.length === 0) return {};
  const [width = -1, height = -1, tiltX = -91, tiltY = -91, twist = -1, tangentialPressure = POSITION_MAX] = values;
  const valid =
    Math.min(width, height) >= 0 &&
    Math.max(Math.abs(tiltX), Math.abs(tiltY)) <= 90 &&
    twist >= 0 &&
    twist <= 359 &&
    tangentialPressure <= AXIS_MAX;
  if (!valid) throw wrong('its contact is no contact');
  return { contact: { width, height, tiltX, tiltY, twist, tangentialPressure } };
}

/** Its index comes first. */
export function gamepadFields({ index, id, standard, axes, buttons, effects }: GamepadFields): readonly unknown[] {
  return [index, id, standard, axes, buttons, effects];
}

/** What follows the index. @throws RemoteViewError `malformed-message` */
export function readGamepad(fields: Fields, index: number): GamepadFields {
  return {
    index,
    id: fields.string(64),
    standard: fields.boolean(),
    axes: fields.ints(MAX_AXES, -AXIS_MAX, AXIS_MAX),
    buttons: fields.ints(MAX_GAMEPAD_BUTTONS, 0, MAX_BUTTON),
    effects: fields.int(0, MAX_EFFECTS),
  };
}

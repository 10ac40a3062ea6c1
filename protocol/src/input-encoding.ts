/** The wire form of inputs (input.ts says how they are read). By itself: a viewer needs it only once there is somebody who acts. */
import { pageClipboardFields } from './clipboard.ts';
import { contactFields, gamepadFields } from './input-fields.ts';
import {
  BUTTON_ACTIONS,
  KEY_ACTIONS,
  POINTER_TYPES,
  PRESENCE_ACTIONS,
  type Input,
  type PointerFields,
} from './input-messages.ts';
import { inputStateFields, type InputState } from './input-state.ts';
import { encode, encodePlain } from './msgpack.ts';
import { actFields } from './semantics.ts';
import { deviceMotionFields, orientationFields } from './sensors.ts';
import { textFields } from './text-input.ts';
import { EVENTS_LIMITS, TYPE } from './viewer-messages.ts';

/** @throws RemoteViewError for an application message that is too large or not JSON-like */
export function encodeInput(data: Input | InputState): Uint8Array<ArrayBuffer> {
  switch (data.type) {
    case 'move':
      return encode([
        TYPE.move,
        ...pointerFields(data),
        data.pressure,
        data.totalX,
        data.totalY,
        data.coalesced,
        contactFields(data.contact),
      ]);
    case 'button':
      return encode([
        TYPE.button,
        ...pointerFields(data),
        BUTTON_ACTIONS.indexOf(data.action),
        data.button,
        data.pressure,
        data.detail,
        contactFields(data.contact),
      ]);
    case 'presence':
      return encode([TYPE.presence, ...pointerFields(data), PRESENCE_ACTIONS.indexOf(data.action)]);
    case 'wheel':
      return encode([
        TYPE.wheel,
        data.seq,
        data.x,
        data.y,
        data.deltaX,
        data.deltaY,
        data.deltaMode,
        data.buttons,
        data.modifiers,
      ]);
    case 'key':
      return encode([
        TYPE.key,
        data.seq,
        KEY_ACTIONS.indexOf(data.action),
        data.code,
        data.key,
        data.location,
        data.repeat,
        data.modifiers,
      ]);
    case 'focus':
      return encode([TYPE.focus, data.seq, data.focused]);
    case 'gamepad':
      return encode([TYPE.gamepad, data.seq, data.connected, ...gamepadFields(data)]);
    case 'lock':
      return encode([TYPE.lock, data.seq, data.locked, data.refused, data.totalX, data.totalY]);
    case 'act':
      return encode([TYPE.act, ...actFields(data)]);
    case 'text':
      return encode([TYPE.text, ...textFields(data)]);
    case 'clipboard':
      return encode([TYPE.clipboard, ...pageClipboardFields(data)]);
    case 'inputState':
      return encode([TYPE.inputState, ...inputStateFields(data)]);
    case 'orientation':
      return encode([TYPE.orientation, ...orientationFields(data)]);
    case 'deviceMotion':
      return encode([TYPE.deviceMotion, ...deviceMotionFields(data)]);
    case 'message':
      return encodePlain([TYPE.message, data.seq, data.payload], EVENTS_LIMITS);
  }
}

function pointerFields(data: PointerFields): readonly number[] {
  const pointerType = POINTER_TYPES.indexOf(data.pointerType);
  return [data.seq, data.pointerId, pointerType, data.x, data.y, data.buttons, data.modifiers];
}

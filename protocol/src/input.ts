/** The wire form of what a viewer sends over its data channels: one flat MessagePack array a message, `[type, ...fields]`. */
import { encodeBesideInput } from './beside-input.ts';
import { readPageClipboard } from './clipboard.ts';
import { Fields, wrong } from './fields.ts';
import { encodeInput } from './input-encoding.ts';
import { readInputState } from './input-state.ts';
import { readContact, readGamepad } from './input-fields.ts';
import {
  BUTTON_ACTIONS,
  KEY_ACTIONS,
  MAX_COALESCED,
  MAX_GAMEPADS,
  POINTER_TYPES,
  POSITION_MAX,
  POSITION_RANGE,
  PREFERENCES,
  PRESENCE_ACTIONS,
  WISHED_BITRATE,
  type ForHost,
  type FromViewer,
  type GamepadState,
  type PointerFields,
  type PointerMove,
  type ViewerData,
} from './input-messages.ts';
import { decode, type PlainLimits, type PlainValue } from './msgpack.ts';
import { readPreferences } from './page-preferences.ts';
import { readRumbled } from './rumble.ts';
import { readAct } from './semantics.ts';
import { readDeviceMotion, readOrientation } from './sensors.ts';
import { readText } from './text-input.ts';
import { CONTROL_ACTIONS } from './session-control.ts';
import { LIMITS } from './version.ts';
import { EVENTS_LIMITS, TYPE } from './viewer-messages.ts';

const UINT32 = 0xffff_ffff;
const MOTION_LIMITS: PlainLimits = { maxBytes: LIMITS.motionBytes, maxDepth: 2, maxNodes: 64 };

/**
 * Encodes one message of a viewer.
 * @throws RemoteViewError for an application message that is too large or not JSON-like
 */
export function encodeViewerData(data: FromViewer): Uint8Array<ArrayBuffer> {
  switch (data.type) {
    case 'rumbled':
    case 'resize':
    case 'ping':
    case 'preferences':
    case 'control':
    case 'refresh':
    case 'here':
    case 'quality':
      return encodeBesideInput(data);
    default:
      return encodeInput(data);
  }
}

/**
 * Decodes one message for the scene; what is for the host is none of its business.
 * @throws RemoteViewError `message-too-large` or `malformed-message`
 */
export function decodeViewerData(bytes: Uint8Array, channel: 'motion' | 'events'): ViewerData {
  const data = decodeFromViewer(bytes, channel);
  if (isForHost(data)) throw wrong(`${data.type} is not for the scene`);
  return data;
}

/**
 * Decodes one message from a viewer, from either channel.
 * @throws RemoteViewError `message-too-large` or `malformed-message`
 */
export function decodeFromViewer(bytes: Uint8Array, channel: 'motion' | 'events'): FromViewer {
  const fields = new Fields(decode(bytes, channel === 'motion' ? MOTION_LIMITS : EVENTS_LIMITS));
  const data = channel === 'motion' ? readMotion(fields) : readEvent(fields);
  fields.end();
  return data;
}

export function isForHost(data: FromViewer): data is ForHost {
  return data.type === 'quality' || data.type === 'refresh' || data.type === 'control' || data.type === 'here';
}

function readMotion(fields: Fields): FromViewer {
  if (fields.type === TYPE.move) return readMove(fields);
  if (fields.type === TYPE.orientation) return readOrientation(fields);
  if (fields.type === TYPE.deviceMotion) return readDeviceMotion(fields);
  throw wrong(`${fields.typeText} is unknown, or not for this channel`);
}

function readEvent(fields: Fields): FromViewer {
  switch (fields.type) {
    case TYPE.button:
      return {
        type: 'button',
        ...readPointer(fields),
        action: fields.oneOf(BUTTON_ACTIONS),
        button: fields.int(-1, 15),
        pressure: fields.int(0, POSITION_MAX),
        detail: fields.int(0, 255),
        ...readContact(fields),
      };
    case TYPE.presence:
      return { type: 'presence', ...readPointer(fields), action: fields.oneOf(PRESENCE_ACTIONS) };
    case TYPE.wheel:
      return {
        type: 'wheel',
        seq: fields.int(1, UINT32),
        x: fields.int(0, POSITION_MAX),
        y: fields.int(0, POSITION_MAX),
        deltaX: fields.float(-100_000, 100_000),
        deltaY: fields.float(-100_000, 100_000),
        deltaMode: fields.int(0, 2),
        buttons: fields.int(0, 255),
        modifiers: fields.int(0, 15),
      };
    case TYPE.key:
      return {
        type: 'key',
        seq: fields.int(1, UINT32),
        action: fields.oneOf(KEY_ACTIONS),
        code: fields.string(32),
        key: fields.string(32),
        location: fields.int(0, 3),
        repeat: fields.boolean(),
        modifiers: fields.int(0, 15),
      };
    case TYPE.focus:
      return { type: 'focus', seq: fields.int(1, UINT32), focused: fields.boolean() };
    case TYPE.gamepad:
      return readGamepadState(fields);
    case TYPE.lock:
      return {
        type: 'lock',
        seq: fields.int(1, UINT32),
        locked: fields.boolean(),
        refused: fields.string(200),
        totalX: fields.int(0, UINT32),
        totalY: fields.int(0, UINT32),
      };
    case TYPE.act:
      return readAct(fields);
    case TYPE.text:
      return readText(fields);
    case TYPE.clipboard:
      return readPageClipboard(fields);
    case TYPE.inputState:
      return readInputState(fields);
    case TYPE.rumbled:
      return readRumbled(fields);
    case TYPE.resize:
      return {
        type: 'resize',
        width: fields.int(1, LIMITS.pictureSide),
        height: fields.int(1, LIMITS.pictureSide),
        devicePixelRatio: fields.float(0.1, 16),
      };
    case TYPE.message:
      return { type: 'message', seq: fields.int(1, UINT32), payload: fields.any() as PlainValue };
    case TYPE.ping:
      return { type: 'ping', token: fields.int(0, UINT32) };
    case TYPE.preferences:
      return readPreferences(fields);
    case TYPE.control:
      return { type: 'control', action: fields.oneOf(CONTROL_ACTIONS) };
    case TYPE.refresh:
      return { type: 'refresh' };
    case TYPE.here:
      return { type: 'here' };
    case TYPE.quality:
      return { type: 'quality', maxBitrate: readBitrate(fields), preferred: fields.oneOf(PREFERENCES) };
    default:
      // What may be lost may also come here: the move before a button must not be overtaken by it.
      return readMotion(fields);
  }
}

function readGamepadState(fields: Fields): GamepadState {
  const seq = fields.int(1, UINT32);
  const connected = fields.boolean();
  return { type: 'gamepad', seq, connected, ...readGamepad(fields, fields.int(0, MAX_GAMEPADS - 1)) };
}

function readMove(fields: Fields): PointerMove {
  return {
    type: 'move',
    ...readPointer(fields),
    pressure: fields.int(0, POSITION_MAX),
    totalX: fields.int(0, UINT32),
    totalY: fields.int(0, UINT32),
    coalesced: fields.ints(MAX_COALESCED * 2, ...POSITION_RANGE),
    ...readContact(fields),
  };
}

function readPointer(fields: Fields): PointerFields {
  return {
    seq: fields.int(1, UINT32),
    pointerId: fields.int(-1, 0x7fff_ffff),
    pointerType: fields.oneOf(POINTER_TYPES),
    x: fields.int(...POSITION_RANGE),
    y: fields.int(...POSITION_RANGE),
    buttons: fields.int(0, 255),
    modifiers: fields.int(0, 15),
  };
}

/** 0 stands for no limit. */
function readBitrate(fields: Fields): number | null {
  const bitrate = fields.int(0, WISHED_BITRATE.most);
  if (bitrate > 0 && bitrate < WISHED_BITRATE.least) throw wrong(`${bitrate} bits per second are no video`);
  return bitrate === 0 ? null : bitrate;
}

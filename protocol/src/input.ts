/**
 * What a viewer sends over its data channels: one flat MessagePack array a message, `[type, ...fields]`.
 *
 * Input carries `seq`, a number that grows by one with every input of this peer connection over both channels. The host
 * reports in each frame's metadata which `seq` was the newest the frame could show: that is how latency is measured.
 */
import { Fields, wrong } from './fields.ts';
import { decode, encode, encodePlain, type PlainLimits, type PlainValue } from './msgpack.ts';
import { actFields, readAct, type SemanticAct } from './semantics.ts';
import { LIMITS } from './version.ts';

const TYPE = {
  move: 1,
  button: 2,
  presence: 3,
  wheel: 4,
  key: 5,
  focus: 6,
  resize: 7,
  message: 8,
  ping: 9,
  quality: 10,
  gamepad: 11,
  lock: 12,
  act: 16,
} as const;

export const POINTER_TYPES = ['mouse', 'pen', 'touch'] as const;
export type PointerType = (typeof POINTER_TYPES)[number];
export const BUTTON_ACTIONS = ['down', 'up', 'cancel'] as const;
export const PRESENCE_ACTIONS = ['enter', 'leave'] as const;
export const KEY_ACTIONS = ['down', 'up'] as const;

/** Where the path does not hold both, `sharp` gives up frames before pixels, and `smooth` pixels before frames. */
export const PREFERENCES = ['auto', 'sharp', 'smooth'] as const;
export type Preference = (typeof PREFERENCES)[number];

/** A viewer may ask for this many bits per second at most, and for no less. */
export const WISHED_BITRATE = { least: 100_000, most: 1_000_000_000 } as const;

/** Modifier keys as a bit set. */
export const MODIFIER = { shift: 1, ctrl: 2, alt: 4, meta: 8 } as const;

/** Positions travel as 16-bit fractions of the picture: 0 is its left or top edge, 65535 its right or bottom. */
export const POSITION_MAX = 65_535;
/** A drag goes on outside of the picture: a pointer's position reaches this many pictures beyond each edge. */
export const POSITION_BEYOND = 4;
const POSITION_RANGE = [-POSITION_BEYOND * POSITION_MAX, (1 + POSITION_BEYOND) * POSITION_MAX] as const;
/** Movement totals and sizes of contacts count 1/64 CSS pixels. */
export const MOVEMENT_SCALE = 64;
/** Gamepads of one viewer. */
export const MAX_GAMEPADS = 4;
const MAX_AXES = 16;
const MAX_GAMEPAD_BUTTONS = 32;
/** An axis of a gamepad travels as -32767..32767 for -1..1. */
export const AXIS_MAX = 32_767;
/** A button of a gamepad travels as one integer: whether it is pressed, whether it is touched, and its value, 0..255. */
export const GAMEPAD_BUTTON = { pressed: 1, touched: 2, valueShift: 2, valueMax: 255 } as const;
/** Coalesced positions in one move message, at most. */
export const MAX_COALESCED = 16;

interface PointerFields {
  /** Counts this peer connection's inputs, 1..2^32-1. */
  readonly seq: number;
  readonly pointerId: number;
  readonly pointerType: PointerType;
  /** Fraction of the picture's width, 0..65535 within it; a drag leaves it by up to {@link POSITION_BEYOND} pictures. */
  readonly x: number;
  /** The same of its height. */
  readonly y: number;
  /** `MouseEvent.buttons`. */
  readonly buttons: number;
  /** Bit set of {@link MODIFIER}. */
  readonly modifiers: number;
}

/** What a finger or a pen tells beyond its place; the fields of `PointerEvent` of the same names. */
export interface Contact {
  /** 1/64 CSS px, 0..65535. */
  readonly width: number;
  readonly height: number;
  /** Degrees, -90..90. */
  readonly tiltX: number;
  readonly tiltY: number;
  /** Degrees, 0..359. */
  readonly twist: number;
  /** -32767..32767. */
  readonly tangentialPressure: number;
}

export interface PointerMove extends PointerFields {
  readonly type: 'move';
  /** 0..65535. */
  readonly pressure: number;
  /**
   * Sum of all `movementX` so far in 1/64 CSS px, modulo 2^32. Totals, so that a lost message loses no movement: the
   * receiver takes the difference to the last one it saw.
   */
  readonly totalX: number;
  readonly totalY: number;
  /** Positions passed since the last message, oldest first, x and y in turn; not the final one. */
  readonly coalesced: readonly number[];
  /** A mouse has none. */
  readonly contact?: Contact;
}

export interface PointerButton extends PointerFields {
  readonly type: 'button';
  readonly action: (typeof BUTTON_ACTIONS)[number];
  /** `MouseEvent.button`: 0 main, 1 middle, 2 secondary, 3 back, 4 forward. */
  readonly button: number;
  readonly pressure: number;
  /** `UIEvent.detail`: clicks in a row. */
  readonly detail: number;
  /** A mouse has none. */
  readonly contact?: Contact;
}

export interface PointerPresence extends PointerFields {
  readonly type: 'presence';
  readonly action: (typeof PRESENCE_ACTIONS)[number];
}

export interface Wheel {
  readonly type: 'wheel';
  readonly seq: number;
  readonly x: number;
  readonly y: number;
  readonly deltaX: number;
  readonly deltaY: number;
  /** `WheelEvent.deltaMode`: 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
  readonly buttons: number;
  readonly modifiers: number;
}

export interface Key {
  readonly type: 'key';
  readonly seq: number;
  readonly action: (typeof KEY_ACTIONS)[number];
  /** `KeyboardEvent.code`. */
  readonly code: string;
  /** `KeyboardEvent.key`. */
  readonly key: string;
  readonly location: number;
  readonly repeat: boolean;
  readonly modifiers: number;
}

/** The element got or lost the focus. On loss the host releases every key and button that is down. */
export interface Focus {
  readonly type: 'focus';
  readonly seq: number;
  readonly focused: boolean;
}

/** All that a gamepad says, at most 60 a second and gamepad, when something changed. W3C Gamepad, section 4. */
export interface GamepadState {
  readonly type: 'gamepad';
  readonly seq: number;
  /** Among the gamepads of this viewer, 0..{@link MAX_GAMEPADS} - 1. */
  readonly index: number;
  /** False: it was unplugged, and has neither axes nor buttons any more. */
  readonly connected: boolean;
  /** What its driver calls it, at most 64 characters. */
  readonly id: string;
  /** Its axes and buttons are in the order of the standard mapping. */
  readonly standard: boolean;
  /** At most 16, each -{@link AXIS_MAX}..{@link AXIS_MAX}. */
  readonly axes: readonly number[];
  /** At most 32, each as {@link GAMEPAD_BUTTON} says. */
  readonly buttons: readonly number[];
}

/** What became of the pointer lock that the scene wished for, or the viewer ended it (Escape). */
export interface LockState {
  readonly type: 'lock';
  readonly seq: number;
  readonly locked: boolean;
  /** Why the browser refused, at most 200 characters; empty where a lock began or ended. */
  readonly refused: string;
  /** As of a {@link PointerMove}: movement up to here is from before. */
  readonly totalX: number;
  readonly totalY: number;
}

/** The element's content box changed: the picture size that would fit it, device pixels. */
export interface Resize {
  readonly type: 'resize';
  readonly width: number;
  readonly height: number;
  readonly devicePixelRatio: number;
}

/** From the page to the scene. */
export interface AppMessage {
  readonly type: 'message';
  readonly seq: number;
  readonly payload: PlainValue;
}

/** Answered by a pong with the same token; also tells the host that the viewer is alive. */
export interface Ping {
  readonly type: 'ping';
  readonly token: number;
}

/** What this viewer wishes for. Its newest counts; the host goes by the most modest of all its viewers. */
export interface Quality {
  readonly type: 'quality';
  /** Bits per second of video, within {@link WISHED_BITRATE}; null for as much as the path holds. */
  readonly maxBitrate: number | null;
  readonly preferred: Preference;
}

/** Of a viewer that has said nothing. */
export const NO_WISHES: Quality = { type: 'quality', maxBitrate: null, preferred: 'auto' };

/** Input proper: what has a `seq` and ends in the scene as an event. */
export type Input =
  | PointerMove
  | PointerButton
  | PointerPresence
  | Wheel
  | Key
  | Focus
  | GamepadState
  | LockState
  | SemanticAct
  | AppMessage;
/** What may reach a scene. */
export type ViewerData = Input | Resize | Ping;
/** Everything that a viewer says on `motion` and `events`. */
export type FromViewer = ViewerData | Quality;

const UINT32 = 0xffff_ffff;
const MOTION_LIMITS: PlainLimits = { maxBytes: LIMITS.motionBytes, maxDepth: 2, maxNodes: 64 };
export const EVENTS_LIMITS: PlainLimits = {
  maxBytes: LIMITS.eventsBytes,
  maxDepth: LIMITS.messageDepth,
  maxNodes: LIMITS.messageNodes,
};

/**
 * Encodes one message of a viewer.
 * @throws RemoteViewError for an application message that is too large or not JSON-like
 */
export function encodeViewerData(data: FromViewer): Uint8Array<ArrayBuffer> {
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
      return encode([
        TYPE.gamepad,
        data.seq,
        data.index,
        data.connected,
        data.id,
        data.standard,
        data.axes,
        data.buttons,
      ]);
    case 'lock':
      return encode([TYPE.lock, data.seq, data.locked, data.refused, data.totalX, data.totalY]);
    case 'act':
      return encode([TYPE.act, ...actFields(data)]);
    case 'resize':
      return encode([TYPE.resize, data.width, data.height, data.devicePixelRatio]);
    case 'message':
      return encodePlain([TYPE.message, data.seq, data.payload], EVENTS_LIMITS);
    case 'ping':
      return encode([TYPE.ping, data.token]);
    case 'quality':
      return encode([TYPE.quality, data.maxBitrate ?? 0, PREFERENCES.indexOf(data.preferred)]);
  }
}

/**
 * Decodes one message for the scene; wishes are none of its business.
 * @throws RemoteViewError `message-too-large` or `malformed-message`
 */
export function decodeViewerData(bytes: Uint8Array, channel: 'motion' | 'events'): ViewerData {
  const data = decodeFromViewer(bytes, channel);
  if (data.type === 'quality') throw wrong('a wish is not for the scene');
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

function readMotion(fields: Fields): PointerMove {
  if (fields.type === TYPE.move) return readMove(fields);
  throw wrong(`${fields.typeText} is not for the motion channel`);
}

function readEvent(fields: Fields): FromViewer {
  switch (fields.type) {
    // A move may also come here: the one before a button must not be overtaken by it.
    case TYPE.move:
      return readMove(fields);
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
      return {
        type: 'gamepad',
        seq: fields.int(1, UINT32),
        index: fields.int(0, MAX_GAMEPADS - 1),
        connected: fields.boolean(),
        id: fields.string(64),
        standard: fields.boolean(),
        axes: fields.ints(MAX_AXES, -AXIS_MAX, AXIS_MAX),
        buttons: fields.ints(MAX_GAMEPAD_BUTTONS, 0, (1 << (GAMEPAD_BUTTON.valueShift + 8)) - 1),
      };
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
    case TYPE.quality:
      return { type: 'quality', maxBitrate: readBitrate(fields), preferred: fields.oneOf(PREFERENCES) };
    default:
      throw wrong(`${fields.typeText} is unknown`);
  }
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

/** An array of its own: without a contact it is empty, one byte. */
function readContact(fields: Fields): { readonly contact?: Contact } {
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

function contactFields(contact: Contact | undefined): readonly number[] {
  if (contact === undefined) return [];
  const { width, height, tiltX, tiltY, twist, tangentialPressure } = contact;
  return [width, height, tiltX, tiltY, twist, tangentialPressure];
}

/** 0 stands for no limit. */
function readBitrate(fields: Fields): number | null {
  const bitrate = fields.int(0, WISHED_BITRATE.most);
  if (bitrate > 0 && bitrate < WISHED_BITRATE.least) throw wrong(`${bitrate} bits per second are no video`);
  return bitrate === 0 ? null : bitrate;
}

function pointerFields(data: PointerFields): readonly number[] {
  const pointerType = POINTER_TYPES.indexOf(data.pointerType);
  return [data.seq, data.pointerId, pointerType, data.x, data.y, data.buttons, data.modifiers];
}

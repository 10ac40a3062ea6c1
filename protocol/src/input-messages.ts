/**
 * The messages of a viewer, as values: what each field means, its unit and its range.
 *
 * Input carries `seq`, a number that grows by one with every input of this peer connection over both channels. The host
 * reports in each frame's metadata which `seq` was the newest the frame could show: that is how latency is measured.
 */
import type { PageClipboard } from './clipboard.ts';
import type { PlainValue } from './msgpack.ts';
import type { InputState } from './input-state.ts';
import type { SemanticAct } from './semantics.ts';
import type { PagePreferences } from './page-preferences.ts';
import type { Rumbled } from './rumble.ts';
import type { DeviceMotion, Orientation } from './sensors.ts';
import type { TextEdit } from './text-input.ts';
import type { ControlRequest, Here } from './session-control.ts';

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

/** @param keys that are down, by their names */
export function modifiersOf(keys: readonly Pick<Key, 'key'>[]): number {
  const has = (name: string): boolean => keys.some(({ key }) => key === name);
  return (
    (has('Shift') ? MODIFIER.shift : 0) |
    (has('Control') ? MODIFIER.ctrl : 0) |
    (has('Alt') ? MODIFIER.alt : 0) |
    (has('Meta') ? MODIFIER.meta : 0)
  );
}

/** `MouseEvent.button` for each bit of `MouseEvent.buttons`, lowest first (UI Events: bit 1 is the secondary button). */
const BUTTON_OF_BIT = [0, 2, 1, 3, 4, 5, 6, 7] as const;

/** The buttons of which `MouseEvent.buttons` has a bit. */
export function buttonsIn(buttons: number): number[] {
  return BUTTON_OF_BIT.filter((_button, bit) => (buttons & (1 << bit)) !== 0);
}

/** The bit of this button, 0..7, in `MouseEvent.buttons`. */
export function bitOfButton(button: number): number {
  // The table is its own inverse.
  return 1 << (BUTTON_OF_BIT[button] ?? button);
}

/** Positions travel as 16-bit fractions of the picture: 0 is its left or top edge, 65535 its right or bottom. */
export const POSITION_MAX = 65_535;
/** A drag goes on outside of the picture: a pointer's position reaches this many pictures beyond each edge. */
export const POSITION_BEYOND = 4;
export const POSITION_RANGE = [-POSITION_BEYOND * POSITION_MAX, (1 + POSITION_BEYOND) * POSITION_MAX] as const;
/** Movement totals and sizes of contacts count 1/64 CSS pixels. */
export const MOVEMENT_SCALE = 64;
/** Gamepads of one viewer. */
export const MAX_GAMEPADS = 4;
export const MAX_AXES = 16;
export const MAX_GAMEPAD_BUTTONS = 32;
/** An axis of a gamepad travels as -32767..32767 for -1..1. */
export const AXIS_MAX = 32_767;
/** A button of a gamepad travels as one integer: whether it is pressed, whether it is touched, and its value, 0..255. */
export const GAMEPAD_BUTTON = { pressed: 1, touched: 2, valueShift: 2, valueMax: 255 } as const;
/** What a gamepad can play, as a bit set. */
export const GAMEPAD_EFFECTS = { dual: 1, trigger: 2 } as const;
/** Coalesced positions in one move message, at most. */
export const MAX_COALESCED = 16;

export interface PointerFields {
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
  /** Bit set of {@link GAMEPAD_EFFECTS}. */
  readonly effects: number;
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

/** The page was hidden or asleep and has no fresh picture: it may have missed the newest one, behind which none comes. */
export interface Refresh {
  readonly type: 'refresh';
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
  | Orientation
  | DeviceMotion
  | SemanticAct
  | TextEdit
  | PageClipboard
  | AppMessage;
/** What may reach a scene. */
export type ViewerData = Input | InputState | Rumbled | Resize | PagePreferences | Ping;
/** What the host itself goes by; no scene sees it. */
export type ForHost = Quality | Refresh | ControlRequest | Here;
/** Everything that a viewer says on `motion` and `events`. */
export type FromViewer = ViewerData | ForHost;

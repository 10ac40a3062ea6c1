/** A message of every kind that a viewer can send to a session. */
import { HeldInput, type FromViewer, type Input, type InputState } from '@remote-view/protocol';

const POINTER = { pointerId: 1, pointerType: 'mouse', x: 9, y: 9, buttons: 1, modifiers: 0 } as const;
const STILL = [0, 0, 0] as const;
const GAMEPAD = { index: 0, id: 'a pad', standard: true, axes: [32_767], buttons: [1], effects: 0 } as const;

type Every = { readonly [Type in FromViewer['type']]: Extract<FromViewer, { readonly type: Type }> };

const KEY = { type: 'key', action: 'down', code: 'KeyW', key: 'w', location: 0, repeat: false, modifiers: 0 } as const;
const BUTTON = { type: 'button', ...POINTER, action: 'down', button: 0, pressure: 0, detail: 1 } as const;

/** A hand on the mouse, one on the keyboard, and a gamepad. */
export const FULL_HANDS: InputState = stateAfter(
  { type: 'focus', seq: 1, focused: true },
  { ...KEY, seq: 2 },
  { ...BUTTON, seq: 3 },
  { type: 'gamepad', seq: 4, connected: true, ...GAMEPAD },
);

export const EVERY_MESSAGE: Every = {
  button: { ...BUTTON, seq: 1 },
  move: { type: 'move', seq: 2, ...POINTER, pressure: 0, totalX: 64, totalY: 64, coalesced: [] },
  presence: { type: 'presence', seq: 3, ...POINTER, action: 'enter' },
  wheel: { type: 'wheel', seq: 4, x: 0, y: 0, deltaX: 0, deltaY: 3, deltaMode: 0, buttons: 0, modifiers: 0 },
  key: { ...KEY, seq: 5 },
  focus: { type: 'focus', seq: 6, focused: true },
  message: { type: 'message', seq: 7, payload: 'hello' },
  gamepad: { type: 'gamepad', seq: 8, connected: true, ...GAMEPAD },
  lock: { type: 'lock', seq: 9, locked: true, refused: '', totalX: 0, totalY: 0 },
  orientation: { type: 'orientation', seq: 10, angles: [64, 0, 0], absolute: false, screen: 0 },
  deviceMotion: {
    ...{ type: 'deviceMotion', seq: 11, interval: 16 },
    ...{ acceleration: STILL, withGravity: STILL, rotation: STILL },
  },
  act: { type: 'act', seq: 12, ref: 1, action: 'activate', steps: 0 },
  text: { type: 'text', seq: 13, action: 'insert', caret: 0, before: 0, after: 0, text: 'a', keyed: false },
  clipboard: { type: 'clipboard', seq: 14, use: 'paste', id: 0, piece: 0, more: false, text: 'a' },
  inputState: { ...FULL_HANDS, seq: 15 },
  rumbled: { type: 'rumbled', index: 0, id: 1, result: 'complete' },
  resize: { type: 'resize', width: 400, height: 300, devicePixelRatio: 1 },
  preferences: {
    ...{ type: 'preferences', reducedMotion: false, colorScheme: 'dark' },
    ...{ contrast: 'no-preference', languages: ['en'] },
  },
  ping: { type: 'ping', token: 7 },
  quality: { type: 'quality', maxBitrate: 100_000, preferred: 'sharp' },
  refresh: { type: 'refresh' },
  control: { type: 'control', action: 'request' },
  here: { type: 'here' },
};

function stateAfter(...inputs: readonly Input[]): InputState {
  const held = new HeldInput();
  for (const input of inputs) held.take(input);
  return held.state(inputs.length + 1);
}

/** Numbers of the messages that a viewer sends over its data channels, and how much one of them may say. */
import type { PlainLimits } from './msgpack.ts';
import { LIMITS } from './version.ts';

export const TYPE = {
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
  refresh: 13,
  act: 16,
  text: 20,
  clipboard: 21,
  control: 24,
  here: 25,
  inputState: 26,
  rumbled: 27,
  orientation: 28,
  deviceMotion: 29,
  preferences: 30,
} as const;

export const EVENTS_LIMITS: PlainLimits = {
  maxBytes: LIMITS.eventsBytes,
  maxDepth: LIMITS.messageDepth,
  maxNodes: LIMITS.messageNodes,
};

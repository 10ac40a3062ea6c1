/** Rumble: a scene plays an effect on a viewer's gamepad (W3C Gamepad, `GamepadHapticActuator`) and hears how it ended. */
import type { Fields } from './fields.ts';
import { MAX_GAMEPADS } from './input-messages.ts';

/** `stop` ends what plays. */
export const RUMBLE_EFFECTS = ['dual-rumble', 'trigger-rumble', 'stop'] as const;
/** - `refused`: the gamepad or the browser cannot. */
export const RUMBLE_RESULTS = ['complete', 'preempted', 'refused'] as const;
export type RumbleResult = (typeof RUMBLE_RESULTS)[number];
/** Delay and duration of an effect together, ms: what browsers allow. */
export const MAX_RUMBLE = 5_000;
/** Strengths travel as 0..255 for 0..1. */
export const RUMBLE_MAX = 255;
const UINT32 = 0xffff_ffff;

export interface Rumble {
  readonly type: 'rumble';
  /** Of the gamepad among those of this viewer. */
  readonly index: number;
  /** Comes back in the {@link Rumbled} that answers it. */
  readonly id: number;
  readonly effect: (typeof RUMBLE_EFFECTS)[number];
  /** ms. */
  readonly startDelay: number;
  readonly duration: number;
  /** 0..255: the strong and the weak motor, and those of the left and the right trigger. */
  readonly strong: number;
  readonly weak: number;
  readonly left: number;
  readonly right: number;
}

/** How it ended. */
export interface Rumbled {
  readonly type: 'rumbled';
  readonly index: number;
  readonly id: number;
  readonly result: RumbleResult;
}

/** The fields behind the type. */
export function rumbleFields(rumble: Rumble): readonly number[] {
  const { index, id, effect, startDelay, duration, strong, weak, left, right } = rumble;
  return [index, id, RUMBLE_EFFECTS.indexOf(effect), startDelay, duration, strong, weak, left, right];
}

/** @throws RemoteViewError `malformed-message` */
export function readRumble(fields: Fields): Rumble {
  return {
    type: 'rumble',
    index: fields.int(0, MAX_GAMEPADS - 1),
    id: fields.int(1, UINT32),
    effect: fields.oneOf(RUMBLE_EFFECTS),
    startDelay: fields.int(0, MAX_RUMBLE),
    duration: fields.int(0, MAX_RUMBLE),
    strong: fields.int(0, RUMBLE_MAX),
    weak: fields.int(0, RUMBLE_MAX),
    left: fields.int(0, RUMBLE_MAX),
    right: fields.int(0, RUMBLE_MAX),
  };
}

/** The fields behind the type. */
export function rumbledFields({ index, id, result }: Rumbled): readonly number[] {
  return [index, id, RUMBLE_RESULTS.indexOf(result)];
}

/** @throws RemoteViewError `malformed-message` */
export function readRumbled(fields: Fields): Rumbled {
  return {
    type: 'rumbled',
    index: fields.int(0, MAX_GAMEPADS - 1),
    id: fields.int(1, UINT32),
    result: fields.oneOf(RUMBLE_RESULTS),
  };
}

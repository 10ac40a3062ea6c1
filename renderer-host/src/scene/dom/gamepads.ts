/**
 * The gamepads of all viewers, as `navigator.getGamepads()` shows them. Each gets a place that it keeps until it is
 * unplugged or its viewer leaves: a scene tells players apart by it.
 */
import {
  AXIS_MAX,
  GAMEPAD_BUTTON,
  GAMEPAD_EFFECTS,
  MAX_GAMEPADS,
  type GamepadState,
  type Rumble,
  type Rumbled,
} from '@remote-view/protocol';
import { HapticActuator } from './haptic-actuator.ts';

/** Places; further gamepads are ignored until one becomes free. */
const MAX_PLACES = 4 * MAX_GAMEPADS;

interface Place {
  readonly viewer: number;
  /** Among the gamepads of its viewer. */
  readonly index: number;
  readonly gamepad: Gamepad;
  /** Undefined where it cannot play anything. */
  readonly actuator: HapticActuator | undefined;
}

export class Gamepads {
  readonly #places: (Place | null)[] = [];
  /** Sends to the page of one viewer; without it nothing rumbles. */
  tell: ((rumble: Rumble, viewer: number) => void) | undefined;
  readonly #fire: (type: 'gamepadconnected' | 'gamepaddisconnected', gamepad: Gamepad) => void;

  constructor(fire: (type: 'gamepadconnected' | 'gamepaddisconnected', gamepad: Gamepad) => void) {
    this.#fire = fire;
  }

  /** As they are now, by place; null where there is none. At least four, as in browsers. */
  snapshot(): (Gamepad | null)[] {
    const count = Math.max(MAX_GAMEPADS, this.#places.length);
    return Array.from({ length: count }, (_nothing, place) => this.#places[place]?.gamepad ?? null);
  }

  /** Those of one viewer. */
  of(viewer: number): Gamepad[] {
    return this.#places.flatMap((place) => (place?.viewer === viewer ? [place.gamepad] : []));
  }

  /** @param at milliseconds of `performance.now()` */
  update(viewer: number, state: GamepadState, at: number): void {
    const known = this.#places.findIndex((place) => place?.viewer === viewer && place.index === state.index);
    if (!state.connected) return this.#remove(known, at);
    const index = known >= 0 ? known : this.#freePlace();
    if (index >= MAX_PLACES) return;
    const place = this.#places[index];
    // The same object for as long as it is plugged in: a scene may keep it.
    const actuator = place?.actuator ?? this.#newActuator(viewer, state);
    const gamepad = toGamepad(state, index, at, actuator);
    this.#places[index] = { viewer, index: state.index, gamepad, actuator };
    if (known < 0) this.#fire('gamepadconnected', gamepad);
  }

  /** The page of this viewer says how an effect ended. */
  rumbled(viewer: number, { index, id, result }: Rumbled): void {
    const place = this.#places.find((other) => other?.viewer === viewer && other.index === index);
    place?.actuator?.answered(id, result);
  }

  /** The viewer does not look any more: sticks are centred and buttons let go, the gamepads stay. */
  rest(viewer: number, at: number): void {
    for (const [index, place] of this.#places.entries()) {
      if (place?.viewer !== viewer) continue;
      const { axes, buttons } = place.gamepad;
      const gamepad: Gamepad = {
        ...place.gamepad,
        axes: axes.map(() => 0),
        buttons: buttons.map(() => ({ pressed: false, touched: false, value: 0 })),
        timestamp: at,
      };
      this.#places[index] = { ...place, gamepad };
    }
  }

  /** The viewer is gone, and its gamepads with it. */
  remove(viewer: number, at: number): void {
    for (const [index, place] of this.#places.entries()) if (place?.viewer === viewer) this.#remove(index, at);
  }

  #newActuator(viewer: number, { index, effects }: GamepadState): HapticActuator | undefined {
    const able: GamepadHapticEffectType[] = [];
    if ((effects & GAMEPAD_EFFECTS.dual) !== 0) able.push('dual-rumble');
    if ((effects & GAMEPAD_EFFECTS.trigger) !== 0) able.push('trigger-rumble');
    if (able.length === 0) return undefined;
    return new HapticActuator(able, (wish) => this.tell?.({ type: 'rumble', index, ...wish }, viewer));
  }

  #freePlace(): number {
    const free = this.#places.indexOf(null);
    return free >= 0 ? free : this.#places.length;
  }

  #remove(index: number, at: number): void {
    const place = this.#places[index];
    if (place === undefined || place === null) return;
    this.#places[index] = null;
    place.actuator?.close();
    this.#fire('gamepaddisconnected', { ...place.gamepad, connected: false, timestamp: at });
  }
}

function toGamepad(
  { id, standard, axes, buttons }: GamepadState,
  index: number,
  timestamp: number,
  actuator: HapticActuator | undefined,
): Gamepad {
  return {
    id,
    index,
    connected: true,
    mapping: standard ? 'standard' : '',
    timestamp,
    axes: axes.map((axis) => axis / AXIS_MAX),
    buttons: buttons.map((bits) => ({
      pressed: (bits & GAMEPAD_BUTTON.pressed) !== 0,
      touched: (bits & GAMEPAD_BUTTON.touched) !== 0,
      value: (bits >> GAMEPAD_BUTTON.valueShift) / GAMEPAD_BUTTON.valueMax,
    })),
    hapticActuators: [],
    // Null where there is none, as in browsers.
    vibrationActuator: (actuator ?? null) as unknown as GamepadHapticActuator,
  };
}

/**
 * The gamepads of all viewers, as `navigator.getGamepads()` shows them. Each gets a place that it keeps until it is
 * unplugged or its viewer leaves: a scene tells players apart by it.
 */
import { AXIS_MAX, GAMEPAD_BUTTON, MAX_GAMEPADS, type GamepadState } from '@remote-view/protocol';

/** Places; further gamepads are ignored until one becomes free. */
const MAX_PLACES = 4 * MAX_GAMEPADS;

interface Place {
  readonly viewer: number;
  /** Among the gamepads of its viewer. */
  readonly index: number;
  readonly gamepad: Gamepad;
}

export class Gamepads {
  readonly #places: (Place | null)[] = [];
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
    const gamepad = toGamepad(state, index, at);
    this.#places[index] = { viewer, index: state.index, gamepad };
    if (known < 0) this.#fire('gamepadconnected', gamepad);
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

  #freePlace(): number {
    const free = this.#places.indexOf(null);
    return free >= 0 ? free : this.#places.length;
  }

  #remove(index: number, at: number): void {
    const place = this.#places[index];
    if (place === undefined || place === null) return;
    this.#places[index] = null;
    this.#fire('gamepaddisconnected', { ...place.gamepad, connected: false, timestamp: at });
  }
}

/** Rumble does not reach the viewer: there is no actuator. */
function toGamepad({ id, standard, axes, buttons }: GamepadState, index: number, timestamp: number): Gamepad {
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
    vibrationActuator: null as unknown as GamepadHapticActuator,
  };
}

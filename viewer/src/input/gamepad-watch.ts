/**
 * Decides what the host is told of gamepads: all that one says, when something changed, and no more often than
 * {@link GAMEPAD_INTERVAL}. Sticks tremble at rest, so a change of an axis counts from 1/256 on, unless it comes to rest.
 */
import {
  AXIS_MAX,
  GAMEPAD_BUTTON,
  GAMEPAD_EFFECTS,
  MAX_GAMEPADS,
  type GamepadState,
  type Millis,
} from '@remote-view/protocol';

/** A little less than a refresh at 60 Hz, whose callbacks come early at times. */
export const GAMEPAD_INTERVAL: Millis = 16;
const TREMBLE = AXIS_MAX / 256;

export type GamepadSample = Omit<GamepadState, 'type' | 'seq'>;
/** What is read of a browser's `Gamepad`. */
export type GamepadReading = Pick<Gamepad, 'index' | 'id' | 'mapping' | 'axes'> & {
  readonly buttons: readonly Pick<GamepadButton, 'pressed' | 'touched' | 'value'>[];
  /** Missing or null in some browsers; older ones name one effect as its type. */
  readonly vibrationActuator?: unknown;
};

export class GamepadWatch {
  /** What the host knows, and since when; at most {@link MAX_GAMEPADS}. */
  readonly #told = new Map<number, { readonly sample: GamepadSample; readonly at: Millis }>();

  /** Some gamepad is known to the host. */
  get active(): boolean {
    return this.#told.size > 0;
  }

  /** Whoever listens now knows of none. */
  reset(): void {
    this.#told.clear();
  }

  /** @returns what the host does not know yet */
  poll(gamepads: readonly (GamepadReading | null)[], now: Millis): GamepadSample[] {
    const out: GamepadSample[] = [];
    const present = new Set<number>();
    for (const gamepad of gamepads) {
      if (gamepad === null || gamepad.index >= MAX_GAMEPADS) continue;
      present.add(gamepad.index);
      const told = this.#told.get(gamepad.index);
      if (told !== undefined && now - told.at < GAMEPAD_INTERVAL) continue;
      const sample = toSample(gamepad);
      if (told !== undefined && !differs(sample, told.sample)) continue;
      this.#told.set(gamepad.index, { sample, at: now });
      out.push(sample);
    }
    for (const [index, { sample }] of this.#told) {
      if (present.has(index)) continue;
      this.#told.delete(index);
      out.push({ ...sample, connected: false, axes: [], buttons: [] });
    }
    return out;
  }
}

function toSample({ index, id, mapping, axes, buttons, vibrationActuator }: GamepadReading): GamepadSample {
  return {
    index,
    connected: true,
    id: id.slice(0, 64),
    standard: mapping === 'standard',
    // Never -0, which is no integer in MessagePack.
    axes: axes.slice(0, 16).map((axis) => Math.round(Math.max(-1, Math.min(1, axis)) * AXIS_MAX) || 0),
    buttons: buttons.slice(0, 32).map(({ pressed, touched, value }) => {
      const level = Math.round(Math.max(0, Math.min(1, value)) * GAMEPAD_BUTTON.valueMax);
      const flags = (pressed ? GAMEPAD_BUTTON.pressed : 0) | (touched ? GAMEPAD_BUTTON.touched : 0);
      return (level << GAMEPAD_BUTTON.valueShift) | flags;
    }),
    effects: effectsOf(vibrationActuator),
  };
}

function effectsOf(actuator: unknown): number {
  const { effects, type } = (actuator ?? {}) as { readonly effects?: unknown; readonly type?: unknown };
  const named = effects ?? [type];
  const has = (effect: string): boolean => Array.isArray(named) && named.includes(effect);
  return (has('dual-rumble') ? GAMEPAD_EFFECTS.dual : 0) | (has('trigger-rumble') ? GAMEPAD_EFFECTS.trigger : 0);
}

function differs(now: GamepadSample, before: GamepadSample): boolean {
  return (
    now.id !== before.id ||
    now.effects !== before.effects ||
    now.axes.length !== before.axes.length ||
    now.buttons.length !== before.buttons.length ||
    now.buttons.some((button, index) => button !== before.buttons[index]) ||
    now.axes.some((axis, index) => {
      const change = Math.abs(axis - before.axes[index]!);
      return change >= TREMBLE || (change > 0 && axis % AXIS_MAX === 0);
    })
  );
}

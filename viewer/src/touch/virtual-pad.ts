/**
 * Sticks and buttons on the screen, as what they stand for: a standard gamepad, keys, or some of both, as the scene's layout
 * says. Pure: what the controls are at, and what is to be told when one of them changes.
 */
import { AXIS_MAX, GAMEPAD_BUTTON, TOUCH_LIMITS, type LaidControl } from '@remote-view/protocol';

export interface PadChange {
  /** As a gamepad's message has them; null where nothing of it changed. */
  readonly gamepad: { readonly axes: readonly number[]; readonly buttons: readonly number[] } | null;
  readonly pressed: readonly string[];
  readonly released: readonly string[];
}

interface Reading {
  /** -1..1; of a stick. */
  readonly x: number;
  readonly y: number;
  /** Of a button. */
  readonly isDown: boolean;
}

const REST: Reading = { x: 0, y: 0, isDown: false };
/** Share of a stick's way that counts as its rest. */
const DEAD_ZONE = 0.12;
/** Share of its way from which a stick presses a key: in the corners it presses two. */
const KEY_FROM = 0.38;
const AXES = 4;
const DOWN = (GAMEPAD_BUTTON.valueMax << GAMEPAD_BUTTON.valueShift) | GAMEPAD_BUTTON.pressed | GAMEPAD_BUTTON.touched;

/**
 * Where a stick is at that a finger pulls.
 * @param x CSS pixels from its middle; `reach` as far as it goes
 * @returns -1..1 each, within the unit circle
 */
export function deflection(x: number, y: number, reach: number): { readonly x: number; readonly y: number } {
  const distance = Math.hypot(x, y) / reach;
  if (!(distance > DEAD_ZONE)) return { x: 0, y: 0 };
  // From the edge of the rest on, so that there is no jump.
  const length = Math.min(1, (distance - DEAD_ZONE) / (1 - DEAD_ZONE));
  return { x: (x / reach / distance) * length, y: (y / reach / distance) * length };
}

export class VirtualPad {
  readonly #controls: readonly LaidControl[];
  #readings: readonly Reading[];
  #axes: readonly number[] = [];
  #buttons: readonly number[] = [];
  #keys: ReadonlySet<string> = new Set();

  constructor(controls: readonly LaidControl[]) {
    this.#controls = controls;
    this.#readings = controls.map(() => REST);
  }

  /** Some control is a gamepad's. */
  get isGamepad(): boolean {
    return this.#controls.some((control) =>
      control.kind === 'stick' ? control.stick !== 'keys' : control.button !== null,
    );
  }

  button(control: number, isDown: boolean): PadChange {
    return this.#put(control, { ...REST, isDown });
  }

  /** @param x -1..1, as {@link deflection} gives it */
  stick(control: number, x: number, y: number): PadChange {
    return this.#put(control, { ...REST, x, y });
  }

  /** Nothing is touched any more. */
  rest(): PadChange {
    this.#readings = this.#controls.map(() => REST);
    return this.#change();
  }

  /** Whoever listens now knows nothing: all is told anew with the next change. */
  forget(): void {
    this.#readings = this.#controls.map(() => REST);
    this.#axes = [];
    this.#buttons = [];
    this.#keys = new Set();
  }

  #put(control: number, reading: Reading): PadChange {
    this.#readings = this.#readings.map((before, index) => (index === control ? reading : before));
    return this.#change();
  }

  #change(): PadChange {
    const axes = Array<number>(AXES).fill(0);
    const buttons = Array<number>(TOUCH_LIMITS.lastButton + 1).fill(0);
    const keys = new Set<string>();
    for (const [index, control] of this.#controls.entries()) {
      const { x, y, isDown } = this.#readings[index]!;
      if (control.kind === 'button') {
        if (!isDown) continue;
        if (control.button === null) keys.add(control.code);
        else buttons[control.button] = DOWN;
      } else if (control.stick === 'keys') {
        const isPulled = [y < -KEY_FROM, x < -KEY_FROM, y > KEY_FROM, x > KEY_FROM];
        for (const [way, code] of control.codes.entries()) if (isPulled[way] === true) keys.add(code);
      } else {
        const first = control.stick === 'left' ? 0 : 2;
        axes[first] = toAxis(x);
        axes[first + 1] = toAxis(y);
      }
    }
    const isSame = this.#axes.join() === axes.join() && this.#buttons.join() === buttons.join();
    const pressed = [...keys].filter((code) => !this.#keys.has(code));
    const released = [...this.#keys].filter((code) => !keys.has(code));
    this.#axes = axes;
    this.#buttons = buttons;
    this.#keys = keys;
    return { gamepad: isSame || !this.isGamepad ? null : { axes, buttons }, pressed, released };
  }
}

/** A key on a keyboard in English, where its name tells which it is: `KeyboardEvent.code`, `key` and `location`. */
export function keyOfCode(code: string): { readonly code: string; readonly key: string; readonly location: number } {
  const [, letter, digit, pad, modifier, side] =
    /^(?:Key([A-Z])|Digit([0-9])|Numpad([0-9])|(Shift|Control|Alt|Meta)(Left|Right))$/u.exec(code) ?? [];
  const key = code === 'Space' ? ' ' : (letter?.toLowerCase() ?? digit ?? pad ?? modifier ?? code);
  const location = side === undefined ? (pad === undefined ? 0 : 3) : side === 'Left' ? 1 : 2;
  return { code, key, location };
}

function toAxis(value: number): number {
  // Never -0, which is no integer in MessagePack.
  return Math.round(value * AXIS_MAX) || 0;
}

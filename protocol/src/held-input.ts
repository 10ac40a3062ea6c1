/**
 * What a viewer holds down, from all that it said. Both ends run this one reducer: where no message is lost they hold the
 * same, and the viewer's `inputState` says nothing new. Where one is lost the host compares, and {@link heal} gives the
 * inputs that are missing. It goes on the ordered channel, so that it never contradicts what came before it.
 *
 * Bounds: {@link MAX_HELD_KEYS} keys and {@link MAX_HELD_POINTERS} pointers, which is what hands can hold; more are not
 * remembered. Each is an input that one message can make up, so the bounds are also what a hostile state costs a scene.
 */
import { gamepadFields, type GamepadFields } from './input-fields.ts';
import {
  bitOfButton,
  buttonsIn,
  GAMEPAD_BUTTON,
  modifiersOf,
  type Contact,
  type Input,
  type Key,
  type PointerFields,
} from './input-messages.ts';
import { MAX_HELD_KEYS, MAX_HELD_POINTERS, type HeldKey, type HeldPointer, type InputState } from './input-state.ts';

/** Sticks that are let go seldom rest at exactly nothing. */
const STICK_AT_REST = 4_096;

/** A gamepad, and where its axes are when nobody touches them. */
interface HeldGamepad {
  readonly fields: GamepadFields;
  readonly rest: readonly number[];
}

export class HeldInput {
  #focused = false;
  #totalX = 0;
  #totalY = 0;
  readonly #keys = new Map<string, HeldKey>();
  readonly #pointers = new Map<number, HeldPointer>();
  readonly #gamepads = new Map<number, HeldGamepad>();

  /** Something is down, or a stick is out of its rest. */
  get isHolding(): boolean {
    return (
      this.#keys.size > 0 ||
      [...this.#pointers.values()].some(({ buttons }) => buttons !== 0) ||
      [...this.#gamepads.values()].some(
        ({ fields, rest }) =>
          fields.buttons.some((bits) => (bits & GAMEPAD_BUTTON.pressed) !== 0) ||
          fields.axes.some((axis, index) => Math.abs(axis - (rest[index] ?? 0)) > STICK_AT_REST),
      )
    );
  }

  /** `MouseEvent.buttons` of this pointer, by its button messages; undefined where it is not known. */
  buttonsOf(pointerId: number): number | undefined {
    return this.#pointers.get(pointerId)?.buttons;
  }

  take(input: Input): void {
    switch (input.type) {
      case 'move':
        this.#totalX = input.totalX;
        this.#totalY = input.totalY;
        // Moves overtake the press that they follow: only a button says what is pressed.
        this.#put(input, this.#pointers.get(input.pointerId)?.buttons ?? 0, input.pressure, input.contact);
        return;
      case 'button':
        if (input.action === 'cancel') this.#pointers.delete(input.pointerId);
        else this.#put(input, input.buttons, input.pressure, input.contact);
        return;
      case 'presence': {
        const known = this.#pointers.get(input.pointerId);
        if (input.action === 'leave') this.#pointers.delete(input.pointerId);
        else this.#put(input, known?.buttons ?? 0, known?.pressure ?? 0, known?.contact);
        return;
      }
      case 'key':
        if (input.action === 'up') this.#keys.delete(input.code);
        else if (this.#keys.size < MAX_HELD_KEYS) this.#keys.set(input.code, toHeldKey(input));
        return;
      case 'focus':
        this.#focused = input.focused;
        if (!input.focused) this.#letGo();
        return;
      case 'gamepad':
        if (input.connected) this.#putGamepad(toGamepadFields(input));
        else this.#gamepads.delete(input.index);
        return;
      case 'lock':
        this.#totalX = input.totalX;
        this.#totalY = input.totalY;
        return;
      // Everything else is over as soon as it is said.
      default:
    }
  }

  state(seq: number): InputState {
    return {
      type: 'inputState',
      seq,
      focused: this.#focused,
      totalX: this.#totalX,
      totalY: this.#totalY,
      keys: [...this.#keys.values()],
      pointers: [...this.#pointers.values()],
      gamepads: [...this.#gamepads.values()].map(({ fields }) => fields),
    };
  }

  /** The same with nothing held: what a viewer that has fallen silent is taken to do. */
  atRest(seq: number): InputState {
    const state = this.state(seq);
    return {
      ...state,
      keys: [],
      pointers: state.pointers
        .filter(({ pointerType }) => pointerType !== 'touch')
        .map((pointer) => ({ ...pointer, buttons: 0, pressure: 0 })),
      gamepads: [...this.#gamepads.values()].map(({ fields, rest }) => ({
        ...fields,
        axes: fields.axes.map((_axis, index) => rest[index] ?? 0),
        buttons: fields.buttons.map(() => 0),
      })),
    };
  }

  #put(input: PointerFields, buttons: number, pressure: number, contact: Contact | undefined): void {
    const { pointerId, pointerType, x, y } = input;
    if (!this.#pointers.has(pointerId) && this.#pointers.size >= MAX_HELD_POINTERS) return;
    const held = { pointerId, pointerType, x, y, buttons, pressure };
    this.#pointers.set(pointerId, contact === undefined ? held : { ...held, contact });
  }

  /** Without a standard layout an axis may be a trigger, which rests at one end: where it was first is taken for its rest. */
  #putGamepad(fields: GamepadFields): void {
    const rest = this.#gamepads.get(fields.index)?.rest ?? (fields.standard ? [] : fields.axes);
    this.#gamepads.set(fields.index, { fields, rest });
  }

  /** As the host does when the focus goes; gamepads are told anew with the next one. */
  #letGo(): void {
    this.#keys.clear();
    this.#gamepads.clear();
    for (const [id, pointer] of this.#pointers) {
      if (pointer.pointerType === 'touch') this.#pointers.delete(id);
      else this.#pointers.set(id, { ...pointer, buttons: 0, pressure: 0 });
    }
  }
}

/** What a viewer holds that says so. */
export function heldBy(state: InputState): HeldInput {
  const held = new HeldInput();
  heal(held, state);
  return held;
}

/**
 * The inputs that were lost between what is known of a viewer and what it says: releases first. `held` has taken them.
 * Nobody knows any more how fast things were: a press that is made up for is no click.
 */
export function heal(held: HeldInput, state: InputState): Input[] {
  const out: Input[] = [];
  const say = (input: Input): void => {
    held.take(input);
    out.push(input);
  };
  const { seq, focused } = state;
  if (held.state(seq).focused !== focused) say({ type: 'focus', seq, focused });
  const known = held.state(seq);
  for (const input of lostKeys(known, state)) say(input);
  for (const input of lostPointers(known, state)) say(input);
  for (const input of lostGamepads(known, state)) say(input);
  return out;
}

function lostKeys(known: InputState, { seq, keys }: InputState): Input[] {
  const modifiers = modifiersOf(keys);
  const key = (action: Key['action'], held: HeldKey): Input => ({
    type: 'key',
    seq,
    action,
    ...held,
    repeat: false,
    modifiers,
  });
  const missing = (from: readonly HeldKey[], of: readonly HeldKey[]): HeldKey[] =>
    of.filter(({ code }) => !from.some((other) => other.code === code));
  return [
    ...missing(keys, known.keys).map((held) => key('up', held)),
    ...missing(known.keys, keys).map((held) => key('down', held)),
  ];
}

function lostPointers(known: InputState, state: InputState): Input[] {
  const out: Input[] = [];
  const modifiers = modifiersOf(state.keys);
  const fields = ({ pressure: _pressure, contact: _contact, ...pointer }: HeldPointer, buttons: number) => ({
    seq: state.seq,
    ...pointer,
    buttons,
    modifiers,
  });
  const change = (pointer: HeldPointer, before: number, after: number): void => {
    let buttons = before;
    for (const action of ['up', 'down'] as const) {
      const bits = action === 'up' ? before & ~after : after & ~before;
      for (const button of buttonsIn(bits)) {
        buttons ^= bitOfButton(button);
        const { pressure } = pointer;
        out.push({
          type: 'button',
          ...fields(pointer, buttons),
          action,
          button,
          pressure,
          detail: 0,
          ...contactOf(pointer),
        });
      }
    }
  };
  for (const pointer of known.pointers) {
    if (state.pointers.some(({ pointerId }) => pointerId === pointer.pointerId)) continue;
    change(pointer, pointer.buttons, 0);
    out.push({ type: 'presence', ...fields(pointer, 0), action: 'leave' });
  }
  const { totalX, totalY } = state;
  for (const pointer of state.pointers) {
    const before = known.pointers.find(({ pointerId }) => pointerId === pointer.pointerId);
    const { buttons = 0 } = before ?? {};
    if (before === undefined) out.push({ type: 'presence', ...fields(pointer, 0), action: 'enter' });
    // Movement, pressure and tilt alone are not held: the next move has them.
    else if (before.x !== pointer.x || before.y !== pointer.y) {
      const { pressure } = pointer;
      const move = { totalX, totalY, coalesced: [] };
      out.push({ type: 'move', ...fields(pointer, buttons), pressure, ...move, ...contactOf(pointer) });
    }
    change(pointer, buttons, pointer.buttons);
  }
  return out;
}

function lostGamepads(known: InputState, { seq, gamepads }: InputState): Input[] {
  const gone = known.gamepads.filter(({ index }) => !gamepads.some((gamepad) => gamepad.index === index));
  const changed = gamepads.filter((gamepad) => {
    const before = known.gamepads.find(({ index }) => index === gamepad.index);
    return before === undefined || JSON.stringify(gamepadFields(before)) !== JSON.stringify(gamepadFields(gamepad));
  });
  return [
    ...gone.map((gamepad): Input => ({ type: 'gamepad', seq, ...gamepad, connected: false, axes: [], buttons: [] })),
    ...changed.map((gamepad): Input => ({ type: 'gamepad', seq, ...gamepad, connected: true })),
  ];
}

function toHeldKey({ code, key, location }: Key): HeldKey {
  return { code, key, location };
}

function toGamepadFields({ index, id, standard, axes, buttons, effects }: GamepadFields): GamepadFields {
  return { index, id, standard, axes, buttons, effects };
}

function contactOf({ contact }: HeldPointer): { readonly contact?: Contact } {
  return contact === undefined ? {} : { contact };
}

/**
 * What one viewer holds and moves. Inputs come in between frames; edges and the wheel count from one frame's end to the
 * next. A viewer may hold 64 keys and have 64 pointers: further ones are not remembered, as in the DOM dispatcher.
 */
import {
  bitOfButton,
  NO_PREFERENCES,
  POSITION_MAX,
  type Input,
  type PointerButton,
  type PointerMove,
} from '@remote-view/protocol';
import type { Preferences } from '../dom/preferences.ts';
import { toPlace } from '../dom/input-fields.ts';
import type { InputPointer, Player, PlayerIdentity } from '../sdk/input.ts';

export interface CanvasSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

const MAX_HELD = 64;
const MAX_EDGES = 256;
/** Bits of `MouseEvent.buttons`, by what a scene calls the button. */
const BUTTON_BITS: ReadonlyMap<string, number> = new Map(
  [0, 1, 2, 3, 4, 5].map((button) => [nameOf(button), bitOfButton(button)]),
);
/** CSS pixels of a line, as the controls of three.js have it. */
const LINE = 16;

export class PlayerInput implements Player {
  readonly viewer: number;
  readonly identity: PlayerIdentity;
  role: Player['role'];
  preferences: Preferences = NO_PREFERENCES;
  readonly #gamepads: () => readonly Gamepad[];
  readonly #keys = new Set<string>();
  readonly #pointers = new Map<number, InputPointer>();
  readonly #justPressed = new Set<string>();
  readonly #justReleased = new Set<string>();
  #wheel = { x: 0, y: 0 };

  constructor(viewer: number, identity: PlayerIdentity, gamepads: () => readonly Gamepad[]) {
    this.viewer = viewer;
    this.identity = identity;
    this.role = identity.role === 'spectator' ? 'spectator' : 'controller';
    this.#gamepads = gamepads;
  }

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  get pointers(): readonly InputPointer[] {
    return [...this.#pointers.values()];
  }

  get wheel(): { readonly x: number; readonly y: number } {
    return this.#wheel;
  }

  get gamepads(): readonly Gamepad[] {
    return this.#gamepads();
  }

  pressed(code: string): boolean {
    return this.#keys.has(code) || this.#holds(BUTTON_BITS.get(code) ?? 0);
  }

  justPressed(code: string): boolean {
    return this.#justPressed.has(code);
  }

  justReleased(code: string): boolean {
    return this.#justReleased.has(code);
  }

  take(input: Input, size: CanvasSize): void {
    switch (input.type) {
      case 'key':
        if (input.action === 'up') this.#keyUp(input.code);
        else this.#keyDown(input.code);
        return;
      case 'button':
        this.#button(input, size);
        return;
      case 'move':
        this.#move(input, size);
        return;
      case 'presence':
        if (input.action === 'leave') this.#pointers.delete(input.pointerId);
        return;
      case 'wheel': {
        const unit = [1, LINE, size.height][input.deltaMode] ?? 1;
        this.#wheel = { x: this.#wheel.x + input.deltaX * unit, y: this.#wheel.y + input.deltaY * unit };
        return;
      }
      case 'focus':
        if (!input.focused) this.release();
        return;
      case 'gamepad':
      case 'orientation':
      case 'deviceMotion':
      case 'lock':
      case 'message':
      case 'act':
      case 'text':
      case 'clipboard':
        return;
      default:
        input satisfies never;
    }
  }

  /** Lets go of all that is held. */
  release(): void {
    for (const code of this.#keys) this.#edge(this.#justReleased, code);
    this.#keys.clear();
    for (const [name, bit] of BUTTON_BITS) if (this.#holds(bit)) this.#edge(this.#justReleased, name);
    for (const [id, pointer] of this.#pointers) {
      if (pointer.type === 'touch') this.#pointers.delete(id);
      else this.#pointers.set(id, { ...pointer, buttons: 0, pressure: 0 });
    }
  }

  /** The scene has seen what came since the frame before. */
  endFrame(): void {
    this.#justPressed.clear();
    this.#justReleased.clear();
    this.#wheel = { x: 0, y: 0 };
  }

  #holds(bit: number): boolean {
    for (const { buttons } of this.#pointers.values()) if ((buttons & bit) !== 0) return true;
    return false;
  }

  #keyDown(code: string): void {
    // A key that is held repeats.
    if (this.#keys.has(code)) return;
    this.#edge(this.#justPressed, code);
    if (this.#keys.size < MAX_HELD) this.#keys.add(code);
  }

  #keyUp(code: string): void {
    if (this.#keys.delete(code)) this.#edge(this.#justReleased, code);
  }

  #button(input: PointerButton, size: CanvasSize): void {
    const edges = input.action === 'down' ? this.#justPressed : this.#justReleased;
    if (input.button >= 0) this.#edge(edges, nameOf(input.button));
    if (input.pointerType === 'touch' && input.buttons === 0) this.#pointers.delete(input.pointerId);
    else this.#move(input, size);
  }

  #move(input: PointerMove | PointerButton, size: CanvasSize): void {
    const { pointerId: id, pointerType: type } = input;
    const known = this.#pointers.get(id);
    if (known === undefined) {
      // Fingers do not hover: what comes before they touch is where they will.
      if (type === 'touch' && input.type === 'move') return;
      if (this.#pointers.size >= MAX_HELD) return;
    }
    const { clientX: x, clientY: y } = toPlace(size, input.x, input.y);
    const ndc = { x: (2 * input.x) / POSITION_MAX - 1, y: 1 - (2 * input.y) / POSITION_MAX };
    // Moves overtake the press that they follow on another channel: only a button message says what is pressed.
    const buttons = input.type === 'button' ? input.buttons : (known?.buttons ?? 0);
    this.#pointers.set(id, { id, type, x, y, ndc, pressure: input.pressure / POSITION_MAX, buttons });
  }

  #edge(edges: Set<string>, code: string): void {
    if (edges.size < MAX_EDGES) edges.add(code);
  }
}

function nameOf(button: number): string {
  return `Pointer${button}`;
}

/** What a viewer's hand does, as the messages that its element sends: a mouse by CSS pixels, and a keyboard. */
import {
  bitOfButton,
  MOVEMENT_SCALE,
  POSITION_MAX,
  type Contact,
  type GamepadState,
  type PointerType,
} from '@remote-view/protocol';
import type { InputDispatcher } from '../input-dispatcher.ts';

type DomInput = Parameters<InputDispatcher['dispatch']>[1];

export interface HandOptions {
  /** CSS size of the viewer's element. */
  readonly width: number;
  readonly height: number;
  readonly pointerId?: number;
  readonly pointerType?: PointerType;
}

export class ViewerHand {
  readonly #options: Required<HandOptions>;
  readonly #send: (input: DomInput) => void;
  #seq = 0;
  #x = 0;
  #y = 0;
  #totalX = 0;
  #totalY = 0;
  #buttons = 0;
  modifiers = 0;
  /** Of a pen or a finger. */
  contact: Contact | undefined;
  /** 0..1, while a button is down. */
  pressure = 0.5;

  constructor(options: HandOptions, send: (input: DomInput) => void) {
    this.#options = { pointerId: 1, pointerType: 'mouse', ...options };
    this.#send = send;
  }

  moveTo(x: number, y: number, coalesced: readonly number[] = []): void {
    this.#totalX = wrap(this.#totalX + (x - this.#x) * MOVEMENT_SCALE);
    this.#totalY = wrap(this.#totalY + (y - this.#y) * MOVEMENT_SCALE);
    this.#x = x;
    this.#y = y;
    const { width, height } = this.#options;
    const fractions = coalesced.map((value, index) => fraction(value, index % 2 === 0 ? width : height));
    this.#send({
      type: 'move',
      ...this.#pointer(),
      pressure: this.#buttons === 0 ? 0 : this.#pressed(),
      totalX: this.#totalX,
      totalY: this.#totalY,
      coalesced: fractions,
      ...this.#contact(),
    });
  }

  /** Moves a locked mouse: its place stays. */
  moveBy(x: number, y: number): void {
    const [placeX, placeY] = [this.#x, this.#y];
    this.#x -= x;
    this.#y -= y;
    this.moveTo(placeX, placeY);
  }

  press(button: 0 | 1 | 2 = 0, detail = 1): void {
    this.#buttons |= bitOfButton(button);
    this.#send({
      type: 'button',
      action: 'down',
      ...this.#pointer(),
      button,
      pressure: this.#pressed(),
      detail,
      ...this.#contact(),
    });
  }

  release(button: 0 | 1 | 2 = 0, detail = 0): void {
    this.#buttons &= ~bitOfButton(button);
    this.#send({ type: 'button', action: 'up', ...this.#pointer(), button, pressure: 0, detail });
  }

  cancel(): void {
    this.#buttons = 0;
    this.#send({ type: 'button', action: 'cancel', ...this.#pointer(), button: -1, pressure: 0, detail: 0 });
  }

  drag(from: readonly [number, number], to: readonly [number, number], button: 0 | 1 | 2 = 0): void {
    this.moveTo(...from);
    this.press(button);
    for (const step of [0.25, 0.5, 0.75, 1]) {
      this.moveTo(from[0] + (to[0] - from[0]) * step, from[1] + (to[1] - from[1]) * step);
    }
    this.release(button);
  }

  wheel(deltaY: number): void {
    const { x, y } = this.#pointer();
    const { modifiers } = this;
    const seq = ++this.#seq;
    this.#send({ type: 'wheel', seq, x, y, deltaX: 0, deltaY, deltaMode: 0, buttons: this.#buttons, modifiers });
  }

  enter(): void {
    this.#send({ type: 'presence', action: 'enter', ...this.#pointer() });
  }

  leave(): void {
    this.#send({ type: 'presence', action: 'leave', ...this.#pointer() });
  }

  keyDown(code: string, repeat = false): void {
    this.#key('down', code, repeat);
  }

  keyUp(code: string): void {
    this.#key('up', code, false);
  }

  gamepad(state: Partial<GamepadState> = {}): void {
    const whole = { index: 0, connected: true, id: 'Pad', standard: true, axes: [0, 0], buttons: [0], effects: 0 };
    this.#send({ type: 'gamepad', ...whole, ...state, seq: ++this.#seq });
  }

  /** Its page answers a wish for the pointer lock, or the lock ended. */
  lock(locked: boolean, refused = ''): void {
    const totals = { totalX: this.#totalX, totalY: this.#totalY };
    this.#send({ type: 'lock', seq: ++this.#seq, locked, refused, ...totals });
  }

  focus(focused: boolean): void {
    this.#send({ type: 'focus', seq: ++this.#seq, focused });
  }

  #key(action: 'down' | 'up', code: string, repeat: boolean): void {
    const key = code.replace(/^Key/u, '').toLowerCase();
    this.#send({ type: 'key', seq: ++this.#seq, action, code, key, location: 0, repeat, modifiers: this.modifiers });
  }

  #pressed(): number {
    return Math.round(this.pressure * POSITION_MAX);
  }

  #contact(): { readonly contact?: Contact } {
    return this.contact === undefined ? {} : { contact: this.contact };
  }

  #pointer() {
    const { width, height, pointerId, pointerType } = this.#options;
    const { modifiers } = this;
    const position = { x: fraction(this.#x, width), y: fraction(this.#y, height) };
    return { seq: ++this.#seq, pointerId, pointerType, ...position, buttons: this.#buttons, modifiers };
  }
}

function fraction(pixels: number, size: number): number {
  return Math.round((pixels / size) * POSITION_MAX);
}

/** Totals are sent modulo 2^32. */
function wrap(total: number): number {
  return total >>> 0;
}

/**
 * The pointers of one viewer: turns what its page says of them into pointer, mouse, touch and click events on the canvas,
 * and remembers what is held so that it can be let go.
 */
import {
  buttonsIn,
  MOVEMENT_SCALE,
  POSITION_MAX,
  type Contact,
  type PointerButton,
  type PointerMove,
  type PointerPresence,
} from '@remote-view/protocol';
import type { HeadlessCanvas } from './canvas.ts';
import { HeadlessMouseEvent, HeadlessPointerEvent, HeadlessTouchEvent, type HeadlessTouch } from './events.ts';
import { toModifiers, toPlace } from './input-fields.ts';

interface Pointer {
  readonly pointerId: number;
  readonly pointerType: string;
  /** The first finger of those on the screen; a mouse and a pen always. */
  readonly isPrimary: boolean;
  x: number;
  y: number;
  /**
   * As its newest button message left them. Not what a move says: moves come over another channel and overtake the press
   * that they follow, which would then look like a second button.
   */
  buttons: number;
  /** Where its newest move or button was; an enter alone moves nothing. */
  there: { readonly x: number; readonly y: number } | undefined;
  pressure: number;
  contact: Contact | undefined;
  /** Where it was pressed; undefined where it is not, or what it does is no tap any more. */
  tap: { readonly x: number; readonly y: number } | undefined;
  /** The canvas may capture it. */
  isDown: boolean;
  /** A scene prevented the default of `pointerdown`: no mouse events until all is released (Pointer Events, 11). */
  withoutMouse: boolean;
}

/** Pointers that are remembered; more are dispatched, but cannot be captured, and nothing lets go of them. */
const MAX_POINTERS = 64;
/** A finger that moved further does not tap, CSS pixels; as in Chromium. */
const TAP_SLOP = 15;

type PointerInput = PointerMove | PointerButton | PointerPresence;

export class ViewerPointers {
  readonly #canvas: HeadlessCanvas;
  readonly #pointers = new Map<number, Pointer>();
  #totalX: number | undefined;
  #totalY: number | undefined;

  constructor(canvas: HeadlessCanvas) {
    this.#canvas = canvas;
  }

  move(input: PointerMove, at: number): void {
    const pressureBefore = this.#pointers.get(input.pointerId)?.pressure;
    const pointer = this.#take(input);
    const movementX = movement(this.#totalX, input.totalX);
    const movementY = movement(this.#totalY, input.totalY);
    this.#totalX = input.totalX;
    this.#totalY = input.totalY;
    // A move comes before every button, moved or not; a browser has an event only where something changed.
    const isStill = movementX === 0 && movementY === 0 && isThere(pointer) && staysThere(input);
    const isPressed = pointer.pointerType === 'pen' && pointer.pressure !== pressureBefore;
    pointer.there = { x: pointer.x, y: pointer.y };
    if (isStill && !isPressed) return;
    // Fingers do not hover: what comes before they touch is where they will.
    if (isTouch(pointer) && pointer.buttons === 0) return;
    const { tap } = pointer;
    if (tap !== undefined && Math.hypot(pointer.x - tap.x, pointer.y - tap.y) > TAP_SLOP) pointer.tap = undefined;
    const init: PointerEventInit = { ...this.#init(pointer, input, at), button: -1, movementX, movementY };
    const coalescedEvents: PointerEvent[] = [];
    for (let index = 0; index + 1 < input.coalesced.length; index += 2) {
      const place = toPlace(this.#canvas.size, input.coalesced[index]!, input.coalesced[index + 1]!);
      coalescedEvents.push(this.#pointerEvent('pointermove', { ...init, ...place, movementX: 0, movementY: 0 }));
    }
    coalescedEvents.push(this.#pointerEvent('pointermove', init));
    this.#point('pointermove', { ...init, coalescedEvents });
    if (this.#hasMouse(pointer)) this.#mouse('mousemove', { ...init, button: 0 });
    if (pointer.buttons !== 0) this.#touch('touchmove', pointer, init);
  }

  /** Movement counts from these totals on: a lock begins without what went before, also where its message was lost. */
  moveFrom(totalX: number, totalY: number): void {
    this.#totalX = totalX;
    this.#totalY = totalY;
  }

  button(input: PointerButton, at: number): void {
    const before = this.#pointers.get(input.pointerId)?.buttons ?? 0;
    const pointer = this.#take(input);
    pointer.buttons = input.buttons;
    pointer.there = { x: pointer.x, y: pointer.y };
    const init: PointerEventInit = { ...this.#init(pointer, input, at), button: input.button };
    if (input.action === 'down') this.#down(pointer, before === 0, init, input.detail);
    else if (input.action === 'up') this.#up(pointer, init, input.detail);
    else this.#cancel(pointer, init);
  }

  presence(input: PointerPresence, at: number): void {
    const pointer = this.#take(input);
    // It is forgotten with this: nothing would let go later of what it holds.
    if (input.action === 'leave') this.#letGo(pointer, at);
    const init: PointerEventInit = { ...this.#init(pointer, input, at), button: 0, pressure: 0 };
    const [around, itself] = input.action === 'enter' ? ['over', 'enter'] : ['out', 'leave'];
    const alone = { ...init, bubbles: false, cancelable: false };
    this.#point(`pointer${around}`, init);
    this.#point(`pointer${itself}`, alone);
    if (this.#hasMouse(pointer)) {
      this.#mouse(`mouse${around}`, init);
      this.#mouse(`mouse${itself}`, alone);
    }
    if (input.action === 'leave') this.#pointers.delete(input.pointerId);
  }

  /** Lets go of every button, finger and pen that is down. */
  release(at: number): void {
    for (const pointer of this.#pointers.values()) this.#letGo(pointer, at);
    this.#pointers.clear();
  }

  #letGo(pointer: Pointer, at: number): void {
    const { buttons } = pointer;
    const [button = -1] = buttonsIn(buttons);
    pointer.buttons = 0;
    pointer.pressure = 0;
    const init = { ...this.#init(pointer, { buttons: 0, modifiers: 0 }, at), button };
    if (buttons !== 0) this.#up(pointer, init, 0);
    else if (pointer.isDown) this.#loseCapture(pointer, init);
  }

  #down(pointer: Pointer, first: boolean, init: PointerEventInit, detail: number): void {
    // A second button of a mouse is a move with a changed button in the Pointer Events model (section 10.1).
    if (first) {
      const others = [...this.#pointers.values()].filter(({ buttons }) => buttons !== 0);
      // Two fingers are a gesture, no tap of either.
      if (others.length > 1) for (const other of others) other.tap = undefined;
      else pointer.tap = { x: pointer.x, y: pointer.y };
      if (this.#pointers.has(pointer.pointerId)) {
        this.#canvas.capture.press(pointer.pointerId);
        pointer.isDown = true;
      }
      pointer.withoutMouse = !this.#point('pointerdown', init);
      // Fingers are captured by what they touch (Pointer Events, 4.1.1); a listener may have released it already.
      if (pointer.pointerType === 'touch') this.#canvas.setPointerCapture(pointer.pointerId);
    } else this.#point('pointermove', init);
    if (this.#hasMouse(pointer)) this.#mouse('mousedown', { ...init, detail });
    this.#touch('touchstart', pointer, init);
    // With the press, as on Linux and macOS; on Windows it comes with the release.
    if (init.button === 2 && !isTouch(pointer)) this.#clicked('contextmenu', init);
  }

  #up(pointer: Pointer, init: PointerEventInit, detail: number): void {
    this.#point(pointer.buttons === 0 ? 'pointerup' : 'pointermove', init);
    if (this.#hasMouse(pointer)) this.#mouse('mouseup', { ...init, detail });
    const isTap = pointer.pointerType !== 'touch' || pointer.tap !== undefined;
    const wasTouched = this.#touch('touchend', pointer, init);
    if (pointer.buttons === 0) this.#loseCapture(pointer, init);
    if (detail > 0 && isTap && wasTouched) this.#click(pointer, init, detail);
    if (pointer.buttons === 0) pointer.withoutMouse = false;
  }

  #cancel(pointer: Pointer, init: PointerEventInit): void {
    this.#point('pointercancel', init);
    this.#touch('touchcancel', pointer, init);
    this.#loseCapture(pointer, init);
    this.#pointers.delete(pointer.pointerId);
  }

  #click(pointer: Pointer, init: PointerEventInit, detail: number): void {
    const { button = 0 } = init;
    const clicked = { ...init, detail };
    // What pages without touch handlers get of a tap, all at once and behind it.
    if (pointer.pointerType === 'touch' && pointer.isPrimary && !pointer.withoutMouse) {
      this.#mouse('mousemove', { ...init, button: 0 });
      this.#mouse('mousedown', { ...clicked, buttons: 1 });
      this.#mouse('mouseup', clicked);
    }
    this.#clicked(button === 0 ? 'click' : 'auxclick', clicked);
    if (button === 0 && detail === 2) this.#mouse('dblclick', clicked);
  }

  #loseCapture(pointer: Pointer, init: PointerEventInit): void {
    this.#canvas.capture.lift(pointer.pointerId);
    pointer.isDown = false;
    this.#settleCapture(init);
  }

  /** What is known of this pointer, with what the message says of it. */
  #take(input: PointerInput): Pointer {
    let pointer = this.#pointers.get(input.pointerId);
    if (pointer === undefined) {
      const { pointerId, pointerType } = input;
      const isPrimary = pointerType !== 'touch' || ![...this.#pointers.values()].some(isTouch);
      const unknown = { there: undefined, contact: undefined, tap: undefined };
      const fresh = { x: 0, y: 0, buttons: 0, pressure: 0, isDown: false, withoutMouse: false, ...unknown };
      pointer = { pointerId, pointerType, isPrimary, ...fresh };
      if (this.#pointers.size < MAX_POINTERS) this.#pointers.set(pointerId, pointer);
    }
    const { clientX, clientY } = toPlace(this.#canvas.size, input.x, input.y);
    pointer.x = clientX;
    pointer.y = clientY;
    if (input.type !== 'presence') {
      pointer.pressure = input.pressure / POSITION_MAX;
      pointer.contact = input.contact;
    }
    return pointer;
  }

  #init(
    { x, y, pressure, contact, ...pointer }: Pointer,
    input: { readonly buttons: number; readonly modifiers: number },
    at: number,
  ): PointerEventInit & { at: number } {
    const { pointerId, pointerType, isPrimary } = pointer;
    const base = { pointerId, pointerType, isPrimary, pressure, clientX: x, clientY: y, buttons: input.buttons, at };
    const bubbling = { bubbles: true, cancelable: true, composed: true, ...toModifiers(input.modifiers) };
    if (contact === undefined) return { ...base, ...bubbling };
    const { width, height, tangentialPressure, ...angles } = contact;
    return {
      ...base,
      ...bubbling,
      ...angles,
      width: width / MOVEMENT_SCALE,
      height: height / MOVEMENT_SCALE,
      tangentialPressure: tangentialPressure / 32_767,
    };
  }

  /** A mouse and a pen have mouse events beside their own; a finger has them behind a tap. */
  #hasMouse({ pointerType, withoutMouse }: Pointer): boolean {
    return pointerType !== 'touch' && !withoutMouse;
  }

  #pointerEvent(type: string, init: PointerEventInit): PointerEvent {
    return new HeadlessPointerEvent(type, init) as unknown as PointerEvent;
  }

  #point(type: string, init: PointerEventInit): boolean {
    this.#settleCapture(init);
    return this.#canvas.dispatchEvent(new HeadlessPointerEvent(type, init));
  }

  /** No pointer is primary in a click, and none is tilted: so it is in Chromium. */
  #clicked(type: string, init: PointerEventInit): void {
    const upright = { tiltX: 0, tiltY: 0, twist: 0, tangentialPressure: 0 };
    this.#canvas.dispatchEvent(new HeadlessPointerEvent(type, { ...init, ...upright, isPrimary: false }));
  }

  #mouse(type: string, init: MouseEventInit): void {
    this.#canvas.dispatchEvent(new HeadlessMouseEvent(type, init));
  }

  #settleCapture(init: PointerEventInit): void {
    const due = this.#canvas.capture.due(init.pointerId ?? 0);
    if (due === undefined) return;
    this.#canvas.dispatchEvent(new HeadlessPointerEvent(due, { ...init, cancelable: false }));
  }

  /** @returns false where a listener wants no click of it */
  #touch(type: string, pointer: Pointer, init: PointerEventInit): boolean {
    if (pointer.pointerType !== 'touch') return true;
    const all = [...this.#pointers.values()].filter((other) => isTouch(other) && other.buttons !== 0);
    const changed = [this.#finger(pointer)];
    const touches = all.map((other) => this.#finger(other));
    return this.#canvas.dispatchEvent(new HeadlessTouchEvent(type, { ...init, all: touches, changed }));
  }

  #finger({ pointerId, x, y, pressure, contact }: Pointer): HeadlessTouch {
    const radius = (size: number | undefined): number => (size ?? MOVEMENT_SCALE) / MOVEMENT_SCALE / 2;
    return {
      identifier: pointerId,
      target: this.#canvas,
      clientX: x,
      clientY: y,
      pageX: x,
      pageY: y,
      screenX: x,
      screenY: y,
      radiusX: radius(contact?.width),
      radiusY: radius(contact?.height),
      rotationAngle: 0,
      force: pressure,
    };
  }
}

function staysThere({ coalesced, x, y }: PointerMove): boolean {
  return coalesced.every((value, index) => value === (index % 2 === 0 ? x : y));
}

function isThere({ x, y, there }: Pointer): boolean {
  return there?.x === x && there.y === y;
}

function isTouch({ pointerType }: Pointer): boolean {
  return pointerType === 'touch';
}

/** Difference of two running totals modulo 2^32, as CSS pixels. */
function movement(before: number | undefined, now: number): number {
  return before === undefined ? 0 : ((now - before) | 0) / MOVEMENT_SCALE;
}

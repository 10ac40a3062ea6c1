/**
 * Turns a viewer's input into DOM events on the headless canvas, and remembers what each viewer holds down so that it
 * can be let go when the viewer loses the focus or goes away.
 */
import {
  MODIFIER,
  MOVEMENT_SCALE,
  POSITION_MAX,
  type Input,
  type Key,
  type PointerButton,
  type PointerMove,
  type PointerPresence,
  type Wheel,
} from '@remote-view/protocol';
import type { HeadlessCanvas } from './canvas.ts';
import {
  type CanvasEvent,
  CanvasKeyboardEvent,
  CanvasMouseEvent,
  CanvasPointerEvent,
  CanvasSimpleEvent,
  CanvasWheelEvent,
  type ModifierState,
  type MouseFields,
  type PointerFields,
} from './events.ts';

interface HeldPointer {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly x: number;
  readonly y: number;
  /**
   * As its newest button message left them. Not what a move says: moves come over another channel and overtake the press
   * that they follow, which would then look like a second button.
   */
  readonly buttons: number;
}

/** Of each viewer. */
interface ViewerState {
  readonly keys: Map<string, Key>;
  readonly pointers: Map<number, HeldPointer>;
  totalX: number | undefined;
  totalY: number | undefined;
}

/** Keys and pointers a viewer may hold at once; more are dispatched but not remembered. */
const MAX_HELD = 64;
const NO_MODIFIERS: ModifierState = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };
const BUTTON_BITS = [1, 4, 2, 8, 16] as const;

type PointerInput = PointerMove | PointerButton | PointerPresence;

export class InputDispatcher {
  readonly #canvas: HeadlessCanvas;
  readonly #viewers = new Map<number, ViewerState>();

  constructor(canvas: HeadlessCanvas) {
    this.#canvas = canvas;
  }

  /** Dispatches one input; application messages are not for here. Listeners' errors reach the process. */
  dispatch(viewer: number, input: Exclude<Input, { type: 'message' }>): void {
    const state = this.#state(viewer);
    switch (input.type) {
      case 'move':
        this.#move(state, input);
        return;
      case 'button':
        this.#button(state, input);
        return;
      case 'presence':
        this.#presence(state, input);
        return;
      case 'wheel':
        this.#wheel(input);
        return;
      case 'key':
        this.#key(state, input);
        return;
      case 'focus':
        this.#canvas.focused = input.focused;
        this.#emit(new CanvasSimpleEvent(input.focused ? 'focus' : 'blur', this.#canvas, { bubbles: false }));
        if (!input.focused) this.#releaseAll(state);
        return;
      default:
        input satisfies never;
    }
  }

  /** Lets go of everything that the viewer holds, and forgets it. */
  release(viewer: number): void {
    const state = this.#viewers.get(viewer);
    if (state === undefined) return;
    this.#viewers.delete(viewer);
    this.#releaseAll(state);
  }

  /** Lets go of everything that anybody holds. */
  releaseAll(): void {
    for (const viewer of [...this.#viewers.keys()]) this.release(viewer);
  }

  #state(viewer: number): ViewerState {
    let state = this.#viewers.get(viewer);
    if (state === undefined) {
      state = { keys: new Map(), pointers: new Map(), totalX: undefined, totalY: undefined };
      this.#viewers.set(viewer, state);
    }
    return state;
  }

  #move(state: ViewerState, input: PointerMove): void {
    const movementX = movement(state.totalX, input.totalX);
    const movementY = movement(state.totalY, input.totalY);
    state.totalX = input.totalX;
    state.totalY = input.totalY;
    const fields = this.#pointerFields(state, input, -1, 0, input.pressure);
    const coalesced: CanvasPointerEvent[] = [];
    for (let index = 0; index + 1 < input.coalesced.length; index += 2) {
      const position = this.#position(input.coalesced[index]!, input.coalesced[index + 1]!);
      coalesced.push(new CanvasPointerEvent('pointermove', this.#canvas, { ...fields, ...position }));
    }
    const moved = { ...fields, movementX, movementY };
    this.#emit(new CanvasPointerEvent('pointermove', this.#canvas, moved, coalesced));
    if (input.pointerType === 'mouse') this.#emit(new CanvasMouseEvent('mousemove', this.#canvas, moved));
  }

  #button(state: ViewerState, input: PointerButton): void {
    const held = state.pointers.get(input.pointerId);
    const already = (held?.buttons ?? 0) !== 0;
    if (input.action === 'down') {
      // A second button of a mouse is a move with a changed button in the Pointer Events model (section 10.1).
      const type = already ? 'pointermove' : 'pointerdown';
      const fields = this.#pointerFields(state, input, input.button, input.detail, input.pressure);
      this.#emit(new CanvasPointerEvent(type, this.#canvas, fields));
      if (input.pointerType === 'mouse') this.#emit(new CanvasMouseEvent('mousedown', this.#canvas, fields));
      return;
    }
    const fields = this.#pointerFields(state, input, input.button, input.detail, input.pressure);
    if (input.action === 'cancel') {
      this.#emit(new CanvasPointerEvent('pointercancel', this.#canvas, fields));
      this.#canvas.releasePointerCapture(input.pointerId);
      return;
    }
    const type = input.buttons === 0 ? 'pointerup' : 'pointermove';
    this.#emit(new CanvasPointerEvent(type, this.#canvas, fields));
    if (input.pointerType === 'mouse') this.#emit(new CanvasMouseEvent('mouseup', this.#canvas, fields));
    if (input.buttons === 0) this.#canvas.releasePointerCapture(input.pointerId);
    if (input.detail > 0) this.#click(fields);
  }

  #click(fields: PointerFields): void {
    const type = fields.button === 0 ? 'click' : fields.button === 2 ? 'contextmenu' : 'auxclick';
    this.#emit(new CanvasPointerEvent(type, this.#canvas, fields));
    if (fields.button === 0 && fields.detail === 2) {
      this.#emit(new CanvasMouseEvent('dblclick', this.#canvas, fields));
    }
  }

  #presence(state: ViewerState, input: PointerPresence): void {
    const fields = this.#pointerFields(state, input, -1, 0, 0);
    const [around, itself] = input.action === 'enter' ? ['over', 'enter'] : ['out', 'leave'];
    const exact = { bubbles: false };
    this.#emit(new CanvasPointerEvent(`pointer${around}`, this.#canvas, fields));
    this.#emit(new CanvasPointerEvent(`pointer${itself}`, this.#canvas, fields, [], exact));
    if (input.pointerType !== 'mouse') return;
    this.#emit(new CanvasMouseEvent(`mouse${around}`, this.#canvas, fields));
    this.#emit(new CanvasMouseEvent(`mouse${itself}`, this.#canvas, fields, exact));
  }

  #wheel(input: Wheel): void {
    const fields: MouseFields = {
      ...this.#position(input.x, input.y),
      ...modifiers(input.modifiers),
      movementX: 0,
      movementY: 0,
      button: 0,
      buttons: input.buttons,
      detail: 0,
    };
    this.#emit(new CanvasWheelEvent(this.#canvas, fields, input));
  }

  #key(state: ViewerState, input: Key): void {
    if (input.action === 'up') state.keys.delete(input.code);
    else if (state.keys.size < MAX_HELD) state.keys.set(input.code, input);
    const type = input.action === 'down' ? 'keydown' : 'keyup';
    this.#emit(new CanvasKeyboardEvent(type, this.#canvas, { ...input, ...modifiers(input.modifiers) }));
  }

  #releaseAll(state: ViewerState): void {
    for (const key of state.keys.values()) {
      this.#emit(new CanvasKeyboardEvent('keyup', this.#canvas, { ...key, repeat: false, ...NO_MODIFIERS }));
    }
    state.keys.clear();
    for (const pointer of state.pointers.values()) {
      if (pointer.buttons === 0) continue;
      const button = BUTTON_BITS.findIndex((bit) => (pointer.buttons & bit) !== 0);
      const fields: PointerFields = {
        ...NO_MODIFIERS,
        pointerId: pointer.pointerId,
        pointerType: pointer.pointerType,
        isPrimary: true,
        pressure: 0,
        x: pointer.x,
        y: pointer.y,
        movementX: 0,
        movementY: 0,
        button,
        buttons: 0,
        detail: 0,
      };
      this.#canvas.releasePointerCapture(pointer.pointerId);
      this.#emit(new CanvasPointerEvent('pointerup', this.#canvas, fields));
      if (pointer.pointerType === 'mouse') this.#emit(new CanvasMouseEvent('mouseup', this.#canvas, fields));
    }
    state.pointers.clear();
  }

  #pointerFields(
    state: ViewerState,
    input: PointerInput,
    button: number,
    detail: number,
    pressure: number,
  ): PointerFields {
    const position = this.#position(input.x, input.y);
    const { pointerId, pointerType, buttons } = input;
    const known = state.pointers.get(pointerId);
    const gone = input.type === 'presence' && input.action === 'leave';
    if (gone || (input.type === 'button' && input.action === 'cancel')) state.pointers.delete(pointerId);
    else if (known !== undefined || state.pointers.size < MAX_HELD) {
      const held = input.type === 'button' ? buttons : (known?.buttons ?? 0);
      state.pointers.set(pointerId, { pointerId, pointerType, buttons: held, ...position });
    }
    return {
      ...position,
      ...modifiers(input.modifiers),
      pointerId,
      pointerType,
      isPrimary: state.pointers.size === 0 || state.pointers.keys().next().value === pointerId,
      pressure: pressure / POSITION_MAX,
      movementX: 0,
      movementY: 0,
      button,
      buttons,
      detail,
    };
  }

  #position(x: number, y: number): { readonly x: number; readonly y: number } {
    return {
      x: (x / POSITION_MAX) * this.#canvas.clientWidth,
      y: (y / POSITION_MAX) * this.#canvas.clientHeight,
    };
  }

  /** Canvas, document, window, as an event bubbles; Node's EventTarget has no tree of its own. */
  #emit(event: CanvasEvent): void {
    const document = this.#canvas.ownerDocument;
    for (const target of [this.#canvas, document, document.defaultView]) {
      target.dispatchEvent(event);
      if (event.propagationStopped || !event.bubbles) return;
    }
  }
}

/** Difference of two running totals modulo 2^32, as CSS pixels. */
function movement(before: number | undefined, now: number): number {
  return before === undefined ? 0 : ((now - before) | 0) / MOVEMENT_SCALE;
}

function modifiers(bits: number): ModifierState {
  return {
    shiftKey: (bits & MODIFIER.shift) !== 0,
    ctrlKey: (bits & MODIFIER.ctrl) !== 0,
    altKey: (bits & MODIFIER.alt) !== 0,
    metaKey: (bits & MODIFIER.meta) !== 0,
  };
}

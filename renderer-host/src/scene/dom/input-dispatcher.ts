/**
 * Turns a viewer's input into DOM events on the headless canvas, and remembers what each viewer holds down so that it
 * can be let go when the viewer loses the focus or goes away.
 */
import type { Input, Key, Wheel } from '@remote-view/protocol';
import type { HeadlessCanvas } from './canvas.ts';
import { HeadlessFocusEvent, HeadlessGamepadEvent, HeadlessKeyboardEvent, HeadlessWheelEvent } from './events.ts';
import { Gamepads } from './gamepads.ts';
import { toModifiers, toPlace } from './input-fields.ts';
import { motionEvent, orientationEvent } from './sensor-events.ts';
import { TextDispatcher } from './text-dispatcher.ts';
import { ViewerPointers } from './viewer-pointers.ts';

/** Of each viewer. */
interface ViewerState {
  readonly keys: Map<string, Key>;
  readonly pointers: ViewerPointers;
}

/** Keys that a viewer may hold at once; more are dispatched but not remembered. */
const MAX_HELD = 64;
const BUBBLING = { bubbles: true, cancelable: true, composed: true } as const;

export class InputDispatcher {
  readonly gamepads: Gamepads;
  readonly text: TextDispatcher;
  readonly #canvas: HeadlessCanvas;
  readonly #viewers = new Map<number, ViewerState>();

  constructor(canvas: HeadlessCanvas) {
    this.#canvas = canvas;
    this.text = new TextDispatcher(canvas);
    const { window } = canvas.ownerDocument;
    this.gamepads = new Gamepads(
      (type, gamepad) => void window.dispatchEvent(new HeadlessGamepadEvent(type, { gamepad })),
    );
  }

  /**
   * Dispatches one input; application messages and acts on items are not for here. Listeners' errors reach the process.
   * @param at when it came, milliseconds of `performance.now()`: the events' `timeStamp`
   */
  dispatch(viewer: number, input: Exclude<Input, { type: 'message' | 'act' }>, at: number = performance.now()): void {
    const state = this.#state(viewer);
    const { lock } = this.#canvas.ownerDocument;
    if (input.type === 'button' || input.type === 'key' || input.type === 'text') lock.gesture = viewer;
    switch (input.type) {
      case 'move':
        return state.pointers.move(input, at);
      case 'button':
        return state.pointers.button(input, at);
      case 'presence':
        return state.pointers.presence(input, at);
      case 'wheel':
        return this.#wheel(input, at);
      case 'key':
        return this.#key(viewer, state, input, at);
      case 'focus':
        return this.#focus(viewer, state, input.focused, at);
      case 'text':
        return this.text.edit(viewer, input, at);
      case 'clipboard':
        return this.text.clipboard(viewer, input, at);
      case 'gamepad':
        return this.gamepads.update(viewer, input, at);
      case 'orientation':
        this.#canvas.ownerDocument.screen.orientation.turn(input.screen);
        return void this.#canvas.ownerDocument.window.dispatchEvent(orientationEvent(input, at));
      case 'deviceMotion':
        return void this.#canvas.ownerDocument.window.dispatchEvent(motionEvent(input, at));
      case 'lock':
        state.pointers.moveFrom(input.totalX, input.totalY);
        return lock.step({ type: 'answer', viewer, locked: input.locked, refused: input.refused });
      default:
        return input satisfies never;
    }
  }

  /** Lets go of everything that the viewer holds, and forgets it. */
  release(viewer: number): void {
    const state = this.#viewers.get(viewer);
    if (state === undefined) return;
    this.#viewers.delete(viewer);
    this.#letGo(state, performance.now());
    this.text.end(viewer, performance.now());
    this.gamepads.remove(viewer, performance.now());
    this.#canvas.ownerDocument.lock.gone(viewer);
  }

  /** Lets go of everything that anybody holds. */
  releaseAll(): void {
    for (const viewer of [...this.#viewers.keys()]) this.release(viewer);
  }

  #state(viewer: number): ViewerState {
    let state = this.#viewers.get(viewer);
    if (state === undefined) {
      state = { keys: new Map(), pointers: new ViewerPointers(this.#canvas) };
      this.#viewers.set(viewer, state);
    }
    return state;
  }

  #wheel(input: Wheel, at: number): void {
    const { deltaX, deltaY, deltaMode, buttons, modifiers } = input;
    const place = toPlace(this.#canvas.size, input.x, input.y);
    const init = { ...BUBBLING, ...place, ...toModifiers(modifiers), deltaX, deltaY, deltaMode, buttons, at };
    this.#canvas.dispatchEvent(new HeadlessWheelEvent('wheel', init));
  }

  #key(viewer: number, state: ViewerState, input: Key, at: number): void {
    if (input.action === 'up') state.keys.delete(input.code);
    else if (state.keys.size < MAX_HELD) state.keys.set(input.code, input);
    const goes = this.#emitKey(input.action === 'down' ? 'keydown' : 'keyup', input, at);
    if (input.action === 'down') this.text.keyDown(viewer, !goes);
  }

  /** @returns false where a listener prevented the default */
  #emitKey(type: string, { code, key, location, repeat, modifiers }: Key, at: number): boolean {
    const init = { ...BUBBLING, ...toModifiers(modifiers), code, key, location, repeat, at };
    return this.#canvas.ownerDocument.keyTarget.dispatchEvent(new HeadlessKeyboardEvent(type, init));
  }

  /** The viewer's element is the whole window of the scene, so the window gets and loses the focus with it. */
  #focus(viewer: number, state: ViewerState, focused: boolean, at: number): void {
    const canvas = this.#canvas;
    const { window, lock } = canvas.ownerDocument;
    canvas.focused = focused;
    const [itself, around] = focused ? ['focus', 'focusin'] : ['blur', 'focusout'];
    canvas.dispatchEvent(new HeadlessFocusEvent(itself, { composed: true, at }));
    canvas.dispatchEvent(new HeadlessFocusEvent(around, { bubbles: true, composed: true, at }));
    window.dispatchEvent(new HeadlessFocusEvent(itself, { at }));
    if (focused) return;
    this.#letGo(state, at);
    this.text.end(viewer, at);
    this.gamepads.rest(viewer, at);
    if (lock.gesture === viewer) lock.gesture = undefined;
  }

  #letGo(state: ViewerState, at: number): void {
    const keys = [...state.keys.values()];
    state.keys.clear();
    for (const key of keys) this.#emitKey('keyup', { ...key, repeat: false, modifiers: 0 }, at);
    state.pointers.release(at);
  }
}

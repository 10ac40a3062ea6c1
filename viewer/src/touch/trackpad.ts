/** Fingers that move a drawn cursor: what gestures.ts makes of them, as a mouse that the scene sees. */
import { bitOfButton, MODIFIER, POSITION_MAX } from '@remote-view/protocol';
import type { FingerTaker, InputCapture, InputSink } from '../input/capture.ts';
import { toPosition } from '../input/content-box.ts';
import type { PointerSample } from '../input/encoder.ts';
import type { Point } from '../picture/quad.ts';
import { NO_FINGERS, transition, type FingerEvent, type Gesture, type GestureState } from './gestures.ts';

/** No finger or mouse of a browser has it. */
const POINTER_ID = 0x7fff_fff0;
/** Wheel pixels for a distance that grows e times: what browsers make of a trackpad's pinch. */
const PINCH = 100;
const ARROW = 'M2 2v19.5l5-4.6 3.3 7.6 3.6-1.6-3.2-7.4h6.9z';
const KINDS: Readonly<Record<string, FingerEvent['type']>> = {
  pointerdown: 'down',
  pointermove: 'move',
  pointerup: 'up',
  pointercancel: 'cancel',
};

export class Trackpad implements FingerTaker {
  readonly #stage: HTMLElement;
  readonly #capture: InputCapture;
  readonly #cursor: SVGSVGElement;
  #state: GestureState = NO_FINGERS;
  /** Of the element's sides. */
  #x = 0.5;
  #y = 0.5;
  #buttons = 0;
  #isOver = false;
  #isLocked = false;

  constructor(layer: HTMLElement, stage: HTMLElement, capture: InputCapture) {
    this.#stage = stage;
    this.#capture = capture;
    const svg = 'http://www.w3.org/2000/svg';
    this.#cursor = document.createElementNS(svg, 'svg');
    this.#cursor.classList.add('touch-cursor');
    this.#cursor.setAttribute('viewBox', '0 0 22 28');
    this.#cursor.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', ARROW);
    this.#cursor.append(path);
    layer.append(this.#cursor);
    this.#place();
  }

  get takesFingers(): true {
    return true;
  }

  take(event: PointerEvent): void {
    const type = KINDS[event.type];
    if (type === undefined) return;
    const { pointerId: id, clientX: x, clientY: y } = event;
    const { state, gestures } = transition(this.#state, { type, id, x, y, now: performance.now() });
    this.#state = state;
    for (const gesture of gestures) this.#do(gesture);
  }

  /** Phones have no pointer lock: the cursor is hidden, stays where it is, and still says how far it would go. */
  lock(wanted: boolean): boolean {
    if ('requestPointerLock' in this.#stage) return false;
    this.#isLocked = wanted;
    this.#place();
    return true;
  }

  /** The host has let go of everything. */
  released(): void {
    this.#state = NO_FINGERS;
    this.#buttons = 0;
    this.#isOver = false;
    if (!this.#isLocked) return;
    this.lock(false);
    this.#capture.link?.lock(false, '');
  }

  close(): void {
    if (this.#isOver) this.#capture.link?.presence('leave', this.#sample(0, 0));
    this.#cursor.remove();
  }

  #do(gesture: Gesture): void {
    const sink = this.#capture.sink('pointer');
    if (sink === null) return;
    if (!this.#isOver) sink.presence('enter', this.#sample(0, 0));
    this.#isOver = true;
    switch (gesture.type) {
      case 'move':
        return this.#move(sink, gesture);
      case 'press':
      case 'release': {
        const bit = bitOfButton(gesture.button);
        this.#buttons = gesture.type === 'press' ? this.#buttons | bit : this.#buttons & ~bit;
        return sink.pointer(this.#sample(0, 0));
      }
      case 'scroll':
        // The picture goes with the fingers.
        return this.#wheel(sink, -gesture.x, -gesture.y, 0);
      case 'pinch':
        return this.#wheel(sink, 0, -PINCH * Math.log(Math.max(0.1, Math.min(10, gesture.factor))), MODIFIER.ctrl);
      default:
        return gesture satisfies never;
    }
  }

  #move(sink: InputSink, { x, y }: Point): void {
    const { width, height } = this.#stage.getBoundingClientRect();
    const within = (value: number): number => Math.max(0, Math.min(1, value));
    if (!this.#isLocked) {
      this.#x = within(this.#x + x / Math.max(1, width));
      this.#y = within(this.#y + y / Math.max(1, height));
      this.#place();
    }
    sink.pointer(this.#sample(x, y));
  }

  #wheel(sink: InputSink, deltaX: number, deltaY: number, modifiers: number): void {
    const { x, y, buttons } = this.#sample(0, 0);
    sink.wheel({ x, y, deltaX, deltaY, deltaMode: 0, buttons, modifiers });
  }

  #sample(movementX: number, movementY: number): PointerSample {
    const { left, top, width, height } = this.#stage.getBoundingClientRect();
    const { x, y } = this.#capture.toPicture(left + this.#x * width, top + this.#y * height);
    return {
      pointerId: POINTER_ID,
      pointerType: 'mouse',
      x: toPosition(x),
      y: toPosition(y),
      buttons: this.#buttons,
      modifiers: 0,
      pressure: this.#buttons === 0 ? 0 : Math.round(POSITION_MAX / 2),
      movementX,
      movementY,
      coalesced: [],
    };
  }

  #place(): void {
    this.#cursor.classList.toggle('locked', this.#isLocked);
    this.#cursor.style.left = `${this.#x * 100}%`;
    this.#cursor.style.top = `${this.#y * 100}%`;
  }
}

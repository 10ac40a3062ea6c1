/**
 * Listens to the DOM and hands on what the scene should know. All decisions are made elsewhere: positions by
 * content-box.ts, keys by keyboard.ts, timing and channels by encoder.ts.
 */
import {
  AXIS_MAX,
  MAX_COALESCED,
  MODIFIER,
  MOVEMENT_SCALE,
  POINTER_TYPES,
  POSITION_BEYOND,
  POSITION_MAX,
  type Contact,
  type LockRequest,
  type PointerType,
  type Right,
} from '@remote-view/protocol';
import type { Point } from '../picture/quad.ts';
import { toPosition } from './content-box.ts';
import type { KeySample, PointerSample, WheelSample } from './encoder.ts';
import type { GamepadSample } from './gamepad-watch.ts';
import { Gamepads } from './gamepads.ts';
import { LazyPart } from '../lazy-part.ts';
import type { KeyboardLock } from './keyboard-lock.ts';
import { Keyboard, keyStroke, type KeyDecision, type KeyStroke } from './keyboard.ts';
import { PointerLock } from './pointer-lock.ts';

/** Where input goes; the link while there is one. */
export interface InputSink {
  pointer(sample: PointerSample): void;
  cancel(sample: PointerSample): void;
  presence(action: 'enter' | 'leave', sample: PointerSample): void;
  wheel(sample: WheelSample): void;
  key(sample: KeySample): void;
  /** The scene has the keyboard, or has it no more and holds nothing any longer. */
  focus(focused: boolean): void;
  gamepad(sample: GamepadSample): void;
  /** The pointer lock began or ended, or was refused: why. */
  lock(locked: boolean, refused: string): void;
}

/** Is told of fingers on the picture; see touch/touch.ts. */
export interface FingerTaker {
  /** The scene does not see them itself. */
  readonly takesFingers: boolean;
  take(event: PointerEvent): void;
  /** The pointer lock that the scene wishes for is kept here. @returns false where it is the browser's */
  lock(wanted: boolean): boolean;
  /** Nothing is held any more: the scene has the input no longer, or it is another one. */
  released(): void;
}

export interface CaptureContext {
  /** For what takes this right, or any: null while nobody listens, input is switched off or the user may not. */
  sink(right?: Right): InputSink | null;
  /** Page and token let the user do it. */
  may(right: Right): boolean;
  /** What lets go is no input: it is said wherever there is a link, also when input is switched off or was taken away. */
  link(): InputSink | null;
  /** Where points of the page lie in the picture now, as fractions of its sides. */
  mapping(): (clientX: number, clientY: number) => Point;
  captureChanged(captured: boolean): void;
}

export class InputCapture {
  /** Null: each finger is a pointer. */
  fingers: FingerTaker | null = null;
  readonly #stage: HTMLElement;
  readonly #context: CaptureContext;
  readonly #keyboard = new Keyboard();
  readonly #gamepads: Gamepads;
  readonly #lock: PointerLock;
  /** Where the pointer was before it was locked. */
  #lockedAt: Point = { x: 0.5, y: 0.5 };
  readonly #keyLock: LazyPart<KeyboardLock>;

  /** @param stage the focusable element that the picture fills */
  constructor(stage: HTMLElement, context: CaptureContext) {
    this.#stage = stage;
    this.#context = context;
    this.#gamepads = new Gamepads((sample) => context.sink('gamepad')?.gamepad(sample));
    this.#lock = new PointerLock(stage, (locked, refused) => {
      const ends = !locked && refused === '';
      const to = ends ? context.link() : context.sink('pointer');
      to?.lock(locked, refused);
    });
    this.#keyLock = new LazyPart(
      async () => {
        const { KeyboardLock: Lock } = await import('./keyboard-lock.ts');
        return new Lock(stage, (locked) => (this.#keyboard.locked = locked));
      },
      // Without it the browser keeps its keys.
      () => undefined,
    );
    this.#listenToPointers();
    this.#listenToKeys();
  }

  /** Listens to the page while the element is in it. */
  listen(signal: AbortSignal): void {
    this.#gamepads.listen(signal);
    this.#lock.listen(signal);
    const fullscreenChanged = (): void => this.#keyLock.use((lock) => void lock.update(this.captured));
    document.addEventListener('fullscreenchange', fullscreenChanged, { signal });
  }

  /** The scene has the keyboard. */
  get captured(): boolean {
    return this.#keyboard.captured && this.#context.may('keyboard');
  }

  /** A new link's scene does not know yet that it has the keyboard, and has not asked for the pointer. */
  announce(): void {
    this.#lock.exit();
    this.fingers?.released();
    if (!this.#keyboard.captured) return;
    this.#context.sink()?.focus(true);
    this.#gamepads.start();
  }

  /** The scene wishes for the pointer lock, or for its end. */
  lock(request: LockRequest): void {
    const sink = this.sink('pointer');
    if (sink === null) return;
    if (this.fingers?.lock(request.wanted) === true) sink.lock(request.wanted, '');
    else void this.#lock.request(request);
  }

  /** The page wishes for the pointer lock. @throws what the browser says */
  async lockPointer(options?: PointerLockOptions): Promise<void> {
    await this.#lock.enter(options);
  }

  /** Gives the keyboard back to the page; the host lets go of everything held. */
  release(): void {
    if (!this.#keyboard.captured) return;
    this.#keyboard.end();
    this.fingers?.released();
    void this.#keyLock.loaded?.update(false);
    this.#gamepads.stop();
    this.#lock.exit();
    this.#context.link()?.focus(false);
    if (this.#context.may('keyboard')) this.#context.captureChanged(false);
  }

  #listenToPointers(): void {
    // In a frame their positions are those of the outermost page (seen in Chromium 153).
    const hasRawUpdates = 'onpointerrawupdate' in this.#stage && parent === window;
    /** Pointers that came over the picture and have not moved since; bounded by `pointerleave`. */
    const entering = new Set<number>();
    this.#on('pointerdown', (event) => {
      this.begin();
      if (!this.#taken(event)) this.#pointer(event);
      // A drag goes on outside of the element. An event that a script made has no pointer to capture.
      // A locked one is captured as it is, and browsers throw.
      if (this.#context.sink('pointer') !== null && event.isTrusted && !this.#lock.locked) {
        this.#stage.setPointerCapture(event.pointerId);
      }
    });
    this.#on('pointerup', (event) => this.#taken(event) || this.#pointer(event));
    this.#on(
      'pointercancel',
      (event) => this.#taken(event) || this.#context.sink('pointer')?.cancel(this.#sample(event)),
    );
    this.#on('pointerenter', (event) => {
      if (this.#taken(event)) return;
      entering.add(event.pointerId);
      this.#context.sink('pointer')?.presence('enter', this.#sample(event));
    });
    // Raw updates come as they happen, moves wait for the next frame: half of them for more than 8 ms (Chromium 153, a mouse at
    // 125 Hz). Predicted events come with moves alone, for 16 ms later: half of them were within 2 px, but where the hand
    // stopped or turned one in twenty was 12 to 26 px off, as far as no prediction at all. So they would gain half a frame at
    // best and show the scene what never was: they are not sent.
    if (hasRawUpdates) {
      this.#on('pointerrawupdate' as 'pointermove', (event) => this.#taken(event) || this.#pointer(event));
    }
    this.#on('pointermove', (event) => {
      if (this.#taken(event)) return;
      const isFirst = entering.delete(event.pointerId);
      // Chords are only to be seen in moves.
      if (!hasRawUpdates || event.button !== -1) return this.#pointer(event);
      // The raw update of this one came before the enter, and the host may have dropped it as older than that.
      if (isFirst)
        this.#context.sink('pointer')?.pointer({ ...this.#sample(event), movementX: 0, movementY: 0, coalesced: [] });
    });
    this.#on('pointerleave', (event) => {
      if (this.#taken(event)) return;
      entering.delete(event.pointerId);
      this.#context.sink('pointer')?.presence('leave', this.#sample(event));
    });
    this.#on('wheel', (event) => this.#wheel(event), { passive: false });
    // Without these a press selects text, drags the picture, scrolls by the middle button or goes back in history.
    for (const type of ['mousedown', 'mouseup', 'auxclick', 'contextmenu', 'dragstart'] as const) {
      this.#on(type, (event) => {
        if (this.#context.sink('pointer') !== null) event.preventDefault();
      });
    }
  }

  #listenToKeys(): void {
    this.#on('keydown', (event) => {
      const stroke = this.#stroke(event);
      this.#act(event, stroke, 'down', this.#keyboard.keyDown(stroke, performance.now()));
    });
    this.#on('keyup', (event) => {
      const stroke = this.#stroke(event);
      this.#act(event, stroke, 'up', this.#keyboard.keyUp(stroke));
    });
    // A text field in the stage is a part of it.
    this.#on('focusin', ({ target }) => target !== this.#stage && this.begin());
    this.#on('focusout', ({ relatedTarget }) => this.#stage.contains(relatedTarget as Node | null) || this.release());
  }

  /** Where input goes that takes this right; null while nobody listens, input is switched off or the user may not. */
  sink(right: Right): InputSink | null {
    return this.#context.sink(right);
  }

  /** Where it is said that something is let go, whether input is switched off or not; null without a link. */
  get link(): InputSink | null {
    return this.#context.link();
  }

  /** Where a point of the page lies in the picture, as fractions of its sides. */
  toPicture(clientX: number, clientY: number): Point {
    return this.#context.mapping()(clientX, clientY);
  }

  /** The scene gets the input, unless it has it: what else than a press on the picture is meant for it. */
  begin(): void {
    if (this.#context.sink() === null) return;
    if (!this.#stage.matches(':focus-within')) this.#stage.focus({ preventScroll: true });
    if (this.#keyboard.captured) return;
    this.#keyboard.begin();
    this.#context.sink()?.focus(true);
    this.#gamepads.start();
    // Otherwise the keys stay with the page.
    if (!this.#context.may('keyboard')) return;
    void this.#keyLock.loaded?.update(true);
    this.#context.captureChanged(true);
  }

  #stroke(event: KeyboardEvent): KeyStroke {
    return keyStroke(event, modifiersOf(event), event.target !== this.#stage);
  }

  #act(event: KeyboardEvent, stroke: KeyStroke, action: KeySample['action'], decision: KeyDecision): void {
    const sink = this.#context.sink('keyboard');
    if (sink === null) return;
    if (decision.prevent) event.preventDefault();
    if (decision.capture === 'begin') return this.begin();
    if (decision.capture === 'end') return this.release();
    const { code, key, modifiers, repeat } = stroke;
    if (decision.send) sink.key({ action, code, key, modifiers, repeat, location: event.location & 3 });
  }

  #taken(event: PointerEvent): boolean {
    if (event.pointerType !== 'touch' || this.fingers?.takesFingers !== true) return false;
    this.fingers.take(event);
    return true;
  }

  #pointer(event: PointerEvent): void {
    this.#context.sink('pointer')?.pointer(this.#sample(event));
  }

  #wheel(event: WheelEvent): void {
    const sink = this.#context.sink('pointer');
    if (sink === null) return;
    event.preventDefault();
    // Deltas before their mode: whoever asks for the mode first gets whole lines from Firefox instead of pixels.
    const { deltaX, deltaY } = event;
    const { x, y } = this.#context.mapping()(event.clientX, event.clientY);
    sink.wheel({
      x: toPosition(x),
      y: toPosition(y),
      deltaX: clampDelta(deltaX),
      deltaY: clampDelta(deltaY),
      deltaMode: event.deltaMode,
      buttons: event.buttons & 0xff,
      modifiers: modifiersOf(event),
    });
  }

  /** The events of the positions on the way, the newest of them: where the page is busy there are hundreds, and more with each. */
  #passed(event: PointerEvent): readonly PointerEvent[] {
    // A locked pointer stays where it is. Browsers have them in secure contexts only.
    if (this.#lock.locked || typeof event.getCoalescedEvents !== 'function') return [];
    // The last one is the event itself.
    return event.getCoalescedEvents().slice(-1 - MAX_COALESCED, -1);
  }

  #sample(event: PointerEvent): PointerSample {
    // A drag is captured, up to and with its release.
    const beyond = this.#stage.hasPointerCapture(event.pointerId) ? POSITION_BEYOND : 0;
    // A locked pointer stays where it was, and moves a thousand times a second: looking up where that is costs a layout each.
    const toPicture = this.#lock.locked ? () => this.#lockedAt : this.#context.mapping();
    const place = ({ clientX, clientY }: PointerEvent): [number, number] => {
      const at = toPicture(clientX, clientY);
      return [toPosition(at.x, beyond), toPosition(at.y, beyond)];
    };
    const [x, y] = place(event);
    if (!this.#lock.locked) this.#lockedAt = toPicture(event.clientX, event.clientY);
    return {
      pointerId: event.pointerId,
      pointerType: toPointerType(event.pointerType),
      x,
      y,
      buttons: event.buttons & 0xff,
      modifiers: modifiersOf(event),
      pressure: Math.round(event.pressure * POSITION_MAX),
      movementX: event.movementX,
      movementY: event.movementY,
      coalesced: this.#passed(event).flatMap(place),
      ...contactOf(event),
    };
  }

  #on<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
    options: AddEventListenerOptions = {},
  ): void {
    this.#stage.addEventListener(type, listener, options);
  }
}

function modifiersOf(event: MouseEvent | KeyboardEvent): number {
  return (
    (event.shiftKey ? MODIFIER.shift : 0) |
    (event.ctrlKey ? MODIFIER.ctrl : 0) |
    (event.altKey ? MODIFIER.alt : 0) |
    (event.metaKey ? MODIFIER.meta : 0)
  );
}

/** What a finger or a pen tells beyond its place. */
function contactOf(event: PointerEvent): { readonly contact?: Contact } {
  if (event.pointerType === 'mouse') return {};
  const whole = (value: number, least: number, most: number): number =>
    Math.round(Math.max(least, Math.min(most, value))) || 0;
  return {
    contact: {
      width: whole(event.width * MOVEMENT_SCALE, 0, POSITION_MAX),
      height: whole(event.height * MOVEMENT_SCALE, 0, POSITION_MAX),
      tiltX: whole(event.tiltX, -90, 90),
      tiltY: whole(event.tiltY, -90, 90),
      twist: whole(event.twist, 0, 359),
      tangentialPressure: whole(event.tangentialPressure * AXIS_MAX, -AXIS_MAX, AXIS_MAX),
    },
  };
}

function toPointerType(type: string): PointerType {
  return POINTER_TYPES.find((known) => known === type) ?? 'mouse';
}

function clampDelta(delta: number): number {
  return Math.max(-100_000, Math.min(100_000, delta));
}

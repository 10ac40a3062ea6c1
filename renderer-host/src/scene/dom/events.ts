/**
 * DOM events that Node lacks, with the constructors of the standards (UI Events, Pointer Events, Touch Events, Gamepad)
 * and the fields that handlers of three.js applications read. They become the global `PointerEvent` and so on.
 *
 * The canvas is the whole page and nothing scrolls: client, page, offset and screen coordinates are one.
 */

interface Timed {
  /** Milliseconds of `performance.now()` when the input came; without it, when the event was made. */
  readonly at?: number;
}

export class HeadlessUIEvent extends Event {
  readonly detail: number;
  readonly view = null;
  readonly which: number = 0;
  readonly #at: number | undefined;

  constructor(type: string, init: UIEventInit & Timed = {}) {
    super(type, init);
    this.detail = init.detail ?? 0;
    this.#at = init.at;
  }

  override get timeStamp(): number {
    return this.#at ?? super.timeStamp;
  }
}

/** What mouse and key events share. */
abstract class ModifiedEvent extends HeadlessUIEvent {
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;

  constructor(type: string, init: EventModifierInit & Timed = {}) {
    super(type, init);
    this.ctrlKey = init.ctrlKey ?? false;
    this.shiftKey = init.shiftKey ?? false;
    this.altKey = init.altKey ?? false;
    this.metaKey = init.metaKey ?? false;
  }

  getModifierState(key: string): boolean {
    switch (key) {
      case 'Control':
        return this.ctrlKey;
      case 'Shift':
        return this.shiftKey;
      case 'Alt':
        return this.altKey;
      case 'Meta':
        return this.metaKey;
      default:
        return false;
    }
  }
}

export class HeadlessMouseEvent extends ModifiedEvent {
  readonly clientX: number;
  readonly clientY: number;
  readonly movementX: number;
  readonly movementY: number;
  readonly button: number;
  readonly buttons: number;
  readonly relatedTarget: EventTarget | null;

  constructor(type: string, init: MouseEventInit & Timed = {}) {
    super(type, init);
    this.clientX = init.clientX ?? 0;
    this.clientY = init.clientY ?? 0;
    this.movementX = init.movementX ?? 0;
    this.movementY = init.movementY ?? 0;
    this.button = init.button ?? 0;
    this.buttons = init.buttons ?? 0;
    this.relatedTarget = init.relatedTarget ?? null;
  }

  get x(): number {
    return this.clientX;
  }
  get y(): number {
    return this.clientY;
  }
  get pageX(): number {
    return this.clientX;
  }
  get pageY(): number {
    return this.clientY;
  }
  get offsetX(): number {
    return this.clientX;
  }
  get offsetY(): number {
    return this.clientY;
  }
  get screenX(): number {
    return this.clientX;
  }
  get screenY(): number {
    return this.clientY;
  }
}

export class HeadlessPointerEvent extends HeadlessMouseEvent {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly isPrimary: boolean;
  readonly pressure: number;
  readonly tangentialPressure: number;
  readonly tiltX: number;
  readonly tiltY: number;
  readonly twist: number;
  readonly width: number;
  readonly height: number;
  readonly #coalesced: readonly PointerEvent[];

  constructor(type: string, init: PointerEventInit & Timed = {}) {
    super(type, init);
    this.pointerId = init.pointerId ?? 0;
    this.pointerType = init.pointerType ?? '';
    this.isPrimary = init.isPrimary ?? false;
    this.pressure = init.pressure ?? 0;
    this.tangentialPressure = init.tangentialPressure ?? 0;
    this.tiltX = init.tiltX ?? 0;
    this.tiltY = init.tiltY ?? 0;
    this.twist = init.twist ?? 0;
    this.width = init.width ?? 1;
    this.height = init.height ?? 1;
    this.#coalesced = init.coalescedEvents ?? [];
  }

  /** Every position since the last event, oldest first. */
  getCoalescedEvents(): PointerEvent[] {
    return [...this.#coalesced];
  }

  getPredictedEvents(): PointerEvent[] {
    return [];
  }
}

export class HeadlessWheelEvent extends HeadlessMouseEvent {
  static readonly DOM_DELTA_PIXEL = 0;
  static readonly DOM_DELTA_LINE = 1;
  static readonly DOM_DELTA_PAGE = 2;
  readonly DOM_DELTA_PIXEL = 0;
  readonly DOM_DELTA_LINE = 1;
  readonly DOM_DELTA_PAGE = 2;
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaZ: number;
  readonly deltaMode: number;

  constructor(type: string, init: WheelEventInit & Timed = {}) {
    super(type, init);
    this.deltaX = init.deltaX ?? 0;
    this.deltaY = init.deltaY ?? 0;
    this.deltaZ = init.deltaZ ?? 0;
    this.deltaMode = init.deltaMode ?? 0;
  }
}

export class HeadlessKeyboardEvent extends ModifiedEvent {
  readonly code: string;
  readonly key: string;
  readonly location: number;
  readonly repeat: boolean;
  readonly isComposing: boolean;

  constructor(type: string, init: KeyboardEventInit & Timed = {}) {
    super(type, init);
    this.code = init.code ?? '';
    this.key = init.key ?? '';
    this.location = init.location ?? 0;
    this.repeat = init.repeat ?? false;
    this.isComposing = init.isComposing ?? false;
  }
}

export class HeadlessFocusEvent extends HeadlessUIEvent {
  readonly relatedTarget = null;
}

/** One finger, as the events that came before pointer events have it. */
export interface HeadlessTouch {
  readonly identifier: number;
  readonly target: EventTarget;
  readonly clientX: number;
  readonly clientY: number;
  readonly pageX: number;
  readonly pageY: number;
  readonly screenX: number;
  readonly screenY: number;
  readonly radiusX: number;
  readonly radiusY: number;
  readonly rotationAngle: number;
  readonly force: number;
}

/** Arrays that also answer `item()`. */
export class HeadlessTouchList extends Array<HeadlessTouch> {
  item(index: number): HeadlessTouch | null {
    return this[index] ?? null;
  }
}

export interface HeadlessTouchInit extends EventModifierInit {
  /** All on the screen; all of them are on the canvas. */
  readonly all?: readonly HeadlessTouch[];
  readonly changed?: readonly HeadlessTouch[];
}

export class HeadlessTouchEvent extends ModifiedEvent {
  readonly touches: HeadlessTouchList;
  readonly targetTouches: HeadlessTouchList;
  readonly changedTouches: HeadlessTouchList;

  constructor(type: string, init: HeadlessTouchInit & Timed = {}) {
    super(type, init);
    this.touches = HeadlessTouchList.from(init.all ?? []) as HeadlessTouchList;
    this.targetTouches = this.touches;
    this.changedTouches = HeadlessTouchList.from(init.changed ?? []) as HeadlessTouchList;
  }
}

export class HeadlessGamepadEvent extends Event {
  readonly gamepad: Gamepad;

  constructor(type: string, init: EventInit & { readonly gamepad: Gamepad }) {
    super(type, init);
    this.gamepad = init.gamepad;
  }
}

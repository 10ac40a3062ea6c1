/**
 * DOM events for the headless canvas: the fields that pointer, wheel and keyboard handlers of three.js applications
 * read. Node has `Event` and `EventTarget`; what it lacks is here, and bubbling (see dispatch.ts).
 */

export interface ModifierState {
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** An event whose target stays the canvas while the document's and the window's listeners are called. */
export class CanvasEvent extends Event {
  readonly #target: EventTarget;
  readonly #timeStamp: number;
  #stopped = false;

  constructor(type: string, target: EventTarget, init: EventInit = {}) {
    super(type, { bubbles: true, cancelable: true, composed: true, ...init });
    this.#target = target;
    this.#timeStamp = performance.now();
  }

  override get target(): EventTarget {
    return this.#target;
  }

  override get srcElement(): EventTarget {
    return this.#target;
  }

  override get timeStamp(): number {
    return this.#timeStamp;
  }

  /** A listener wants no further element to hear of it; `EventTarget` alone knows nothing of a tree. */
  get propagationStopped(): boolean {
    return this.#stopped;
  }

  override stopPropagation(): void {
    this.#stopped = true;
    super.stopPropagation();
  }

  override stopImmediatePropagation(): void {
    this.#stopped = true;
    super.stopImmediatePropagation();
  }

  get view(): null {
    return null;
  }
}

export interface MouseFields extends ModifierState {
  /** CSS pixels from the canvas's upper left corner, which is the page's as well. */
  readonly x: number;
  readonly y: number;
  readonly movementX: number;
  readonly movementY: number;
  readonly button: number;
  readonly buttons: number;
  readonly detail: number;
}

export class CanvasMouseEvent extends CanvasEvent implements ModifierState {
  readonly clientX: number;
  readonly clientY: number;
  readonly movementX: number;
  readonly movementY: number;
  readonly button: number;
  readonly buttons: number;
  readonly detail: number;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly relatedTarget = null;

  constructor(type: string, target: EventTarget, fields: MouseFields, init?: EventInit) {
    super(type, target, init);
    this.clientX = fields.x;
    this.clientY = fields.y;
    this.movementX = fields.movementX;
    this.movementY = fields.movementY;
    this.button = fields.button;
    this.buttons = fields.buttons;
    this.detail = fields.detail;
    this.ctrlKey = fields.ctrlKey;
    this.shiftKey = fields.shiftKey;
    this.altKey = fields.altKey;
    this.metaKey = fields.metaKey;
  }

  // The canvas is the whole page and nothing scrolls: all coordinate systems are one.
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

  getModifierState(key: string): boolean {
    return modifierState(this, key);
  }
}

export interface PointerFields extends MouseFields {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly isPrimary: boolean;
  /** 0..1 */
  readonly pressure: number;
}

export class CanvasPointerEvent extends CanvasMouseEvent {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly isPrimary: boolean;
  readonly pressure: number;
  readonly width = 1;
  readonly height = 1;
  readonly tiltX = 0;
  readonly tiltY = 0;
  readonly twist = 0;
  readonly tangentialPressure = 0;
  readonly #coalesced: readonly CanvasPointerEvent[];

  constructor(
    type: string,
    target: EventTarget,
    fields: PointerFields,
    coalesced: readonly CanvasPointerEvent[] = [],
    init?: EventInit,
  ) {
    super(type, target, fields, init);
    this.pointerId = fields.pointerId;
    this.pointerType = fields.pointerType;
    this.isPrimary = fields.isPrimary;
    this.pressure = fields.pressure;
    this.#coalesced = coalesced;
  }

  /** Every position since the last event, this one last. */
  getCoalescedEvents(): CanvasPointerEvent[] {
    return [...this.#coalesced, this];
  }

  getPredictedEvents(): CanvasPointerEvent[] {
    return [];
  }
}

export class CanvasWheelEvent extends CanvasMouseEvent {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaZ = 0;
  readonly deltaMode: number;

  constructor(
    target: EventTarget,
    fields: MouseFields,
    delta: { readonly deltaX: number; readonly deltaY: number; readonly deltaMode: number },
  ) {
    super('wheel', target, fields);
    this.deltaX = delta.deltaX;
    this.deltaY = delta.deltaY;
    this.deltaMode = delta.deltaMode;
  }
}

export interface KeyFields extends ModifierState {
  readonly code: string;
  readonly key: string;
  readonly location: number;
  readonly repeat: boolean;
}

export class CanvasKeyboardEvent extends CanvasEvent implements KeyFields {
  readonly code: string;
  readonly key: string;
  readonly location: number;
  readonly repeat: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing = false;

  constructor(type: 'keydown' | 'keyup', target: EventTarget, fields: KeyFields) {
    super(type, target);
    this.code = fields.code;
    this.key = fields.key;
    this.location = fields.location;
    this.repeat = fields.repeat;
    this.ctrlKey = fields.ctrlKey;
    this.shiftKey = fields.shiftKey;
    this.altKey = fields.altKey;
    this.metaKey = fields.metaKey;
  }

  getModifierState(key: string): boolean {
    return modifierState(this, key);
  }
}

/** `focus`, `blur` and whatever else carries nothing. */
export class CanvasSimpleEvent extends CanvasEvent {
  constructor(type: string, target: EventTarget, init?: EventInit) {
    super(type, target, { cancelable: false, ...init });
  }
}

function modifierState(event: ModifierState, key: string): boolean {
  switch (key) {
    case 'Control':
      return event.ctrlKey;
    case 'Shift':
      return event.shiftKey;
    case 'Alt':
      return event.altKey;
    case 'Meta':
      return event.metaKey;
    default:
      return false;
  }
}

/** The scene's wish for what fingers do, told to every page, and to each that comes later. */
import {
  encodeHostData,
  TOUCH_LIMITS,
  TOUCH_MODES,
  TOUCH_ZONES,
  type LaidControl,
  type TouchLayout,
  type TouchMode,
} from '@remote-view/protocol';
import type { SceneTouch, TouchControl } from '../sdk/touch.ts';

const MAX_CODE = 32;

export class Touch implements SceneTouch {
  readonly #send: (bytes: Uint8Array, viewer?: number) => void;
  readonly #heard = new Set<number>();
  #layout: readonly TouchControl[] = [];
  #wish: TouchLayout = { type: 'touch', mode: 'direct', controls: [] };
  #wished = false;

  constructor(send: (bytes: Uint8Array, viewer?: number) => void) {
    this.#send = send;
  }

  get mode(): TouchMode {
    return this.#wish.mode;
  }

  set mode(mode: TouchMode) {
    if (!TOUCH_MODES.includes(mode)) throw new TypeError(`"${mode}" is no touch mode.`);
    this.#tell({ ...this.#wish, mode });
  }

  get layout(): readonly TouchControl[] {
    return this.#layout;
  }

  set layout(layout: readonly TouchControl[]) {
    if (layout.length > TOUCH_LIMITS.controls) {
      throw new TypeError(`A touch layout is a list of at most ${TOUCH_LIMITS.controls} controls.`);
    }
    const controls = layout.map(toLaid);
    this.#layout = [...layout];
    this.#tell({ ...this.#wish, controls });
  }

  /** This viewer's page hears what is told from now on. */
  heard(viewer: number): void {
    if (this.#heard.has(viewer)) return;
    this.#heard.add(viewer);
    if (this.#wished) this.#send(encodeHostData(this.#wish), viewer);
  }

  gone(viewer: number): void {
    this.#heard.delete(viewer);
  }

  /** Viewers are numbered anew. */
  allGone(): void {
    this.#heard.clear();
  }

  #tell(wish: TouchLayout): void {
    this.#wish = wish;
    this.#wished = true;
    const bytes = encodeHostData(wish);
    for (const viewer of this.#heard) this.#send(bytes, viewer);
  }
}

/** @throws TypeError that says which control is wrong, and why */
function toLaid(control: TouchControl, index: number): LaidControl {
  const wrong = (problem: string): TypeError => new TypeError(`Control ${index} of the touch layout ${problem}.`);
  const { label, zone } = control;
  if (typeof label !== 'string' || label === '' || label.length > TOUCH_LIMITS.label) {
    throw wrong(`needs a label of at most ${TOUCH_LIMITS.label} characters`);
  }
  if (!TOUCH_ZONES.includes(zone)) throw wrong('is in no zone');
  const isCode = (code: unknown): code is string => typeof code === 'string' && code !== '' && code.length <= MAX_CODE;
  if (control.kind === 'stick') {
    const placed = { kind: 'stick', label, zone } as const;
    if ('stick' in control) {
      if (control.stick === 'left' || control.stick === 'right') return { ...placed, stick: control.stick, codes: [] };
      throw wrong('is neither the left nor the right stick');
    }
    if (!Array.isArray(control.keys) || control.keys.length !== 4 || !control.keys.every(isCode)) {
      throw wrong('needs four keys: up, left, down, right');
    }
    return { ...placed, stick: 'keys', codes: [...control.keys] };
  }
  if (control.kind !== 'button') throw wrong('is neither a stick nor a button');
  const placed = { kind: 'button', label, zone } as const;
  if ('key' in control) {
    if (isCode(control.key)) return { ...placed, button: null, code: control.key };
    throw wrong('has no key');
  }
  const { button } = control;
  if (Number.isInteger(button) && button >= 0 && button <= TOUCH_LIMITS.lastButton)
    return { ...placed, button, code: '' };
  throw wrong(`has no button of 0 to ${TOUCH_LIMITS.lastButton}`);
}

/**
 * Sticks and buttons over the picture: draws what the layout says, follows the fingers on them, and sends what virtual-pad.ts
 * makes of it. Moves of a stick go once a refresh, presses at once.
 */
import {
  MAX_GAMEPADS,
  modifiersOf,
  type LaidButton,
  type LaidControl,
  type LaidStick,
  type Right,
  type TouchZone,
} from '@remote-view/protocol';
import type { FingerTaker, InputCapture, InputSink } from '../input/capture.ts';
import { deflection, keyOfCode, VirtualPad, type PadChange } from './virtual-pad.ts';

/** Real gamepads take the first places. */
const PAD_INDEX = MAX_GAMEPADS - 1;
const PAD_ID = 'Remote View touch controls (STANDARD GAMEPAD)';
/** What a click without a finger holds a button for: a screen reader's, a switch's; ms. */
const CLICK = 100;
/** Share of a stick's half from which it is all the way out. */
const REACH = 0.62;
const MIRRORED: Readonly<Record<TouchZone, TouchZone>> = {
  left: 'right',
  right: 'left',
  'top-left': 'top-right',
  'top-right': 'top-left',
};

export class TouchControls implements FingerTaker {
  readonly #capture: InputCapture;
  readonly #pad: VirtualPad;
  readonly #zones: readonly HTMLElement[];
  /** Where sticks are that have moved since the last refresh, by control. */
  readonly #moved = new Map<number, { readonly x: number; readonly y: number }>();
  /** Codes that are down. */
  readonly #keys = new Set<string>();
  #frame = 0;
  #isPluggedIn = false;

  constructor(layer: HTMLElement, controls: readonly LaidControl[], isLeftHanded: boolean, capture: InputCapture) {
    this.#capture = capture;
    this.#pad = new VirtualPad(controls);
    const zones = new Map<TouchZone, HTMLElement>();
    for (const [index, control] of controls.entries()) {
      const name = isLeftHanded ? MIRRORED[control.zone] : control.zone;
      const zone = zones.get(name) ?? element('div', 'touch-zone', name);
      zones.set(name, zone);
      if (control.kind === 'stick') zone.prepend(this.#stick(index, control));
      else this.#group(zone).append(this.#button(index, control));
    }
    for (const group of [...zones.values()].flatMap((zone) => [...zone.querySelectorAll('.touch-buttons')])) {
      group.classList.add(`count-${group.childElementCount}`);
    }
    this.#zones = [...zones.values()];
    layer.append(...this.#zones);
  }

  /** Fingers beside the controls are the scene's own. */
  get takesFingers(): false {
    return false;
  }

  take(): void {}

  lock(): false {
    return false;
  }

  /** The host has let go of everything. */
  released(): void {
    this.#pad.forget();
    this.#keys.clear();
    this.#moved.clear();
    for (const zone of this.#zones) {
      for (const control of zone.querySelectorAll<HTMLElement>('.down')) lift(control);
    }
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    const rest = this.#pad.rest();
    const { link } = this.#capture;
    this.#send(this.#isPluggedIn ? rest : { ...rest, gamepad: null }, () => link);
    if (this.#isPluggedIn) {
      const gone = {
        index: PAD_INDEX,
        connected: false,
        id: PAD_ID,
        standard: true,
        axes: [],
        buttons: [],
        effects: 0,
      };
      link?.gamepad(gone);
    }
    for (const zone of this.#zones) zone.remove();
  }

  #group(zone: HTMLElement): Element {
    const known = zone.querySelector('.touch-buttons');
    if (known !== null) return known;
    const group = element('div', 'touch-buttons');
    zone.append(group);
    return group;
  }

  #button(index: number, { label }: LaidButton): HTMLElement {
    const button = element('button', 'touch-button');
    button.type = 'button';
    button.part.add('touch-button');
    button.textContent = label;
    if (label.length <= 2) button.classList.add('short');
    else if (label.length > 6) button.classList.add('long');
    const press = (isDown: boolean): void => {
      button.classList.toggle('down', isDown);
      this.#capture.begin();
      this.#send(this.#pad.button(index, isDown));
    };
    follow(button, { down: () => press(true), move: () => {}, up: () => press(false) });
    button.addEventListener('click', (event) => {
      if (event.detail !== 0 || button.classList.contains('down')) return;
      press(true);
      setTimeout(() => press(false), CLICK);
    });
    return button;
  }

  #stick(index: number, { label }: LaidStick): HTMLElement {
    const stick = element('div', 'touch-stick');
    stick.part.add('touch-stick');
    stick.setAttribute('role', 'img');
    stick.setAttribute('aria-label', label);
    stick.append(element('div', 'touch-thumb'));
    const pull = ({ clientX, clientY }: PointerEvent): void => {
      const { left, top, width, height } = stick.getBoundingClientRect();
      const at = deflection(clientX - left - width / 2, clientY - top - height / 2, (width / 2) * REACH);
      show(stick, at.x, at.y);
      this.#moved.set(index, at);
      this.#frame ||= requestAnimationFrame(() => this.#flush());
    };
    follow(stick, {
      down: (event) => {
        stick.classList.add('down');
        this.#capture.begin();
        pull(event);
      },
      move: pull,
      up: () => {
        lift(stick);
        this.#moved.set(index, { x: 0, y: 0 });
        this.#flush();
      },
    });
    return stick;
  }

  #flush(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const [index, { x, y }] of this.#moved) this.#send(this.#pad.stick(index, x, y));
    this.#moved.clear();
  }

  #send({ gamepad, pressed, released }: PadChange, sink: SinkFor = (right) => this.#capture.sink(right)): void {
    const pad = sink('gamepad');
    if (gamepad !== null && pad !== null) {
      this.#isPluggedIn = true;
      pad.gamepad({ index: PAD_INDEX, connected: true, id: PAD_ID, standard: true, ...gamepad, effects: 0 });
    }
    const keys = sink('keyboard');
    if (keys === null) return;
    const key = (action: 'down' | 'up', code: string): void => {
      if (action === 'up') this.#keys.delete(code);
      else this.#keys.add(code);
      keys.key({ action, ...keyOfCode(code), repeat: false, modifiers: modifiersOf([...this.#keys].map(keyOfCode)) });
    };
    for (const code of released) key('up', code);
    for (const code of pressed) key('down', code);
  }
}

type SinkFor = (right: Right) => InputSink | null;

interface Follower {
  down(event: PointerEvent): void;
  move(event: PointerEvent): void;
  up(): void;
}

/** One pointer at a time, wherever it goes. */
function follow(control: HTMLElement, { down, move, up }: Follower): void {
  let pointer: number | null = null;
  control.addEventListener('pointerdown', (event) => {
    if (pointer !== null || event.button !== 0) return;
    pointer = event.pointerId;
    control.setPointerCapture(pointer);
    down(event);
  });
  control.addEventListener('pointermove', (event) => {
    if (event.pointerId === pointer) move(event);
  });
  // Comes behind every up and cancel, and where the control is taken away.
  control.addEventListener('lostpointercapture', (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    up();
  });
  // The focus stays with the picture; a long press opens no menu.
  for (const type of ['mousedown', 'contextmenu'] as const) {
    control.addEventListener(type, (event) => event.preventDefault());
  }
}

function lift(control: HTMLElement): void {
  control.classList.remove('down');
  show(control, 0, 0);
}

function show(stick: HTMLElement, x: number, y: number): void {
  stick.style.setProperty('--_x', String(x));
  stick.style.setProperty('--_y', String(y));
}

function element<K extends 'div' | 'button'>(name: K, ...classes: string[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.classList.add(...classes);
  return made;
}

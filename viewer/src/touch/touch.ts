/** What fingers do where they are no plain pointers, fetched when a scene or a page first wants it. */
import type { LaidControl, TouchMode } from '@remote-view/protocol';
import type { Strings } from '../i18n/strings.ts';
import type { InputCapture } from '../input/capture.ts';
import { TouchControls } from './touch-controls.ts';
import { Trackpad } from './trackpad.ts';

export { styles } from './touch.styles.ts';

export interface TouchWish {
  readonly mode: TouchMode;
  /** Of `gamepad`; none for what every gamepad has. */
  readonly controls: readonly LaidControl[];
  readonly isLeftHanded: boolean;
}

export class Touch {
  readonly #stage: HTMLElement;
  readonly #capture: InputCapture;
  readonly #strings: () => Strings['touch'];
  readonly #layer = document.createElement('div');
  #wish = '';
  #taker: Trackpad | TouchControls | null = null;

  constructor(stage: HTMLElement, capture: InputCapture, strings: () => Strings['touch']) {
    this.#stage = stage;
    this.#capture = capture;
    this.#strings = strings;
    this.#layer.className = 'touch';
    this.#layer.part.add('touch');
    this.#layer.setAttribute('role', 'group');
  }

  lay(wish: TouchWish): void {
    const text = JSON.stringify(wish);
    if (text === this.#wish) return;
    this.#wish = text;
    this.#layer.setAttribute('aria-label', this.#strings().controls);
    this.#taker?.close();
    this.#taker = this.#make(wish);
    this.#capture.fingers = this.#taker;
    if (this.#taker === null) this.#layer.remove();
    else if (!this.#layer.isConnected) this.#stage.after(this.#layer);
  }

  #make({ mode, controls, isLeftHanded }: TouchWish): Trackpad | TouchControls | null {
    switch (mode) {
      case 'direct':
        return null;
      case 'trackpad':
        return new Trackpad(this.#layer, this.#stage, this.#capture);
      case 'gamepad': {
        const laid = controls.length > 0 ? controls : defaultLayout(this.#strings().stick);
        return new TouchControls(this.#layer, laid, isLeftHanded, this.#capture);
      }
      default:
        return mode satisfies never;
    }
  }
}

/** Where a scene says nothing: a stick and four buttons, as on a gamepad. */
function defaultLayout(stick: string): readonly LaidControl[] {
  const buttons = ['A', 'B', 'X', 'Y'].map(
    (label, button) => ({ kind: 'button', label, zone: 'right', button, code: '' }) as const,
  );
  return [{ kind: 'stick', label: stick, zone: 'left', stick: 'left', codes: [] }, ...buttons];
}

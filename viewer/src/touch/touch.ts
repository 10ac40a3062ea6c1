/** What fingers do where they are no plain pointers, fetched when a scene or a page first wants it. */
import type { LaidControl, Right, TouchMode } from '@remote-view/protocol';
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

export interface TouchContext {
  readonly capture: InputCapture;
  strings(): Strings['touch'];
  /** Page and token let the user do it. */
  may(right: Right): boolean;
}

export class Touch {
  readonly #stage: HTMLElement;
  readonly #context: TouchContext;
  readonly #layer = document.createElement('div');
  #wish = '';
  #taker: Trackpad | TouchControls | null = null;

  constructor(stage: HTMLElement, context: TouchContext) {
    this.#stage = stage;
    this.#context = context;
    this.#layer.className = 'touch';
    this.#layer.part.add('touch');
    this.#layer.setAttribute('role', 'group');
  }

  lay(wished: TouchWish): void {
    const wish = this.#isOfUse(wished.mode) ? wished : ({ ...wished, mode: 'direct' } as const);
    const text = JSON.stringify(wish);
    if (text === this.#wish) return;
    this.#wish = text;
    this.#layer.setAttribute('aria-label', this.#context.strings().controls);
    this.#taker?.close();
    this.#taker = this.#make(wish);
    this.#context.capture.fingers = this.#taker;
    if (this.#taker === null) this.#layer.remove();
    else if (!this.#layer.isConnected) this.#stage.after(this.#layer);
  }

  /** Nothing is drawn that would do nothing. */
  #isOfUse(mode: TouchMode): boolean {
    const { may } = this.#context;
    return mode === 'gamepad' ? may('gamepad') || may('keyboard') : may('pointer');
  }

  #make({ mode, controls, isLeftHanded }: TouchWish): Trackpad | TouchControls | null {
    const { capture, strings } = this.#context;
    switch (mode) {
      case 'direct':
        return null;
      case 'trackpad':
        return new Trackpad(this.#layer, this.#stage, capture);
      case 'gamepad': {
        const laid = controls.length > 0 ? controls : defaultLayout(strings().stick);
        return new TouchControls(this.#layer, laid, isLeftHanded, capture);
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

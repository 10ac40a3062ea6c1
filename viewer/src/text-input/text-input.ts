/**
 * The text field of the picture: while it has the focus, input methods and on-screen keyboards work, and what they do is told
 * to the scene. It is there for a scene that wants text and for a user who opens the keyboard, and it is never seen: the
 * scene shows the text. It is on the screen all the same, where the scene has its text, for the window of an input method
 * and so that a phone keeps the place above its keyboard.
 *
 * Phones open a keyboard only within a gesture. A scene's wish comes later than the tap that it answers: it is tried at once,
 * which Android takes, and again with each tap while the scene still wishes for text.
 */
import { POSITION_MAX, type TextBox, type TextFieldRequest } from '@remote-view/protocol';
import type { Box } from '../input/content-box.ts';
import type { TextSample } from '../input/encoder.ts';
import { hasOwnKey } from '../input/keyboard.ts';
import { FieldDiff, type FieldState } from './field-diff.ts';

export interface TextInputContext {
  /** Null while nobody listens or input is switched off. */
  sink(): { text(edit: TextSample): void } | null;
  /** The picture in the stage, as fractions of its sides. */
  place(): Box;
  /** Accessible name of the field. */
  label(): string;
  /** {@link TextInput.shown} or {@link TextInput.wanted} is another. */
  changed(): void;
}

const NOTHING_WANTED: TextFieldRequest = { type: 'textField', wanted: false, mode: 'text', value: '', box: [] };
/** Without a place: at the foot of the picture, as high as a line. */
const FOOT: Exclude<TextBox, readonly []> = [0, POSITION_MAX, POSITION_MAX, 0];
/** By script: a strict content security policy allows no style attributes. 16 px, or an iPhone zooms in. */
const UNSEEN = {
  position: 'absolute',
  boxSizing: 'border-box',
  margin: '0',
  border: '0',
  padding: '0',
  font: '16px/24px sans-serif',
  resize: 'none',
  overflow: 'hidden',
  whiteSpace: 'pre',
  opacity: '0',
  pointerEvents: 'none',
} as const;
/** CSS pixels. */
const LINE = 24;

export class TextInput {
  readonly #stage: HTMLElement;
  readonly #context: TextInputContext;
  readonly #field = document.createElement('textarea');
  #request = NOTHING_WANTED;
  #diff = new FieldDiff();
  /** What the input method says that it is composing. */
  #composed = '';

  /** @param stage the focusable element that the picture fills; the field is put into it */
  constructor(stage: HTMLElement, context: TextInputContext) {
    this.#stage = stage;
    this.#context = context;
    const attributes = { autocomplete: 'off', spellcheck: 'false', rows: '1', tabindex: '-1', class: 'text-field' };
    for (const [name, value] of Object.entries(attributes)) this.#field.setAttribute(name, value);
    Object.assign(this.#field.style, UNSEEN);
  }

  /** The scene wants text. */
  get wanted(): boolean {
    return this.#request.wanted;
  }

  /** It has the focus, and with it the keyboard of a phone. */
  get shown(): boolean {
    return this.#field.matches(':focus');
  }

  /** The scene wants text, or no more. */
  take(request: TextFieldRequest): void {
    const isAnother = request.value !== this.#request.value;
    this.#request = request;
    this.#context.changed();
    if (!request.wanted) return this.hide();
    // Not out of the page: a scene gets the keyboard when the user has given it to it.
    if (!this.#stage.matches(':focus-within')) return;
    if (!this.shown) return this.show();
    // A composition would be lost, and a text that only moved keeps what the keyboard knows of it.
    if (isAnother && !this.#diff.composing) this.#restart();
    this.#dress();
  }

  /** The scene is another, or nobody's any more. */
  forget(): void {
    this.take(NOTHING_WANTED);
  }

  /** Best called while a click or a tap is being handled. */
  show(): void {
    if (this.#context.sink() === null) return;
    if (!this.#field.isConnected) this.#stage.append(this.#field);
    this.#dress();
    // A phone's keyboard that the user closed opens with a new focus only.
    this.hide();
    this.#field.focus();
  }

  /** The keyboard closes; keys go to the scene as before. */
  hide(): void {
    if (this.shown) this.#stage.focus({ preventScroll: true });
  }

  /** @param signal ends it */
  listen(signal: AbortSignal): void {
    const on = <K extends keyof HTMLElementEventMap>(type: K, act: (event: HTMLElementEventMap[K]) => void): void =>
      this.#field.addEventListener(type, act, { signal });
    on('keydown', (event) => {
      this.#say(this.#diff.selected(this.#state));
      this.#diff.keyDown(hasOwnKey(event, true) ? event.key : null);
    });
    on('keyup', () => this.#selected());
    on('compositionstart', ({ data }) => {
      this.#say(this.#diff.compositionStarted(this.#state));
      this.#composed = data;
    });
    on('compositionupdate', ({ data }) => (this.#composed = data));
    on('compositionend', ({ data }) => {
      this.#composed = '';
      this.#say(this.#diff.compositionEnded(this.#state, data));
    });
    on('input', (event) => {
      // Safari takes a composition away before it commits it.
      if (event.inputType !== 'deleteCompositionText') {
        this.#say(this.#diff.changed(this.#state, this.#composed));
      }
    });
    on('focus', () => {
      this.#restart();
      this.#context.changed();
    });
    on('blur', () => this.#context.changed());
    // What is in the field is the scene's, and what is pasted is the clipboard's (`clipboard/`).
    for (const type of ['copy', 'cut', 'paste'] as const) on(type, (event) => event.preventDefault());
    // Some browsers tell it of the field, some of the document.
    on('selectionchange', () => this.#selected());
    document.addEventListener('selectionchange', () => this.#selected(), { signal });
    this.#stage.addEventListener('click', () => this.#request.wanted && this.show(), { signal });
    visualViewport?.addEventListener('resize', () => this.shown && this.#field.scrollIntoView({ block: 'nearest' }), {
      signal,
    });
  }

  get #state(): FieldState {
    const { value, selectionStart, selectionEnd } = this.#field;
    return { value, start: selectionStart, end: selectionEnd };
  }

  #selected(): void {
    if (this.shown) this.#say(this.#diff.selected(this.#state));
  }

  /** With what the scene has in front of its caret; what was typed before is the scene's. */
  #restart(): void {
    this.#diff = new FieldDiff(this.#request.value);
    this.#composed = '';
    this.#set(this.#diff.state);
  }

  #say(samples: readonly TextSample[]): void {
    for (const sample of samples) this.#context.sink()?.text(sample);
    const { correction } = this.#diff;
    if (correction !== null) this.#set(correction);
  }

  #set({ value, start, end }: FieldState): void {
    if (this.#field.value !== value) this.#field.value = value;
    this.#field.setSelectionRange(start, end);
  }

  #dress(): void {
    const { mode, box } = this.#request;
    this.#field.inputMode = mode;
    this.#field.autocapitalize = mode === 'text' ? 'sentences' : 'off';
    this.#field.ariaLabel = this.#context.label();
    const [x, y, width, height] = box.length === 0 ? FOOT : box;
    const picture = this.#context.place();
    const part = (start: number, side: number, at: number): string => `${(start + (at / POSITION_MAX) * side) * 100}%`;
    const lines = Math.max(LINE, (height / POSITION_MAX) * picture.height * this.#stage.clientHeight);
    Object.assign(this.#field.style, {
      left: part(picture.left, picture.width, x),
      top: `min(${part(picture.top, picture.height, y)}, 100% - ${lines}px)`,
      width: part(0, picture.width, width),
      height: `${lines}px`,
    });
  }
}

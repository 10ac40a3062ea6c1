/**
 * `<input>` and `<textarea>`, which nobody sees: libraries that draw text fields themselves give one the focus to be typed
 * into. While it has the focus, keys and text go to it instead of the canvas, and it keeps value and selection as a
 * browser does. Only fields of text; what else an `<input>` can be is kept and means nothing.
 */
import { HeadlessElement } from './element.ts';
import { HeadlessFocusEvent } from './events.ts';

/** Which field of a document has the focus. */
export class FieldFocus {
  #current: HeadlessTextField | null = null;
  /** The field that text is wanted for, or another text in it; null for none. */
  told: ((field: HeadlessTextField | null) => void) | undefined;

  get current(): HeadlessTextField | null {
    return this.#current;
  }

  move(field: HeadlessTextField | null): void {
    const before = this.#current;
    if (before === field) return;
    this.#current = field;
    if (before !== null) fire(before, 'blur', 'focusout');
    // A listener may have moved it on.
    if (field !== null && this.#current === field) fire(field, 'focus', 'focusin');
    this.told?.(this.#current);
  }

  /** A script has put another text into it. */
  changed(field: HeadlessTextField): void {
    if (this.#current === field) this.told?.(field);
  }
}

/** What is done to the text at the caret; counts are characters. */
export interface FieldEdit {
  readonly before?: number;
  readonly after?: number;
  readonly text?: string;
}

export class HeadlessTextField extends HeadlessElement {
  type = 'text';
  name = '';
  placeholder = '';
  inputMode = '';
  autocomplete = '';
  disabled = false;
  readOnly = false;
  selectionStart = 0;
  selectionEnd = 0;
  readonly selectionDirection = 'none';
  #value = '';

  get value(): string {
    return this.#value;
  }

  set value(value: string | number) {
    const text = String(value);
    if (text === this.#value) return;
    this.#value = text;
    this.setSelectionRange(text.length, text.length);
    this.ownerDocument.fieldFocus.changed(this);
  }

  setSelectionRange(start: number, end: number): void {
    const within = (at: number): number => Math.max(0, Math.min(this.#value.length, at));
    this.selectionEnd = within(end);
    this.selectionStart = Math.min(within(start), this.selectionEnd);
  }

  select(): void {
    this.setSelectionRange(0, this.#value.length);
  }

  override focus(): void {
    if (!this.disabled) this.ownerDocument.fieldFocus.move(this);
  }

  override blur(): void {
    if (this.ownerDocument.fieldFocus.current === this) this.ownerDocument.fieldFocus.move(null);
  }

  override remove(): void {
    this.blur();
    super.remove();
  }

  /** Characters; negative to the start. */
  moveBy(characters: number): void {
    if (characters === 0) return;
    const at = this.selectionEnd;
    const passed = characters < 0 ? this.#charactersBefore(at, -characters) : -this.#charactersAfter(at, characters);
    this.setSelectionRange(at - passed, at - passed);
  }

  /** What a browser does where nobody prevents it. A selection goes with the first of it. */
  edit({ before = 0, after = 0, text = '' }: FieldEdit): void {
    if (this.readOnly) return;
    const isRange = this.selectionStart < this.selectionEnd;
    const from = isRange ? this.selectionStart : this.selectionEnd - this.#charactersBefore(this.selectionEnd, before);
    const to = isRange ? this.selectionEnd : this.selectionEnd + this.#charactersAfter(this.selectionEnd, after);
    // An <input> has one line.
    const put = this.localName === 'input' ? text.replaceAll('\n', '') : text;
    this.#value = this.#value.slice(0, from) + put + this.#value.slice(to);
    this.setSelectionRange(from + put.length, from + put.length);
  }

  /** UTF-16 units of so many characters. */
  #charactersBefore(at: number, count: number): number {
    return count === 0 ? 0 : [...this.#value.slice(0, at)].slice(-count).join('').length;
  }

  #charactersAfter(at: number, count: number): number {
    return [...this.#value.slice(at)].slice(0, count).join('').length;
  }
}

function fire(field: HeadlessTextField, itself: string, around: string): void {
  field.dispatchEvent(new HeadlessFocusEvent(itself, { composed: true }));
  field.dispatchEvent(new HeadlessFocusEvent(around, { bubbles: true, composed: true }));
}

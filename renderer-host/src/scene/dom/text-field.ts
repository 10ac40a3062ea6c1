/**
 * `<input>` and `<textarea>`, which nobody sees: libraries that draw text fields themselves give one the focus to be typed
 * into. While it has the focus, keys and text go to it instead of the canvas, and it keeps value and selection as a
 * browser does. Only fields of text take any; what else an `<input>` can be is kept and means nothing.
 *
 * Viewers make a text no longer than `maxLength`, or {@link MAX_UNITS}: what goes beyond is left out. A script may.
 */
import { headOf, splitsCharacter } from '@remote-view/protocol';
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
  /** An input method is not done with it: as in browsers, the bound holds at its end. */
  readonly composing?: boolean;
}

/** UTF-16 units: as much as one paste. */
const MAX_UNITS = 65_536;
/** Types of `<input>` without a text that is typed (HTML, section 4.10.5.1). */
const WITHOUT_TEXT: ReadonlySet<string> = new Set([
  ...['hidden', 'range', 'color', 'checkbox', 'radio', 'file', 'submit', 'image', 'reset', 'button'],
]);

export class HeadlessTextField extends HeadlessElement {
  type = 'text';
  name = '';
  placeholder = '';
  inputMode = '';
  autocomplete = '';
  disabled = false;
  readOnly = false;
  /** UTF-16 units that a viewer may make the text; negative for no limit of the scene. */
  maxLength = -1;
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

  /** What viewers type goes into it. */
  get takesText(): boolean {
    return !this.readOnly && (this.localName === 'textarea' || !WITHOUT_TEXT.has(this.type));
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
    const at =
      characters < 0 ? this.#before(this.selectionEnd, -characters) : this.#after(this.selectionEnd, characters);
    this.setSelectionRange(at, at);
  }

  /** What a browser does where nobody prevents it. A selection goes with the first of it. */
  edit({ before = 0, after = 0, text = '', composing = false }: FieldEdit): void {
    if (!this.takesText) return;
    const isRange = this.selectionStart < this.selectionEnd;
    const from = isRange ? this.selectionStart : this.#before(this.selectionEnd, before);
    const to = isRange ? this.selectionEnd : this.#after(this.selectionEnd, after);
    const kept = this.#value.length - (to - from);
    // An <input> has one line.
    const line = this.localName === 'input' ? text.replaceAll('\n', '') : text;
    const put = composing ? line : headOf(line, Math.max(0, this.#bound - kept));
    this.#value = this.#value.slice(0, from) + put + this.#value.slice(to);
    this.setSelectionRange(from + put.length, from + put.length);
  }

  /** A composition of so many characters is done: what is too much of it goes. */
  composed(characters: number): void {
    const start = this.#before(this.selectionEnd, characters);
    if (this.#value.length > this.#bound)
      this.edit({ before: characters, text: this.#value.slice(start, this.selectionEnd) });
  }

  get #bound(): number {
    return this.maxLength < 0 ? MAX_UNITS : Math.min(this.maxLength, MAX_UNITS);
  }

  /** Where so many characters in front of `at` begin: unit by unit, for the text may be long and an edit has many steps. */
  #before(at: number, count: number): number {
    let start = at;
    for (let left = count; left > 0 && start > 0; left--) start -= splitsCharacter(this.#value, start - 1) ? 2 : 1;
    return start;
  }

  /** Where so many characters behind `at` end. */
  #after(at: number, count: number): number {
    let end = at;
    for (let left = count; left > 0 && end < this.#value.length; left--)
      end += splitsCharacter(this.#value, end + 1) ? 2 : 1;
    return end;
  }
}

function fire(field: HeadlessTextField, itself: string, around: string): void {
  field.dispatchEvent(new HeadlessFocusEvent(itself, { composed: true }));
  field.dispatchEvent(new HeadlessFocusEvent(around, { bubbles: true, composed: true }));
}

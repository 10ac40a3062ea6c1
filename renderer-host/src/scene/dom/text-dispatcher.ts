/**
 * What a viewer's keyboard, input method and clipboard do to text, as the events that a browser has for an editable
 * element: on the canvas, or on the text field that the scene has given the focus.
 *
 * Scenes that only know keys get them too: a character that no key was pressed for comes as `keydown` and `keyup` with that
 * `key`, those of a composition once it is committed. Each `input` event can be applied without knowing ranges: what is
 * replaced goes first, a `deleteContentBackward` or `deleteContentForward` for each character.
 */
import { ClipboardAssembler, type PageClipboard, type TextEdit } from '@remote-view/protocol';
import type { TextChange } from '../sdk/text.ts';
import type { HeadlessCanvas } from './canvas.ts';
import type { HeadlessElement } from './element.ts';
import { HeadlessKeyboardEvent } from './events.ts';
import {
  HeadlessClipboardEvent,
  HeadlessCompositionEvent,
  HeadlessDataTransfer,
  HeadlessInputEvent,
} from './text-events.ts';
import type { FieldEdit } from './text-field.ts';

export interface TextHandlers {
  changed(change: TextChange): void;
  /** The scene put something into the clipboard of a `copy` or a `cut`. */
  copied(viewer: number, text: string): void;
}

/** Of each viewer. */
interface ViewerText {
  /** Undefined while nothing is being composed. */
  composition: string | undefined;
  readonly paste: ClipboardAssembler;
}

/** A key that is pressed and let go in one: nobody held it. */
interface Stroke {
  readonly key: string;
  readonly code: string;
}

type InputType =
  | 'insertText'
  | 'insertLineBreak'
  | 'insertCompositionText'
  | 'insertFromPaste'
  | 'deleteContentBackward'
  | 'deleteContentForward';

/** Characters of one edit that come as keys; the rest of a longer one is in the text events alone. */
const MAX_STROKES = 256;
const BUBBLING = { bubbles: true, composed: true } as const;
const BACKSPACE = named('Backspace');
const DELETE = named('Delete');
const ENTER = named('Enter');
const LEFT = named('ArrowLeft');
const RIGHT = named('ArrowRight');

export class TextDispatcher {
  readonly #canvas: HeadlessCanvas;
  readonly #viewers = new Map<number, ViewerText>();
  handlers: TextHandlers | undefined;

  constructor(canvas: HeadlessCanvas) {
    this.#canvas = canvas;
  }

  /** @param at milliseconds of `performance.now()` */
  edit(viewer: number, edit: TextEdit, at: number): void {
    const state = this.#state(viewer);
    const { action, caret, before, after, text, keyed } = edit;
    if (action === 'compose' && state.composition === undefined) {
      state.composition = '';
      this.#compose('compositionstart', '', at);
    }
    const strokes = !keyed;
    for (let moved = 0; moved < Math.abs(caret); moved++) this.#stroke(caret < 0 ? LEFT : RIGHT, strokes, at);
    this.#canvas.ownerDocument.fieldFocus.current?.moveBy(caret);
    for (let gone = 0; gone < before; gone++) {
      this.#stroke(BACKSPACE, strokes, at, () => this.#input('deleteContentBackward', null, { before: 1 }, at));
    }
    for (let gone = 0; gone < after; gone++) {
      this.#stroke(DELETE, strokes, at, () => this.#input('deleteContentForward', null, { after: 1 }, at));
    }
    if (action === 'insert') this.#insert(text, strokes, at);
    else this.#composed(state, text, action === 'commit', strokes, at);
    const composition = state.composition ?? '';
    const typed = action === 'compose' ? '' : text;
    this.handlers?.changed({ viewer, caret, before, after, text: typed, composition });
  }

  clipboard(viewer: number, message: PageClipboard, at: number): void {
    switch (message.use) {
      case 'paste': {
        const text = this.#state(viewer).paste.take(message);
        if (text !== undefined) this.#paste(viewer, text, at);
        return;
      }
      case 'copy':
      case 'cut': {
        const clipboardData = new HeadlessDataTransfer();
        const text = this.#clip(message.use, clipboardData) ? '' : clipboardData.getData('text/plain');
        if (text !== '') this.handlers?.copied(viewer, text);
        return;
      }
      case 'text':
      case 'written':
      case 'refused':
        return;
      default:
        message.use satisfies never;
    }
  }

  /** The viewer lost the focus or is gone: what it was composing comes to nothing. */
  end(viewer: number, at: number): void {
    const state = this.#viewers.get(viewer);
    this.#viewers.delete(viewer);
    if (state?.composition === undefined) return;
    this.#composed(state, '', true, false, at);
    this.handlers?.changed({ viewer, caret: 0, before: 0, after: 0, text: '', composition: '' });
  }

  get #target(): HeadlessElement {
    return this.#canvas.ownerDocument.keyTarget;
  }

  #state(viewer: number): ViewerText {
    let state = this.#viewers.get(viewer);
    if (state === undefined) {
      state = { composition: undefined, paste: new ClipboardAssembler() };
      this.#viewers.set(viewer, state);
    }
    return state;
  }

  #composed(state: ViewerText, text: string, ends: boolean, strokes: boolean, at: number): void {
    // An input method that commits at once never composed: it inserts.
    if (state.composition === undefined) return this.#insert(text, strokes, at);
    if (state.composition !== text) {
      const edit = { before: [...state.composition].length, text };
      this.#input('insertCompositionText', text, edit, at, () => this.#compose('compositionupdate', text, at));
      state.composition = text;
    }
    if (!ends) return;
    state.composition = undefined;
    this.#compose('compositionend', text, at);
    for (const key of [...text].slice(0, MAX_STROKES)) this.#stroke(keyOf(key), strokes, at);
  }

  #insert(text: string, strokes: boolean, at: number): void {
    // As the browsers have it: line breaks are edits of their own.
    for (const line of text.split(/(\n)/u)) {
      const last = [...line].at(-1);
      if (last === undefined) continue;
      for (const key of [...line].slice(0, -1).slice(0, MAX_STROKES)) this.#stroke(keyOf(key), strokes, at);
      this.#stroke(keyOf(last), strokes, at, () => {
        if (line === '\n') this.#input('insertLineBreak', null, { text: line }, at);
        else this.#input('insertText', line, { text: line }, at);
      });
    }
  }

  #paste(viewer: number, text: string, at: number): void {
    const clipboardData = new HeadlessDataTransfer();
    clipboardData.setData('text/plain', text);
    if (!this.#clip('paste', clipboardData)) return;
    this.#input('insertFromPaste', text, { text }, at);
    const composition = this.#state(viewer).composition ?? '';
    this.handlers?.changed({ viewer, caret: 0, before: 0, after: 0, text, composition });
  }

  /** @returns false where a listener prevented the default */
  #clip(type: 'copy' | 'cut' | 'paste', clipboardData: HeadlessDataTransfer): boolean {
    return this.#target.dispatchEvent(
      new HeadlessClipboardEvent(type, { ...BUBBLING, cancelable: true, clipboardData }),
    );
  }

  #compose(type: 'compositionstart' | 'compositionupdate' | 'compositionend', data: string, at: number): void {
    this.#target.dispatchEvent(new HeadlessCompositionEvent(type, { ...BUBBLING, data, at }));
  }

  /**
   * @param edit what it does to a text field
   * @param composed tells of a composition: behind `beforeinput`, which nobody can prevent then
   */
  #input(inputType: InputType, data: string | null, edit: FieldEdit, at: number, composed?: () => void): void {
    const isComposing = composed !== undefined;
    const init = { ...BUBBLING, inputType, data, isComposing, at };
    // An input method's text is there whatever a page says (Input Events, section 5.1.2).
    const goes = this.#target.dispatchEvent(
      new HeadlessInputEvent('beforeinput', { ...init, cancelable: !isComposing }),
    );
    composed?.();
    if (!goes) return;
    this.#canvas.ownerDocument.fieldFocus.current?.edit(edit);
    this.#target.dispatchEvent(new HeadlessInputEvent('input', init));
  }

  /** @param strokes false where a key has told of it already */
  #stroke(stroke: Stroke, strokes: boolean, at: number, between?: () => void): void {
    if (strokes) this.#key('keydown', stroke, at);
    between?.();
    if (strokes) this.#key('keyup', stroke, at);
  }

  #key(type: 'keydown' | 'keyup', stroke: Stroke, at: number): void {
    this.#target.dispatchEvent(new HeadlessKeyboardEvent(type, { ...BUBBLING, cancelable: true, ...stroke, at }));
  }
}

function named(name: string): Stroke {
  return { key: name, code: name };
}

/** A character that comes without a key has no place on a keyboard. */
function keyOf(character: string): Stroke {
  return character === '\n' ? ENTER : { key: character, code: '' };
}

/**
 * What a viewer's keyboard, input method and clipboard do to text, as the events that a browser has for an editable
 * element: on the canvas, or on the text field that the scene has given the focus.
 *
 * Scenes that only know keys get them too: a character that no key was pressed for comes as `keydown` and `keyup` with that
 * `key`, those of a composition once it is committed. Each `input` event can be applied without knowing ranges: what is
 * replaced goes first, a `deleteContentBackward` or `deleteContentForward` for each character. As in a browser, a key whose
 * `keydown` is prevented does nothing to the text.
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
  /** A listener prevented the default of its last key. */
  prevented: boolean;
}

/** A key that is pressed and let go in one: nobody held it. */
interface Stroke {
  readonly key: string;
  readonly code: string;
}

/** How an edit is made. */
interface Typing {
  /** Its characters come as keys; false where a key has told of it already. */
  readonly strokes: boolean;
  /** No listener prevented that key. */
  readonly goes: boolean;
  /** Milliseconds of `performance.now()`. */
  readonly at: number;
}

type InputType =
  | 'insertText'
  | 'insertLineBreak'
  | 'insertCompositionText'
  | 'insertFromPaste'
  | 'deleteContentBackward'
  | 'deleteContentForward';

/** Characters of one insertion that come as keys; the rest of a longer one is in the text events alone. */
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

  /** A key of this viewer went down; what text comes of it is told as an edit. @param prevented by a listener */
  keyDown(viewer: number, prevented: boolean): void {
    this.#state(viewer).prevented = prevented;
  }

  /** @param at milliseconds of `performance.now()` */
  edit(viewer: number, edit: TextEdit, at: number): void {
    const state = this.#state(viewer);
    const { action, caret, before, after, text, keyed } = edit;
    if (action === 'compose' && state.composition === undefined) {
      state.composition = '';
      this.#compose('compositionstart', '', at);
    }
    const typing: Typing = { strokes: !keyed, goes: !(keyed && state.prevented), at };
    const [arrow, step] = caret < 0 ? [LEFT, -1] : [RIGHT, 1];
    for (let moved = 0; moved < Math.abs(caret); moved++) {
      this.#stroke(arrow, typing, () => this.#canvas.ownerDocument.fieldFocus.current?.moveBy(step));
    }
    for (let gone = 0; gone < before; gone++) {
      this.#stroke(BACKSPACE, typing, () => this.#input('deleteContentBackward', null, { before: 1 }, at));
    }
    for (let gone = 0; gone < after; gone++) {
      this.#stroke(DELETE, typing, () => this.#input('deleteContentForward', null, { after: 1 }, at));
    }
    if (action === 'insert') this.#insert(text, typing);
    else this.#composed(state, text, action === 'commit', typing);
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
    this.#composed(state, '', true, { strokes: false, goes: true, at });
    this.handlers?.changed({ viewer, caret: 0, before: 0, after: 0, text: '', composition: '' });
  }

  get #target(): HeadlessElement {
    return this.#canvas.ownerDocument.keyTarget;
  }

  #state(viewer: number): ViewerText {
    let state = this.#viewers.get(viewer);
    if (state === undefined) {
      state = { composition: undefined, paste: new ClipboardAssembler(), prevented: false };
      this.#viewers.set(viewer, state);
    }
    return state;
  }

  #composed(state: ViewerText, text: string, ends: boolean, typing: Typing): void {
    // An input method that commits at once never composed: it inserts.
    if (state.composition === undefined) return this.#insert(text, typing);
    const { at } = typing;
    if (state.composition !== text) {
      const edit = { before: [...state.composition].length, text, composing: true };
      this.#input('insertCompositionText', text, edit, at, () => this.#compose('compositionupdate', text, at));
      state.composition = text;
    }
    if (!ends) return;
    state.composition = undefined;
    const characters = [...text];
    this.#canvas.ownerDocument.fieldFocus.current?.composed(characters.length);
    this.#compose('compositionend', text, at);
    for (const key of characters.slice(0, MAX_STROKES)) this.#stroke(keyOf(key), typing);
  }

  #insert(text: string, typing: Typing): void {
    let strokes = typing.strokes ? MAX_STROKES : 0;
    // As the browsers have it: line breaks are edits of their own.
    for (const line of text.split(/(\n)/u)) {
      const characters = [...line];
      let kept = '';
      characters.forEach((character, index) => {
        const one: Typing = { ...typing, strokes: strokes-- > 0 };
        const isLast = index === characters.length - 1;
        this.#stroke(
          keyOf(character),
          one,
          () => (kept += character),
          () => isLast && this.#inserted(kept, typing.at),
        );
      });
    }
  }

  #inserted(text: string, at: number): void {
    if (text === '\n') this.#input('insertLineBreak', null, { text }, at);
    else if (text !== '') this.#input('insertText', text, { text }, at);
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

  /**
   * @param does what the key does, unless a listener prevents it
   * @param then what follows before the key is let go in any case
   */
  #stroke(stroke: Stroke, { strokes, goes, at }: Typing, does?: () => void, then?: () => void): void {
    const isTaken = strokes ? this.#key('keydown', stroke, at) : goes;
    if (isTaken) does?.();
    then?.();
    if (strokes) this.#key('keyup', stroke, at);
  }

  /** @returns false where a listener prevented the default */
  #key(type: 'keydown' | 'keyup', stroke: Stroke, at: number): boolean {
    const init = { ...BUBBLING, cancelable: true, ...stroke, at };
    return this.#target.dispatchEvent(new HeadlessKeyboardEvent(type, init));
  }
}

function named(name: string): Stroke {
  return { key: name, code: name };
}

/** A character that comes without a key has no place on a keyboard. */
function keyOf(character: string): Stroke {
  return character === '\n' ? ENTER : { key: character, code: '' };
}

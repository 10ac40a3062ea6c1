/**
 * Decides what happens to a key: does the scene get it, does the browser, does the capture begin or end?
 *
 * A view in a page must not be a keyboard trap (WCAG 2.1.2). So keys go to the scene only while the keyboard is captured:
 * it begins with a click or Enter, and ends with Escape pressed twice, with Ctrl+Alt+Shift+Z, or when the focus goes.
 * Outside of it Tab, arrows and everything else do what they do on any page. That holds in fullscreen as well, where the
 * system's keys may be locked: then the scene gets those of the browser too, and the ways out stay ours.
 *
 * What an input method does with keys is text (`text-input/`), and none of them is sent. In a text field keys that make
 * text or edit it go both ways: the scene gets the key, and the browser makes text of it.
 */
import { MODIFIER, type Millis } from '@remote-view/protocol';

export interface KeyStroke {
  readonly code: string;
  readonly key: string;
  /** Bit set of MODIFIER. */
  readonly modifiers: number;
  readonly repeat: boolean;
  /** An input method or an on-screen keyboard has it: what comes of it is text. */
  readonly composing: boolean;
  /** It goes into a text field. */
  readonly editing: boolean;
}

export interface KeyDecision {
  /** The scene gets it. */
  readonly send: boolean;
  /** The browser does not act on it. */
  readonly prevent: boolean;
  readonly capture?: 'begin' | 'end';
}

const IGNORE: KeyDecision = { send: false, prevent: false };
const TAKE: KeyDecision = { send: true, prevent: true };
const SHARE: KeyDecision = { send: true, prevent: false };

/** Two presses of Escape within this time end the capture. */
const ESCAPE_TWICE: Millis = 600;
/** Longest `code` and `key` that the protocol carries. */
const MAX_NAME = 32;

/** With Ctrl these belong to the browser: tabs, windows, reload, address bar, print, zoom. */
const BROWSER_KEYS_WITH_CTRL = new Set(['r', 't', 'w', 'l', 'n', 'p', 'tab', 'pageup', 'pagedown', '+', '-', '=', '0']);
const BROWSER_KEYS = new Set(['F5', 'F11', 'F12']);
/** The browser makes an event of the clipboard of these. */
const CLIPBOARD_KEYS_WITH_CTRL = new Set(['c', 'x', 'v']);
/** Keys without a character that change a text field or move in it. */
const EDITING_KEYS = new Set([
  ...['Backspace', 'Delete', 'Enter', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Dead'],
]);

export class Keyboard {
  /** The browser has left the keys of system and browser to the page. */
  locked = false;
  #captured = false;
  #escapeAt: Millis = -Infinity;
  /** Codes that the scene believes to be down; bounded by the keys of a keyboard, emptied when the capture ends. */
  readonly #down = new Set<string>();

  get captured(): boolean {
    return this.#captured;
  }

  begin(): void {
    this.#captured = true;
  }

  /** Also forgets what is down: the host releases it all. */
  end(): void {
    this.#captured = false;
    this.#escapeAt = -Infinity;
    this.#down.clear();
  }

  keyDown(stroke: KeyStroke, now: Millis): KeyDecision {
    if (!this.#captured) {
      const begins = stroke.key === 'Enter' && stroke.modifiers === 0 && !stroke.repeat;
      return begins ? { send: false, prevent: true, capture: 'begin' } : IGNORE;
    }
    if (isWayOut(stroke)) return { send: false, prevent: true, capture: 'end' };
    if (stroke.composing || this.#isBrowserShortcut(stroke) || !fitsProtocol(stroke)) return IGNORE;
    if (stroke.key === 'Escape' && !stroke.repeat) {
      if (now - this.#escapeAt <= ESCAPE_TWICE) return { send: false, prevent: true, capture: 'end' };
      this.#escapeAt = now;
    } else if (stroke.key !== 'Escape') {
      this.#escapeAt = -Infinity;
    }
    this.#down.add(stroke.code);
    return isForClipboard(stroke) || (stroke.editing && makesText(stroke)) ? SHARE : TAKE;
  }

  keyUp(stroke: KeyStroke): KeyDecision {
    // A release without its press belongs to something else: the Enter that began the capture, say.
    return this.#down.delete(stroke.code) ? TAKE : IGNORE;
  }

  #isBrowserShortcut({ key, modifiers }: KeyStroke): boolean {
    // macOS sends no keyup for keys pressed while Command is held: taking them would leave them stuck.
    if ((modifiers & MODIFIER.meta) !== 0) return true;
    if (this.locked) return false;
    return BROWSER_KEYS.has(key) || (isWithCtrl(modifiers) && BROWSER_KEYS_WITH_CTRL.has(key.toLowerCase()));
  }
}

/**
 * Reads a key event. A key that AltGraph changes is held without Ctrl and Alt, which Windows reports with it: it types, and is
 * no shortcut. A phone's key has no place on a keyboard (`code`), Windows says `Process`, and every browser 229.
 * @param modifiers as the event says
 * @param editing it goes into a text field
 */
export function keyStroke(event: KeyboardEvent, modifiers: number, editing: boolean): KeyStroke {
  const { code, key, repeat } = event;
  const typed = event.getModifierState('AltGraph') ? modifiers & ~(MODIFIER.ctrl | MODIFIER.alt) : modifiers;
  return { code, key, repeat, modifiers: typed, composing: !hasOwnKey(event, editing), editing };
}

/** Whether a key is one for the scene; in a text field everything else ends as text. */
export function hasOwnKey({ code, key, keyCode, isComposing }: KeyEventNames, editing: boolean): boolean {
  if (isComposing || keyCode === INPUT_METHOD || key === 'Process' || key === 'Unidentified') return false;
  return !editing || code !== '';
}

/** What a `KeyboardEvent` says of its key. */
interface KeyEventNames {
  readonly code: string;
  readonly key: string;
  /** An old way to name keys, and in Safari the only one to tell those of an input method. */
  readonly keyCode: number;
  readonly isComposing: boolean;
}

/** `keyCode` of whatever an input method takes (UI Events, section 8.3.2). Safari says no other word of it. */
const INPUT_METHOD = 229;

function isWayOut({ code, key, modifiers }: KeyStroke): boolean {
  const chord = MODIFIER.ctrl | MODIFIER.alt | MODIFIER.shift;
  // By name where the layout says so, else by place: with Alt held some layouts type another letter.
  return modifiers === chord && (key.toLowerCase() === 'z' || code === 'KeyZ');
}

/** Ctrl with Alt is AltGraph on some keyboards. */
function isWithCtrl(modifiers: number): boolean {
  return (modifiers & MODIFIER.ctrl) !== 0 && (modifiers & MODIFIER.alt) === 0;
}

function isForClipboard({ key, modifiers }: KeyStroke): boolean {
  if (key === 'Insert') return (modifiers & (MODIFIER.ctrl | MODIFIER.shift)) !== 0;
  return isWithCtrl(modifiers) && CLIPBOARD_KEYS_WITH_CTRL.has(key.toLowerCase());
}

/** A field would undo, or select all of itself, with Ctrl: the scene does that. */
function makesText({ key, modifiers }: KeyStroke): boolean {
  if (EDITING_KEYS.has(key)) return true;
  return [...key].length === 1 && !isWithCtrl(modifiers);
}

function fitsProtocol({ code, key }: KeyStroke): boolean {
  return code.length <= MAX_NAME && key.length <= MAX_NAME;
}

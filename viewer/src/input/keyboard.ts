/**
 * Decides what happens to a key: does the scene get it, does the browser, does the capture begin or end?
 *
 * A view in a page must not be a keyboard trap (WCAG 2.1.2). So keys go to the scene only while the keyboard is captured:
 * it begins with a click or Enter, and ends with Escape pressed twice, with Ctrl+Alt+Shift+Z, or when the focus goes.
 * Outside of it Tab, arrows and everything else do what they do on any page.
 */
import { MODIFIER, type Millis } from '@remote-view/protocol';

export interface KeyStroke {
  readonly code: string;
  readonly key: string;
  /** Bit set of MODIFIER. */
  readonly modifiers: number;
  readonly repeat: boolean;
  /** Part of an input method's composition. */
  readonly composing: boolean;
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

/** Two presses of Escape within this time end the capture. */
const ESCAPE_TWICE: Millis = 600;
/** Longest `code` and `key` that the protocol carries. */
const MAX_NAME = 32;

/** With Ctrl these belong to the browser: tabs, windows, reload, address bar, print, zoom. */
const BROWSER_KEYS_WITH_CTRL = new Set(['r', 't', 'w', 'l', 'n', 'p', 'tab', 'pageup', 'pagedown', '+', '-', '=', '0']);
const BROWSER_KEYS = new Set(['F5', 'F11', 'F12']);

export class Keyboard {
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
    if (stroke.composing || isBrowserShortcut(stroke) || !fitsProtocol(stroke)) return IGNORE;
    if (stroke.key === 'Escape' && !stroke.repeat) {
      if (now - this.#escapeAt <= ESCAPE_TWICE) return { send: false, prevent: true, capture: 'end' };
      this.#escapeAt = now;
    } else if (stroke.key !== 'Escape') {
      this.#escapeAt = -Infinity;
    }
    this.#down.add(stroke.code);
    return TAKE;
  }

  keyUp(stroke: KeyStroke): KeyDecision {
    // A release without its press belongs to something else: the Enter that began the capture, say.
    return this.#down.delete(stroke.code) ? TAKE : IGNORE;
  }
}

function isWayOut({ code, key, modifiers }: KeyStroke): boolean {
  const chord = MODIFIER.ctrl | MODIFIER.alt | MODIFIER.shift;
  // By name where the layout says so, else by place: with Alt held some layouts type another letter.
  return modifiers === chord && (key.toLowerCase() === 'z' || code === 'KeyZ');
}

function isBrowserShortcut({ key, modifiers }: KeyStroke): boolean {
  if (BROWSER_KEYS.has(key)) return true;
  // macOS sends no keyup for keys pressed while Command is held: taking them would leave them stuck.
  if ((modifiers & MODIFIER.meta) !== 0) return true;
  const ctrlOnly = (modifiers & MODIFIER.ctrl) !== 0 && (modifiers & MODIFIER.alt) === 0;
  return ctrlOnly && BROWSER_KEYS_WITH_CTRL.has(key.toLowerCase());
}

function fitsProtocol({ code, key }: KeyStroke): boolean {
  return code.length <= MAX_NAME && key.length <= MAX_NAME;
}

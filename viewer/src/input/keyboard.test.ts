import { MODIFIER } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { hasOwnKey, Keyboard, keyStroke, type KeyStroke } from './keyboard.ts';

const { ctrl, alt, shift, meta } = MODIFIER;

function stroke(key: string, modifiers = 0, overrides: Partial<KeyStroke> = {}): KeyStroke {
  const code = /^[a-z]$/iu.test(key) ? `Key${key.toUpperCase()}` : key;
  return { code, key, modifiers, repeat: false, composing: false, editing: false, ...overrides };
}

function captured(): Keyboard {
  const keyboard = new Keyboard();
  keyboard.begin();
  return keyboard;
}

const ignored = { send: false, prevent: false };
const taken = { send: true, prevent: true };
const shared = { send: true, prevent: false };
const leaves = { send: false, prevent: true, capture: 'end' };

describe('a keyboard that is not captured', () => {
  it.each(['Tab', 'ArrowDown', ' ', 'w', 'Escape'])('leaves %j to the page', (key) => {
    expect(new Keyboard().keyDown(stroke(key), 0)).toEqual(ignored);
  });

  it('is captured by Enter, and the scene sees neither its press nor its release', () => {
    const keyboard = new Keyboard();
    expect(keyboard.keyDown(stroke('Enter'), 0)).toEqual({ send: false, prevent: true, capture: 'begin' });
    keyboard.begin();
    expect(keyboard.keyUp(stroke('Enter'))).toEqual(ignored);
  });
});

describe('a captured keyboard', () => {
  it.each(['Tab', 'ArrowDown', ' ', 'w', 'Enter', 'F1'])('sends %j to the scene', (key) => {
    const keyboard = captured();
    expect(keyboard.keyDown(stroke(key), 0)).toEqual(taken);
    expect(keyboard.keyUp(stroke(key))).toEqual(taken);
  });

  it.each([
    ['Ctrl+R', stroke('r', ctrl)],
    ['Ctrl+Shift+T', stroke('T', ctrl | shift)],
    ['Ctrl+W', stroke('w', ctrl)],
    ['Ctrl+L', stroke('l', ctrl)],
    ['Command+C', stroke('c', meta)],
    ['F5', stroke('F5')],
    ['F12', stroke('F12')],
  ])('leaves %s to the browser', (_name, key) => {
    expect(captured().keyDown(key, 0)).toEqual(ignored);
  });

  it.each([
    ['Ctrl+Z', stroke('z', ctrl)],
    ['AltGr+E', stroke('€', ctrl | alt, { code: 'KeyE' })],
    ['a dead key', stroke('Dead', 0, { code: 'BracketLeft' })],
    ['AltGraph itself', stroke('AltGraph', 0, { code: 'AltRight' })],
    ['a letter of another script', stroke('ф', 0, { code: 'KeyA' })],
  ])('sends %s to the scene', (_name, key) => {
    expect(captured().keyDown(key, 0)).toEqual(taken);
  });

  it.each([
    ['Ctrl+C', stroke('c', ctrl)],
    ['Ctrl+V', stroke('v', ctrl)],
    ['Ctrl+X', stroke('x', ctrl)],
    ['Shift+Insert', stroke('Insert', shift)],
  ])('sends %s, and lets the browser make its clipboard event', (_name, key) => {
    expect(captured().keyDown(key, 0)).toEqual(shared);
  });

  it('has the keys of the browser as well while they are locked, Command’s excepted', () => {
    const keyboard = captured();
    keyboard.locked = true;
    expect(keyboard.keyDown(stroke('w', ctrl), 0)).toEqual(taken);
    expect(keyboard.keyDown(stroke('F5'), 0)).toEqual(taken);
    expect(keyboard.keyDown(stroke('c', meta), 0)).toEqual(ignored);
    expect(keyboard.keyDown(stroke('Z', ctrl | alt | shift), 0), 'and the way out stays').toEqual(leaves);
  });

  it('leaves keys of an input method and keys without a proper name alone', () => {
    expect(captured().keyDown(stroke('a', 0, { composing: true }), 0)).toEqual(ignored);
    expect(captured().keyDown(stroke('x'.repeat(33)), 0)).toEqual(ignored);
  });

  it('sends no release without its press', () => {
    const keyboard = captured();
    keyboard.keyDown(stroke('w'), 0);
    keyboard.end();
    keyboard.begin();
    expect(keyboard.keyUp(stroke('w'))).toEqual(ignored);
  });
});

describe('the way out', () => {
  it.each([
    ['on most layouts', stroke('Z', ctrl | alt | shift)],
    ['where the letter is elsewhere', stroke('Z', ctrl | alt | shift, { code: 'KeyY' })],
    ['where Alt types another letter', stroke('Û', ctrl | alt | shift, { code: 'KeyZ' })],
  ])('is Ctrl+Alt+Shift+Z %s', (_where, key) => {
    expect(captured().keyDown(key, 0)).toEqual(leaves);
  });

  it('is Escape pressed twice; the scene gets the first', () => {
    const keyboard = captured();
    expect(keyboard.keyDown(stroke('Escape'), 0)).toEqual(taken);
    expect(keyboard.keyDown(stroke('Escape', 0, { repeat: true }), 50), 'holding it is not pressing twice').toEqual(
      taken,
    );
    keyboard.keyUp(stroke('Escape'));
    expect(keyboard.keyDown(stroke('Escape'), 400)).toEqual(leaves);
  });

  it('is not Escape pressed slowly, or with another key between', () => {
    const keyboard = captured();
    keyboard.keyDown(stroke('Escape'), 0);
    expect(keyboard.keyDown(stroke('Escape'), 1_000)).toEqual(taken);
    keyboard.keyDown(stroke('w'), 1_100);
    expect(keyboard.keyDown(stroke('Escape'), 1_200)).toEqual(taken);
  });
});

describe('a text field', () => {
  const editing = { editing: true };

  it.each(['a', 'é', '漢', ' ', 'Dead', 'Enter', 'Backspace', 'Delete', 'ArrowLeft', 'End'])(
    'has what %j makes, and the scene the key',
    (key) => {
      const keyboard = captured();
      expect(keyboard.keyDown(stroke(key, 0, editing), 0)).toEqual(shared);
      expect(keyboard.keyUp(stroke(key, 0, editing))).toEqual(taken);
    },
  );

  it.each([
    ['Tab', stroke('Tab', 0, editing)],
    ['F1', stroke('F1', 0, editing)],
    ['Ctrl+A', stroke('a', ctrl, editing)],
    ['Ctrl+Z', stroke('z', ctrl, editing)],
  ])('has nothing of %s', (_name, key) => {
    expect(captured().keyDown(key, 0)).toEqual(taken);
  });

  it('has the letters that AltGraph makes', () => {
    expect(captured().keyDown(stroke('@', ctrl | alt, { ...editing, code: 'KeyQ' }), 0)).toEqual(shared);
  });

  it('is no trap: both ways out lead out of it', () => {
    expect(captured().keyDown(stroke('Z', ctrl | alt | shift, editing), 0)).toEqual(leaves);
    expect(captured().keyDown(stroke('Process', ctrl | alt | shift, { composing: true, code: 'KeyZ' }), 0)).toEqual(
      leaves,
    );
    const keyboard = captured();
    keyboard.keyDown(stroke('Escape', 0, editing), 0);
    expect(keyboard.keyDown(stroke('Escape', 0, editing), 300)).toEqual(leaves);
  });
});

describe('an event of a key', () => {
  type Names = Parameters<typeof hasOwnKey>[0];
  const letter: Names = { code: 'KeyA', key: 'a', keyCode: 65, isComposing: false };
  const event = (names: Partial<Names>, held: readonly string[] = []): KeyboardEvent => {
    const getModifierState = (name: string): boolean => held.includes(name);
    return Object.assign(new Event('keydown'), {
      ...letter,
      ...names,
      repeat: false,
      getModifierState,
    }) as KeyboardEvent;
  };

  it.each([
    ['while it composes', event({ isComposing: true })],
    ['on Windows', event({ key: 'Process' })],
    ['in Safari, behind the end of the composition', event({ key: 'Enter', keyCode: 229 })],
    ['on Android', event({ key: 'Unidentified', code: '', keyCode: 229 })],
  ])('is an input method’s %s', (_where, of) => {
    expect(hasOwnKey(of, false)).toBe(false);
    expect(keyStroke(of, 0, false).composing).toBe(true);
  });

  it('of an on-screen keyboard is text in a text field, and a key elsewhere', () => {
    const onScreen = event({ code: '' });
    expect(hasOwnKey(onScreen, true)).toBe(false);
    expect(hasOwnKey(onScreen, false)).toBe(true);
  });

  it('that AltGraph changes is held without Ctrl and Alt: Ż of a Polish keyboard is no way out', () => {
    const typed = keyStroke(event({ key: 'Ż', code: 'KeyZ' }, ['AltGraph']), ctrl | alt | shift, false);
    expect(typed.modifiers).toBe(shift);
    expect(captured().keyDown(typed, 0)).toEqual(taken);
  });
});

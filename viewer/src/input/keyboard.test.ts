import { MODIFIER } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { Keyboard, type KeyStroke } from './keyboard.ts';

const { ctrl, alt, shift, meta } = MODIFIER;

function stroke(key: string, modifiers = 0, overrides: Partial<KeyStroke> = {}): KeyStroke {
  const code = /^[a-z]$/iu.test(key) ? `Key${key.toUpperCase()}` : key;
  return { code, key, modifiers, repeat: false, composing: false, ...overrides };
}

function captured(): Keyboard {
  const keyboard = new Keyboard();
  keyboard.begin();
  return keyboard;
}

const ignored = { send: false, prevent: false };
const taken = { send: true, prevent: true };
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
    ['Ctrl+C', stroke('c', ctrl)],
    ['Ctrl+Z', stroke('z', ctrl)],
    ['AltGr+E', stroke('€', ctrl | alt, { code: 'KeyE' })],
  ])('sends %s to the scene', (_name, key) => {
    expect(captured().keyDown(key, 0)).toEqual(taken);
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

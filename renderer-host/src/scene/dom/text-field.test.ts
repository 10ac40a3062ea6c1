import type { TextEdit } from '@remote-view/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import { installDom } from './globals.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import type { HeadlessTextField } from './text-field.ts';
import { ViewerHand } from './testing/viewer-inputs.ts';

const SIZE = { width: 400, height: 200 };
let uninstall = (): void => undefined;

function setUp() {
  const canvas = new HeadlessCanvas({ ...SIZE, pixelRatio: 1 });
  const dispatcher = new InputDispatcher(canvas);
  uninstall = installDom({ canvas, gamepads: dispatcher.gamepads });
  const document = canvas.ownerDocument;
  const told: (string | null)[] = [];
  document.fieldFocus.told = (field) => told.push(field === null ? null : field.value);
  const field = (name = 'input', value = ''): HeadlessTextField => {
    const made = document.createElement(name) as HeadlessTextField;
    document.body.appendChild(made);
    made.value = value;
    return made;
  };
  let seq = 0;
  const edit = (fields: Partial<TextEdit>): void => {
    const whole = { action: 'insert', caret: 0, before: 0, after: 0, text: '', keyed: true } as const;
    dispatcher.dispatch(1, { type: 'text', seq: ++seq, ...whole, ...fields });
  };
  const hand = new ViewerHand(SIZE, (input) => dispatcher.dispatch(1, input));
  return { canvas, document, told, field, edit, hand };
}

beforeEach(() => {
  uninstall = () => undefined;
});
afterEach(() => uninstall());

describe('a text field that a scene makes', () => {
  it('is an element of the browser’s class, and what has the focus once it is given', () => {
    const { document, field, told } = setUp();
    const name = field('input', 'Ada');
    expect(name).toBeInstanceOf(HTMLInputElement);
    name.focus();
    expect(document.activeElement).toBe(name);
    name.blur();
    expect(document.activeElement).not.toBe(name);
    expect(told).toEqual(['Ada', null]);
  });

  it('has keys and text instead of the canvas, and they reach the window', () => {
    const { canvas, document, field, edit, hand } = setUp();
    const name = field();
    const seen: string[] = [];
    for (const type of ['keydown', 'input']) {
      canvas.addEventListener(type, () => seen.push(`canvas ${type}`));
      name.addEventListener(type, () => seen.push(`field ${type}`));
      document.window.addEventListener(type, () => seen.push(`window ${type}`));
    }
    name.focus();
    hand.keyDown('KeyA');
    edit({ text: 'a' });
    expect(seen).toEqual(['field keydown', 'window keydown', 'field input', 'window input']);
    name.remove();
    seen.length = 0;
    hand.keyDown('KeyB');
    expect(seen).toEqual(['canvas keydown', 'window keydown']);
  });

  it('has the value that a browser’s would have, at the time of each input', () => {
    const { field, edit } = setUp();
    const area = field('textarea', 'teh');
    const values: string[] = [];
    area.addEventListener('input', () => values.push(area.value));
    area.focus();
    edit({ before: 2, text: 'he' });
    edit({ text: '\n👍' });
    edit({ caret: -2 });
    edit({ after: 1 });
    edit({ action: 'compose', text: 'に' });
    edit({ action: 'compose', text: 'にほ' });
    edit({ action: 'commit', text: '日' });
    expect(values).toEqual([
      ...['te', 't', 'the', 'the\n', 'the\n👍', 'the👍'],
      ...['theに👍', 'theにほ👍', 'the日👍'],
    ]);
    expect([area.selectionStart, area.selectionEnd]).toEqual([4, 4]);
  });

  it('keeps what beforeinput prevents out, and an input one line', () => {
    const { field, edit } = setUp();
    const name = field();
    name.focus();
    edit({ text: 'a\n' });
    expect(name.value).toBe('a');
    name.addEventListener('beforeinput', (event) => event.preventDefault());
    edit({ text: 'b' });
    expect(name.value).toBe('a');
  });

  it('replaces what is selected', () => {
    const { field, edit } = setUp();
    const name = field('input', 'all of it');
    name.focus();
    name.select();
    edit({ text: 'x' });
    expect(name.value).toBe('x');
  });

  it('tells of a text that a script puts in, and not of one that is there', () => {
    const { field, told } = setUp();
    const [name, other] = [field('input', 'a'), field('input', 'b')];
    name.focus();
    name.value = 'a';
    name.value = 'c';
    other.value = 'd';
    other.focus();
    expect(told).toEqual(['a', 'c', 'd']);
  });

  it('takes nothing while it is disabled or read-only', () => {
    const { document, field, edit } = setUp();
    const [off, fixed] = [field(), field('input', 'fixed')];
    off.disabled = true;
    off.focus();
    expect(document.activeElement).not.toBe(off);
    fixed.readOnly = true;
    fixed.focus();
    edit({ text: 'x' });
    expect(fixed.value).toBe('fixed');
  });
});

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

  it('is not typed longer than it may be, nor cut through a character; a script may', () => {
    const { field, edit } = setUp();
    const short = field('input', 'abc');
    short.maxLength = 5;
    short.focus();
    edit({ text: 'd👍e' });
    expect(short.value).toBe('abcd');
    short.select();
    edit({ text: '123456' });
    expect(short.value).toBe('12345');
    short.value = 'longer than that';
    edit({ text: 'x' });
    expect(short.value).toBe('longer than that');
    short.value = 'abcd';
    for (const text of ['に', 'にほ', 'にほん']) edit({ action: 'compose', text });
    expect(short.value).toBe('abcdにほん');
    edit({ action: 'commit', text: 'にほん' });
    expect([short.value, short.selectionEnd]).toEqual(['abcdに', 5]);
    const long = field('textarea', 'x'.repeat(65_536));
    long.focus();
    edit({ text: 'y' });
    expect(long.value.length).toBe(65_536);
    edit({ before: 2, text: 'yyy' });
    expect(long.value).toBe(`${'x'.repeat(65_534)}yy`);
  });

  it('is edited in a time that its length has little to do with', () => {
    const { field, edit } = setUp();
    const area = field('textarea');
    area.focus();
    const timeOf = (value: string): number => {
      const times = Array.from({ length: 5 }, () => {
        area.value = value;
        const before = performance.now();
        edit({ before: 256, text: 'x' });
        return performance.now() - before;
      });
      return Math.min(...times);
    };
    const short = timeOf('👍'.repeat(256));
    expect(timeOf('👍'.repeat(32_768)) / short).toBeLessThan(10);
  });

  it.each(['checkbox', 'range', 'button'])('takes no text where it is a %s', (type) => {
    const { field, edit } = setUp();
    const other = field('input', 'on');
    other.type = type;
    other.focus();
    edit({ text: 'x' });
    expect([other.value, other.takesText]).toEqual(['on', false]);
  });

  it('is as it was where its keydown was prevented, and its caret too', () => {
    const { field, edit, hand } = setUp();
    const name = field('input', 'ab');
    name.focus();
    name.addEventListener('keydown', (event) => event.preventDefault());
    hand.keyDown('KeyQ');
    edit({ text: 'q' });
    hand.keyDown('ArrowLeft');
    edit({ caret: -1 });
    hand.keyDown('Backspace');
    edit({ before: 1 });
    edit({ caret: -2, text: 'a phone’s', keyed: false });
    expect([name.value, name.selectionEnd]).toEqual(['ab', 2]);
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

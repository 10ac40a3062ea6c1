import { clipboardPieces, type PageClipboard, type TextEdit } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { TextChange } from '../sdk/text.ts';
import { HeadlessCanvas } from './canvas.ts';
import { HeadlessKeyboardEvent } from './events.ts';
import { InputDispatcher } from './input-dispatcher.ts';
import { HeadlessClipboardEvent, HeadlessCompositionEvent, HeadlessInputEvent } from './text-events.ts';

const TYPES = [
  ...['keydown', 'keyup', 'beforeinput', 'input', 'compositionstart', 'compositionupdate', 'compositionend'],
  ...['paste', 'copy', 'cut'],
];

/** An event in a few words: its type and what it says. */
function inWords(event: Event): string {
  const { type } = event;
  if (event instanceof HeadlessKeyboardEvent) return `${type} ${event.key}`;
  if (event instanceof HeadlessCompositionEvent) return `${type} ${event.data}`.trimEnd();
  if (event instanceof HeadlessInputEvent) {
    return `${type} ${event.inputType}${event.data === null ? '' : ` ${event.data}`}${event.isComposing ? ' …' : ''}`;
  }
  if (event instanceof HeadlessClipboardEvent) return `${type} ${event.clipboardData?.getData('text') ?? ''}`.trimEnd();
  return type;
}

function setUp() {
  const canvas = new HeadlessCanvas({ width: 400, height: 200, pixelRatio: 1 });
  const dispatcher = new InputDispatcher(canvas);
  const events: Event[] = [];
  const changes: TextChange[] = [];
  const copied: [number, string][] = [];
  for (const type of TYPES) canvas.addEventListener(type, (event) => events.push(event));
  dispatcher.text.handlers = {
    changed: (change) => changes.push(change),
    copied: (viewer, text) => copied.push([viewer, text]),
  };
  let seq = 0;
  const edit = (fields: Partial<TextEdit>, viewer = 1): void => {
    const whole = { action: 'insert', caret: 0, before: 0, after: 0, text: '', keyed: false } as const;
    dispatcher.dispatch(viewer, { type: 'text', seq: ++seq, ...whole, ...fields });
  };
  const clipboard = (use: PageClipboard['use'], text = ''): void => {
    for (const piece of clipboardPieces(text)) {
      dispatcher.dispatch(1, { type: 'clipboard', seq: ++seq, use, id: 0, ...piece });
    }
  };
  return { canvas, dispatcher, edit, clipboard, changes, copied, words: () => events.splice(0).map(inWords) };
}

describe('text', () => {
  it('that a key made is an input, and no second key', () => {
    const { edit, words } = setUp();
    edit({ text: 'é', keyed: true });
    expect(words()).toEqual(['beforeinput insertText é', 'input insertText é']);
  });

  it('that no key made is one as well, also where Unicode has it beyond its first plane', () => {
    const { edit, words } = setUp();
    edit({ text: '👍' });
    expect(words()).toEqual(['keydown 👍', 'beforeinput insertText 👍', 'input insertText 👍', 'keyup 👍']);
  });

  it('of a whole word is one input, and a key for each character', () => {
    const { edit, words } = setUp();
    edit({ text: 'hi!' });
    expect(words()).toEqual([
      ...['keydown h', 'keyup h', 'keydown i', 'keyup i'],
      ...['keydown !', 'beforeinput insertText hi!', 'input insertText hi!', 'keyup !'],
    ]);
  });

  it('that replaces a word takes it away first, character by character', () => {
    const { edit, words, changes } = setUp();
    edit({ before: 2, text: 'he' });
    expect(words()).toEqual([
      ...['keydown Backspace', 'beforeinput deleteContentBackward', 'input deleteContentBackward', 'keyup Backspace'],
      ...['keydown Backspace', 'beforeinput deleteContentBackward', 'input deleteContentBackward', 'keyup Backspace'],
      ...['keydown h', 'keyup h', 'keydown e', 'beforeinput insertText he', 'input insertText he', 'keyup e'],
    ]);
    expect(changes).toEqual([{ viewer: 1, caret: 0, before: 2, after: 0, text: 'he', composition: '' }]);
  });

  it('elsewhere is reached by arrow keys; what goes behind the caret is a Delete', () => {
    const { edit, words } = setUp();
    edit({ caret: -2, after: 1 });
    expect(words()).toEqual([
      ...['keydown ArrowLeft', 'keyup ArrowLeft', 'keydown ArrowLeft', 'keyup ArrowLeft'],
      ...['keydown Delete', 'beforeinput deleteContentForward', 'input deleteContentForward', 'keyup Delete'],
    ]);
  });

  it('breaks lines by Enter', () => {
    const { edit, words } = setUp();
    edit({ text: 'a\n' });
    expect(words()).toEqual([
      ...['keydown a', 'beforeinput insertText a', 'input insertText a', 'keyup a'],
      ...['keydown Enter', 'beforeinput insertLineBreak', 'input insertLineBreak', 'keyup Enter'],
    ]);
  });

  it('is no input where a listener prevents it', () => {
    const { canvas, edit, words } = setUp();
    canvas.addEventListener('beforeinput', (event) => event.preventDefault());
    edit({ text: 'x', keyed: true });
    expect(words()).toEqual(['beforeinput insertText x']);
  });

  it.each(['x'.repeat(1_000), 'x\n'.repeat(500)])('is 256 keys at most, and whole without them', (long) => {
    const { edit, words } = setUp();
    edit({ text: long });
    const all = words();
    expect(all.filter((word) => word.startsWith('keydown'))).toHaveLength(256);
    expect(all.filter((word) => word.startsWith('input'))).toEqual(
      long.split(/(\n)/u).flatMap((line) => {
        if (line === '') return [];
        return line === '\n' ? ['input insertLineBreak'] : [`input insertText ${line}`];
      }),
    );
  });

  it('is without the characters whose keydown a listener prevents', () => {
    const { canvas, edit, words } = setUp();
    canvas.addEventListener('keydown', (event) => {
      if (!/^\d$/u.test((event as KeyboardEvent).key)) event.preventDefault();
    });
    edit({ text: '1a2\n' });
    edit({ before: 1, text: 'b' });
    expect(words().filter((word) => !word.startsWith('key'))).toEqual([
      'beforeinput insertText 12',
      'input insertText 12',
    ]);
  });

  it('is none where the key that it came of was prevented, of that viewer alone', () => {
    const { canvas, dispatcher, edit, words, changes } = setUp();
    const press = (code: string): void =>
      dispatcher.dispatch(1, {
        type: 'key',
        seq: 1,
        action: 'down',
        code,
        key: code,
        location: 0,
        repeat: false,
        modifiers: 0,
      });
    const prevent = (event: Event): void => event.preventDefault();
    canvas.addEventListener('keydown', prevent);
    press('q');
    edit({ text: 'q', keyed: true });
    edit({ text: 'r', keyed: true }, 2);
    canvas.removeEventListener('keydown', prevent);
    press('s');
    edit({ text: 's', keyed: true });
    expect(words().filter((word) => word.startsWith('input'))).toEqual(['input insertText r', 'input insertText s']);
    expect(
      changes.map(({ text }) => text),
      'the page has it',
    ).toEqual(['q', 'r', 's']);
  });
});

describe('a composition', () => {
  it('is what a browser makes of it, and its characters are keys once it is committed', () => {
    const { edit, words, changes } = setUp();
    edit({ action: 'compose', text: 'に' });
    edit({ action: 'compose', text: 'にほ' });
    edit({ action: 'commit', text: '日本' });
    expect(words()).toEqual([
      'compositionstart',
      ...['beforeinput insertCompositionText に …', 'compositionupdate に', 'input insertCompositionText に …'],
      ...['beforeinput insertCompositionText にほ …', 'compositionupdate にほ', 'input insertCompositionText にほ …'],
      ...['beforeinput insertCompositionText 日本 …', 'compositionupdate 日本', 'input insertCompositionText 日本 …'],
      'compositionend 日本',
      ...['keydown 日', 'keyup 日', 'keydown 本', 'keyup 本'],
    ]);
    expect(changes.map(({ text, composition }) => [text, composition])).toEqual([
      ['', 'に'],
      ['', 'にほ'],
      ['日本', ''],
    ]);
  });

  it('of a word that was there takes it in', () => {
    const { edit, words } = setUp();
    edit({ action: 'compose', before: 1, text: 'ab' });
    expect(words().slice(0, 6)).toEqual([
      'compositionstart',
      ...['keydown Backspace', 'beforeinput deleteContentBackward', 'input deleteContentBackward', 'keyup Backspace'],
      'beforeinput insertCompositionText ab …',
    ]);
  });

  it('that was given up has no text and no key', () => {
    const { edit, words } = setUp();
    edit({ action: 'compose', text: 'k' });
    words();
    edit({ action: 'commit', text: '' });
    expect(words()).toEqual([
      ...['beforeinput insertCompositionText  …', 'compositionupdate', 'input insertCompositionText  …'],
      'compositionend',
    ]);
  });

  it('that began with its commit is an input', () => {
    const { edit, words } = setUp();
    edit({ action: 'commit', text: 'é', keyed: true });
    expect(words()).toEqual(['beforeinput insertText é', 'input insertText é']);
  });

  it.each(['the focus goes', 'the viewer goes'])('comes to nothing when %s, of that viewer alone', (what) => {
    const { dispatcher, edit, words, changes } = setUp();
    edit({ action: 'compose', text: 'k' });
    edit({ action: 'compose', text: 's' }, 2);
    words();
    changes.length = 0;
    if (what === 'the viewer goes') dispatcher.release(1);
    else dispatcher.dispatch(1, { type: 'focus', seq: 9, focused: false });
    expect(words().filter((word) => word.startsWith('compositionend'))).toEqual(['compositionend']);
    expect(changes).toEqual([{ viewer: 1, caret: 0, before: 0, after: 0, text: '', composition: '' }]);
  });
});

describe('the clipboard', () => {
  it('brings a paste with its text, and an input unless a listener takes it', () => {
    const { canvas, clipboard, words, changes } = setUp();
    clipboard('paste', 'a text');
    expect(words()).toEqual(['paste a text', 'beforeinput insertFromPaste a text', 'input insertFromPaste a text']);
    expect(changes).toMatchObject([{ text: 'a text', before: 0 }]);
    canvas.addEventListener('paste', (event) => event.preventDefault());
    clipboard('paste', 'another');
    expect(words()).toEqual(['paste another']);
    expect(changes).toHaveLength(1);
  });

  it('brings a long text whole', () => {
    const { canvas, clipboard } = setUp();
    const long = 'läng '.repeat(10_000);
    const pasted: string[] = [];
    canvas.addEventListener('paste', (event) => {
      pasted.push((event as unknown as HeadlessClipboardEvent).clipboardData!.getData('text/plain'));
    });
    clipboard('paste', long);
    expect(pasted).toEqual([long]);
  });

  it('takes what a listener of copy or cut puts into it, and nothing where it keeps the default', () => {
    const { canvas, clipboard, copied, words } = setUp();
    clipboard('copy');
    expect(copied).toEqual([]);
    for (const type of ['copy', 'cut']) {
      canvas.addEventListener(type, (event) => {
        event.preventDefault();
        (event as unknown as HeadlessClipboardEvent).clipboardData!.setData('text/plain', `from ${type}`);
      });
    }
    clipboard('copy');
    clipboard('cut');
    expect(copied).toEqual([
      [1, 'from copy'],
      [1, 'from cut'],
    ]);
    expect(words()).toEqual(['copy', 'copy from copy', 'cut from cut']);
  });

  it('ignores answers that are for somebody else', () => {
    const { clipboard, words } = setUp();
    for (const use of ['text', 'written', 'refused'] as const) clipboard(use, 'x');
    expect(words()).toEqual([]);
  });
});

import { TEXT_LIMITS } from '@remote-view/protocol';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TextSample } from '../input/encoder.ts';
import { FieldDiff, GUARD, MAX_KEPT, type FieldState } from './field-diff.ts';

/** What a keyboard does, event by event; `|` is the caret. `bare` is a field without its guard. */
type Step =
  | readonly ['key', key: string, sent?: 'sent']
  | readonly ['start' | 'update', data: string]
  | readonly ['input' | 'select' | 'bare', field: string]
  | readonly ['end', data: string, field: string];

interface Trace {
  readonly device: string;
  readonly value?: string;
  readonly steps: readonly Step[];
  readonly says: readonly string[];
  readonly text: string;
}

const folder = new URL('traces/', import.meta.url);
const traces = readdirSync(folder).flatMap(
  (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as readonly Trace[],
);

function field(marked: string, guard = GUARD): FieldState {
  const caret = guard.length + marked.indexOf('|');
  return { value: guard + marked.replace('|', ''), start: caret, end: caret };
}

/** A sample in a few words. */
function inWords({ action, caret, before, after, text, keyed }: TextSample): string {
  const words = [action, ...(keyed ? ['key'] : []), ...(caret === 0 ? [] : [`move ${caret}`])];
  if (before > 0) words.push(`-${before}`);
  if (after > 0) words.push(`+${after}`);
  if (text !== '' || action !== 'insert') words.push(`'${text}'`);
  return words.join(' ');
}

/** A scene that does what it is told. */
class SceneText {
  readonly #characters: string[];
  #caret: number;
  composition = '';

  constructor(value = '') {
    this.#characters = [...value];
    this.#caret = this.#characters.length;
  }

  get value(): string {
    return this.#characters.join('');
  }

  get caret(): number {
    return this.#caret;
  }

  apply({ action, caret, before, after, text }: TextSample): void {
    this.#caret = Math.max(0, Math.min(this.#characters.length, this.#caret + caret));
    const from = Math.max(0, this.#caret - before);
    const put = action === 'compose' ? [] : [...text];
    this.#characters.splice(from, this.#caret - from + after, ...put);
    this.#caret = from + put.length;
    this.composition = action === 'compose' ? text : '';
  }
}

/** Plays a trace. */
function play({ value, steps }: Trace): { readonly says: string[]; readonly text: string } {
  const diff = new FieldDiff(value);
  const scene = new SceneText(value);
  const says: string[] = [];
  let data = '';
  const take = (samples: readonly TextSample[]): void => {
    for (const sample of samples) {
      says.push(inWords(sample));
      scene.apply(sample);
    }
    void diff.correction;
  };
  for (const step of steps) {
    switch (step[0]) {
      case 'key':
        diff.keyDown(step[2] === 'sent' ? step[1] : null);
        break;
      case 'start':
        take(diff.compositionStarted(fieldBefore(steps, step, value)));
        data = step[1];
        break;
      case 'update':
        data = step[1];
        break;
      case 'input':
        take(diff.changed(field(step[1]), data));
        break;
      case 'bare':
        take(diff.changed(field(step[1], '')));
        break;
      case 'select':
        take(diff.selected(field(step[1])));
        break;
      case 'end':
        take(diff.compositionEnded(field(step[2]), step[1]));
        data = '';
        break;
      default:
        step satisfies never;
    }
  }
  return { says, text: scene.value };
}

/** A composition begins in the field as the step before left it. */
function fieldBefore(steps: readonly Step[], at: Step, value = ''): FieldState {
  const before = steps.slice(0, steps.indexOf(at)).findLast(([type]) => ['input', 'select', 'end'].includes(type));
  return field(before?.at(-1) ?? `${value}|`);
}

describe('the text that a scene has in the end is what stands in the field:', () => {
  it.each(traces)('$device', (trace) => {
    expect(play(trace)).toEqual({ says: trace.says, text: trace.text });
  });
});

describe('whatever is edited', () => {
  const characters = fc.string({ unit: 'grapheme', maxLength: 12 });
  const edits = fc.array(
    fc.record({ at: fc.nat(30), gone: fc.nat(6), text: fc.oneof(characters, fc.constantFrom('a', 'aa', '👍', '\n')) }),
    { maxLength: 12 },
  );

  it('the scene has the same text, and the caret where it is', () => {
    fc.assert(
      fc.property(characters, edits, (value, all) => {
        const diff = new FieldDiff(value);
        const scene = new SceneText(value);
        let now = [...value];
        for (const { at, gone, text } of all) {
          const from = Math.min(at, now.length);
          const put = [...text];
          now = now.toSpliced(from, gone, ...put);
          const caret = GUARD.length + now.slice(0, from + put.length).join('').length;
          for (const sample of diff.changed({ value: GUARD + now.join(''), start: caret, end: caret }))
            scene.apply(sample);
          expect(scene.value).toBe(now.join(''));
          expect(scene.caret).toBe(from + put.length);
        }
      }),
    );
  });

  it('and where an input method composes anywhere in it, what the field has in the end', () => {
    const updates = fc.array(characters, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(characters, fc.nat(12), fc.nat(4), updates, fc.boolean(), (value, at, gone, all, says) => {
        const diff = new FieldDiff(value);
        const scene = new SceneText(value);
        const before = [...value];
        const from = Math.min(at, before.length);
        const front = GUARD + before.slice(0, from).join('');
        const behind = before.slice(from + gone).join('');
        const take = (samples: readonly TextSample[]): void => samples.forEach((sample) => scene.apply(sample));
        take(diff.compositionStarted(diff.state));
        let now: FieldState = diff.state;
        for (const text of all) {
          const caret = front.length + text.length;
          now = { value: front + text + behind, start: caret, end: caret };
          take(diff.changed(now, says ? text : ''));
        }
        take(diff.compositionEnded(now, says ? all.at(-1)! : ''));
        expect(scene.value).toBe(now.value.slice(GUARD.length));
        expect(scene.composition).toBe('');
        expect(diff.state.value).toBe(now.value);
      }),
    );
  });

  it('is said in messages that keep their limits, with the same outcome', () => {
    const { edit, reach } = TEXT_LIMITS;
    const diff = new FieldDiff('x'.repeat(1_000));
    const scene = new SceneText('x'.repeat(1_000));
    const long = '👍'.repeat(700);
    const samples = diff.changed({ value: GUARD + long, start: 1 + long.length, end: 1 + long.length });
    for (const sample of samples) scene.apply(sample);
    expect(scene.value).toBe(long);
    expect(Math.max(...samples.map(({ text }) => text.length))).toBeLessThanOrEqual(edit);
    expect(Math.max(...samples.map(({ before, after }) => Math.max(before, after)))).toBeLessThanOrEqual(reach);
  });

  it('lies in a range that was selected and far from the caret', () => {
    const diff = new FieldDiff('one two three');
    expect(diff.selected({ value: `${GUARD}one two three`, start: 1, end: 4 }), 'a range is no move').toEqual([]);
    expect(diff.changed(field('1| two three')).map(inWords)).toEqual(["insert move -10 -3 '1'"]);
  });
});

describe('the field', () => {
  it('gets its guard back, with the caret where it was', () => {
    const diff = new FieldDiff('ab');
    diff.changed(field('|b', ''));
    expect(diff.correction).toEqual(field('|b'));
    expect(diff.correction, 'once').toBeNull();
  });

  it('has nothing in front of its guard', () => {
    const diff = new FieldDiff('b');
    diff.keyDown('Home');
    diff.selected({ value: `${GUARD}b`, start: 0, end: 0 });
    expect(diff.correction).toEqual(field('|b'));
    expect(diff.changed(field('a|b')).map(inWords)).toEqual(["insert 'a'"]);
  });

  it('deleted whole has lost its text alone', () => {
    const diff = new FieldDiff('all');
    expect(diff.changed(field('|', '')).map(inWords)).toEqual(['insert -3']);
    expect(diff.changed(field('x|', '')).map(inWords)).toEqual(["insert 'x'"]);
  });

  it('keeps the end of a long text, never half a character of it', () => {
    const diff = new FieldDiff();
    const long = '👍'.repeat(MAX_KEPT);
    diff.changed(field(`${long}|`));
    const kept = diff.correction!;
    expect(kept.value.length).toBeLessThan(MAX_KEPT);
    expect(kept.value.slice(GUARD.length)).toMatch(/^(👍)+$/u);
    expect(kept.end).toBe(kept.value.length);
  });

  it('keeps what is around the caret, wherever in a long text that is', () => {
    const diff = new FieldDiff();
    const scene = new SceneText('');
    const text = Array.from({ length: 600 }, (_, index) => `${index} `).join('');
    const take = (state: FieldState): void => diff.changed(state).forEach((sample) => scene.apply(sample));
    take(field(`${text}|`));
    const at = text.indexOf('100 ');
    diff.selected(field(`${text.slice(0, at)}|${text.slice(at)}`)).forEach((sample) => scene.apply(sample));
    const kept = diff.correction!;
    expect(kept.value.slice(GUARD.length)).toBe(text.slice(0, at + 512));
    expect(kept.end).toBe(GUARD.length + at);
    // A keyboard corrects the word in front of the caret.
    const [front, behind] = [kept.value.slice(0, kept.end - '99 '.length), kept.value.slice(kept.end)];
    take({ value: `${front}x ${behind}`, start: front.length + 2, end: front.length + 2 });
    expect(scene.value).toBe(`${text.slice(0, at - '99 '.length)}x ${text.slice(at)}`);
  });

  it('is left alone while something is being composed', () => {
    const diff = new FieldDiff();
    diff.compositionStarted(field('|', ''));
    expect(diff.composing).toBe(true);
    expect(diff.correction).toBeNull();
  });
});

/**
 * Finds out what a keyboard did to a text field, by comparing the field before and after.
 *
 * The events alone do not say it: keyboards of phones tell every key as `Unidentified`, replace words without a word about
 * which, and browsers disagree on the order and the data of composition events. The field's text and caret are right in
 * all of them. The traces beside the test show what each keyboard does.
 *
 * In front of the text stands {@link GUARD}, so that a Backspace has something to delete where the text is empty. The
 * field keeps at most {@link MAX_KEPT} UTF-16 units, those around the caret; input methods look no further.
 */
import { splitsCharacter, TEXT_LIMITS } from '@remote-view/protocol';
import type { TextSample } from '../input/encoder.ts';

/** A text field: its text and its selection, UTF-16 units. */
export interface FieldState {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** ZERO WIDTH SPACE: no letter, no word, and nothing that a keyboard corrects. */
export const GUARD = '\u200b';
export const MAX_KEPT = 2_048;
/** What stays of a longer text on either side of the caret. */
const KEEP = 512;

/** What was replaced, as places in the text before, and by what. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The part of the text before that a composition stands for, and how much of it the host has taken away. */
interface Composition {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
  /** The host knows of it. */
  readonly told: boolean;
}

export class FieldDiff {
  /** The text without a running composition. */
  #value: string;
  /** Where the host has the caret in it. */
  #caret: number;
  #composition: Composition | null = null;
  /** The last key was sent as such, with this `key`. */
  #key: string | null = null;

  /** @param value what stands in front of the caret */
  constructor(value = '') {
    this.#value = GUARD + value;
    this.#caret = this.#value.length;
  }

  get composing(): boolean {
    return this.#composition !== null;
  }

  /** What the field is to hold. */
  get state(): FieldState {
    return { value: this.#value, start: this.#caret, end: this.#caret };
  }

  /** What the field is to hold instead of what it holds; null where it may stay as it is. */
  get correction(): FieldState | null {
    if (this.#composition !== null) return null;
    const isFine = this.#value.lastIndexOf(GUARD) === 0 && this.#value.length <= MAX_KEPT;
    if (isFine && this.#caret >= GUARD.length) return null;
    const text = this.#value.replaceAll(GUARD, '');
    const caret = this.#value.slice(0, this.#caret).replaceAll(GUARD, '').length;
    const isLong = text.length >= MAX_KEPT;
    const start = isLong ? startOfCharacter(text, Math.max(0, caret - KEEP)) : 0;
    const end = isLong ? startOfCharacter(text, caret + KEEP) : text.length;
    this.#value = GUARD + text.slice(start, end);
    this.#caret = GUARD.length + caret - start;
    return this.state;
  }

  /** A key goes down. @param key its `key` where it is sent to the scene, else null */
  keyDown(key: string | null): void {
    this.#key = key;
  }

  /** The selection changed. */
  selected(field: FieldState): TextSample[] {
    // What changed with it comes as a change; a range is only looked at once something replaces it.
    if (this.#composition !== null || field.value !== this.#value || field.start !== field.end) return [];
    const caret = charactersBetween(this.#value, this.#caret, field.end);
    this.#caret = field.end;
    return split({ ...NOTHING, caret, keyed: this.#key !== null });
  }

  compositionStarted(field: FieldState): TextSample[] {
    const samples = this.#composition === null ? this.changed(field) : this.compositionEnded(field, '');
    this.#composition = { from: this.#caret, to: this.#caret, before: 0, after: 0, told: false };
    return samples;
  }

  /**
   * The text is another.
   * @param data what the input method says it is composing; empty where it says nothing
   */
  changed(field: FieldState, data = ''): TextSample[] {
    return this.#composition === null ? this.#edited(field) : this.#composed(this.#composition, field, data, 'compose');
  }

  compositionEnded(field: FieldState, data: string): TextSample[] {
    const composition = this.#composition;
    if (composition === null) return this.#edited(field);
    const unchanged = field.value === this.#value && !composition.told;
    const samples = unchanged ? [] : this.#composed(composition, field, data, 'commit');
    this.#composition = null;
    this.#value = field.value;
    this.#caret = field.end;
    return samples;
  }

  #edited(field: FieldState): TextSample[] {
    const { value, end } = field;
    if (value === this.#value) return this.selected(field);
    const { from, to, text } = withoutGuard(compare(this.#value, value, end), this.#value);
    const gone = { from, to };
    const sample = { ...NOTHING, ...this.#reach(gone), text };
    const keyed = isBy(this.#key, sample);
    const behind = value.length - (this.#value.length - to);
    this.#value = value;
    // The host has the caret behind what it has put in; a keyboard may have it elsewhere.
    this.#caret = behind;
    const moved = field.start === end ? charactersBetween(value, behind, end) : 0;
    if (moved !== 0) this.#caret = end;
    return [...split({ ...sample, keyed }), ...split({ ...NOTHING, caret: moved })];
  }

  #composed(known: Composition, field: FieldState, data: string, action: 'compose' | 'commit'): TextSample[] {
    const { value } = field;
    const found = widen(compare(this.#value, value, field.end), value, data, field.end);
    // It only ever grows: what the host has taken away it cannot put back.
    const from = known.told ? Math.min(known.from, found.from) : found.from;
    const to = known.told ? Math.max(known.to, found.to) : found.to;
    const text = value.slice(from, value.length - (this.#value.length - to)).slice(0, TEXT_LIMITS.edit);
    const { caret, before, after } = this.#reach({ from, to });
    if (caret !== 0) this.#caret = caret < 0 ? to : from;
    this.#composition = { from, to, before, after, told: true };
    const more = { caret, before: before - known.before, after: after - known.after };
    return split({ ...NOTHING, ...more, action, text, keyed: action === 'commit' && text === this.#key });
  }

  /** A part of the text as the host is told of it: how far the caret goes, and what is in front of it and behind it. */
  #reach({ from, to }: { readonly from: number; readonly to: number }): Pick<TextSample, 'caret' | 'before' | 'after'> {
    const caret = Math.max(from, Math.min(to, this.#caret));
    return {
      caret: charactersBetween(this.#value, this.#caret, caret),
      before: charactersBetween(this.#value, from, caret),
      after: charactersBetween(this.#value, caret, to),
    };
  }
}

const NOTHING: TextSample = { action: 'insert', caret: 0, before: 0, after: 0, text: '', keyed: false };

/**
 * What is different. Where several places would do, as for a letter typed beside the same letter, it is the one that the
 * caret stands behind.
 */
function compare(before: string, after: string, caret: number): Change {
  const shorter = Math.min(before.length, after.length);
  let tail = 0;
  while (tail < Math.min(shorter, after.length - caret) && unitFromEnd(before, tail) === unitFromEnd(after, tail))
    tail++;
  let from = 0;
  while (from < shorter - tail && before[from] === after[from]) from++;
  from = startOfCharacter(before, from);
  if (splitsCharacter(before, before.length - tail) || splitsCharacter(after, after.length - tail)) tail--;
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) };
}

/** A recomposed word keeps letters, and the letters that changed are not the whole composition. */
function widen(change: Change, value: string, data: string, caret: number): Change {
  const end = change.from + change.text.length;
  const fits = (start: number): boolean =>
    start >= 0 && start <= change.from && start + data.length >= end && value.startsWith(data, start);
  const places = [caret - data.length, change.from, end - data.length];
  const from = data === '' ? undefined : places.find(fits);
  if (from === undefined) return change;
  return { from, to: change.to + from + data.length - end, text: data };
}

/** What is replaced with everything else is no text; gone alone, it stands for what the scene has there. */
function withoutGuard(change: Change, before: string): Change {
  const isAlone = change.to === GUARD.length && change.text === '';
  if (!before.startsWith(GUARD) || change.from > 0 || change.to < GUARD.length || isAlone) return change;
  return { ...change, from: GUARD.length, text: change.text.replaceAll(GUARD, '') };
}

/** Whether the key that was sent to the scene says the same. */
function isBy(key: string | null, { caret, before, after, text }: TextSample): boolean {
  if (key === null || caret !== 0) return false;
  if (text !== '') return text === key || (text === '\n' && key === 'Enter');
  return (key === 'Backspace' && after === 0) || (key === 'Delete' && before === 0);
}

/** As messages that each keep their limits; none for a sample that says nothing. */
function split(sample: TextSample): TextSample[] {
  const { edit, reach } = TEXT_LIMITS;
  const samples: TextSample[] = [];
  let { caret, before, after, text } = sample;
  const say = (part: Partial<TextSample>): void => void samples.push({ ...NOTHING, keyed: sample.keyed, ...part });
  while (Math.max(Math.abs(caret), before, after) > reach) {
    const part = { caret: clamp(caret, reach), before: 0, after: 0 };
    caret -= part.caret;
    if (caret === 0) part.before = clamp(before, reach);
    before -= part.before;
    if (caret === 0 && before === 0) part.after = clamp(after, reach);
    after -= part.after;
    say(part);
  }
  while (text.length > edit) {
    const end = startOfCharacter(text, edit);
    say({ caret, before, after, text: text.slice(0, end) });
    [caret, before, after, text] = [0, 0, 0, text.slice(end)];
  }
  const says = sample.action !== 'insert' || text !== '' || caret !== 0 || before !== 0 || after !== 0;
  if (says) samples.push({ ...sample, caret, before, after, text });
  return samples;
}

/** In characters; negative where `to` comes first. */
function charactersBetween(text: string, from: number, to: number): number {
  return to < from ? -[...text.slice(to, from)].length : [...text.slice(from, to)].length;
}

function startOfCharacter(text: string, at: number): number {
  return splitsCharacter(text, at) ? at - 1 : at;
}

function unitFromEnd(text: string, count: number): string | undefined {
  return text[text.length - 1 - count];
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

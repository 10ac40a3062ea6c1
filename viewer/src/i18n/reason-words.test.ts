import { ERRORS } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { GERMAN } from './de.ts';
import { ENGLISH } from './english.ts';
import { reasonWords } from './reason-words.ts';
import { reworded } from './strings.ts';

const german = reworded(ENGLISH, GERMAN);
const own = { code: 'unknown-scene', text: "No renderer host offers the scene 'lobby'." } as const;
const standard = { code: 'unknown-scene', text: ERRORS['unknown-scene'].text } as const;

describe('a reason', () => {
  it('is what the host wrote, where that is the language of the page', () => {
    expect(reasonWords(own, ENGLISH)).toEqual({ text: own.text, detail: '' });
  });

  it('is in the language of the page, with what the host wrote as the detail', () => {
    expect(reasonWords(own, german)).toEqual({ text: GERMAN.errors?.['unknown-scene'], detail: own.text });
  });

  it('has no detail where the host wrote nothing of its own', () => {
    expect(reasonWords(standard, german)).toEqual({ text: GERMAN.errors?.['unknown-scene'], detail: '' });
    expect(reasonWords({ ...standard, text: '' }, ENGLISH)).toEqual({ text: standard.text, detail: '' });
  });
});

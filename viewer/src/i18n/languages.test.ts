import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGLISH } from './english.ts';
import { chooseLanguage, LANGUAGES, languageOf } from './languages.ts';

/** `a.b` to text, of everything in it. */
function flat(words: object, prefix = ''): Map<string, string> {
  const entries = Object.entries(words).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flat(value as object, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/gu) ?? []).toSorted();
const english = flat(ENGLISH);

describe.each(Object.entries(LANGUAGES))('the words in %s', (_language, load) => {
  it('are all there, and no others', async () => {
    expect([...flat(await load()).keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('leave room for the same values, and none is empty', async () => {
    for (const [key, text] of flat(await load())) {
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''));
      expect(text.trim(), key).not.toBe('');
    }
  });
});

describe('the language', () => {
  it('is that of the place where the element stands', () => {
    expect(chooseLanguage('de-AT', ['en-GB'])).toBe('de');
    expect(chooseLanguage('fr', ['de'])).toBe('en');
  });

  it('is the first that the user reads and we have, where the page does not say', () => {
    expect(chooseLanguage(null, ['fr-CH', 'es-MX', 'de'])).toBe('es');
    expect(chooseLanguage('', ['ja'])).toBe('ja');
    expect(chooseLanguage(null, ['fr'])).toBe('en');
  });

  it('is simplified Chinese for who writes no script, and not for who writes the other', () => {
    for (const tag of ['zh', 'zh-CN', 'zh-Hans', 'zh-SG', 'zh-Hans-HK']) expect(languageOf(tag)).toBe('zh-Hans');
    for (const tag of ['zh-Hant', 'zh-TW', 'zh-HK', 'zh-Hant-CN']) expect(languageOf(tag)).toBeUndefined();
  });
});

describe('views', () => {
  it('show no words that are not among the strings', async () => {
    const source = new URL('..', import.meta.url).pathname;
    const files = (await readdir(source, { recursive: true })).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.styles.ts'),
    );
    const found: string[] = [];
    for (const file of files) {
      const text = await readFile(join(source, file), 'utf8');
      for (const template of text.match(/(?<=html`)[^`]*/gu) ?? [])
        found.push(...wordsIn(template).map((word) => `${file}: ${word}`));
    }
    expect(found).toEqual([]);
  });
});

/** Units are the same everywhere. */
const UNITS = new Set(['ms', 'fps', 'p50', 'p95']);

/** Text between tags, and in attributes that are read out, with a word in it. */
function wordsIn(template: string): string[] {
  const plain = withoutCode(template);
  const attributes = plain.match(/(?<=\b(?:aria-label|title|alt|placeholder|aria-description)=")[^"]+/gu) ?? [];
  const texts = plain.match(/(?<=>)[^<>]+(?=<)/gu) ?? [];
  return [...attributes, ...texts].filter((text) =>
    (text.match(/[\p{L}\d]+/gu) ?? []).some((word) => /\p{L}{2}/u.test(word) && !UNITS.has(word)),
  );
}

/** Without what is between `${` and its brace; what is inside of a nested template is found by itself. */
function withoutCode(template: string): string {
  let depth = 0;
  let plain = '';
  for (const [index, character] of [...template].entries()) {
    if (character === '{' && (depth > 0 || template[index - 1] === '$')) depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (depth === 0) plain += character;
  }
  return plain;
}

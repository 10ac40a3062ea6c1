import { NO_PREFERENCES } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { HeadlessCanvas } from './canvas.ts';
import { HeadlessMediaQueryList } from './media-query.ts';
import { PagesPreferences } from './preferences.ts';

const DARK = { ...NO_PREFERENCES, colorScheme: 'dark', contrast: 'more', languages: ['ja', 'en'] } as const;

describe('the preferences of several pages', () => {
  it('are those of the only one', () => {
    const preferences = new PagesPreferences(() => undefined);
    preferences.take(7, DARK);
    expect(preferences.common).toMatchObject({ colorScheme: 'dark', contrast: 'more', languages: ['ja', 'en'] });
    expect(preferences.of(7).languages).toEqual(['ja', 'en']);
    expect(preferences.of(8)).toMatchObject({ colorScheme: 'light', languages: ['en'] });
  });

  it('reduce motion for all where one wants it, and are else as the first has it', () => {
    const preferences = new PagesPreferences(() => undefined);
    preferences.take(1, DARK);
    preferences.take(2, { ...NO_PREFERENCES, reducedMotion: true });
    expect(preferences.common).toMatchObject({ colorScheme: 'dark', reducedMotion: true });
    preferences.gone(2);
    expect(preferences.common).toMatchObject({ colorScheme: 'dark', reducedMotion: false });
  });

  it('are told of when they change, and stay when the last one leaves', () => {
    let changes = 0;
    const preferences = new PagesPreferences(() => changes++);
    preferences.take(1, DARK);
    preferences.take(1, DARK);
    preferences.gone(1);
    expect(changes).toBe(1);
    expect(preferences.common.colorScheme).toBe('dark');
  });
});

describe('matchMedia', () => {
  const page = (): HeadlessCanvas['ownerDocument'] =>
    new HeadlessCanvas({ width: 100, height: 100, pixelRatio: 1 }).ownerDocument;

  it('answers as the user of the page would have it', () => {
    const document = page();
    const matches = (media: string): boolean => new HeadlessMediaQueryList(document, media).matches;
    expect(matches('(prefers-reduced-motion: reduce)')).toBe(false);
    expect(matches('(prefers-color-scheme: light)')).toBe(true);
    document.preferences.take(1, { ...DARK, reducedMotion: true });
    expect(matches('(prefers-reduced-motion: reduce)')).toBe(true);
    expect(matches('(prefers-reduced-motion)')).toBe(true);
    expect(matches('(prefers-reduced-motion: no-preference)')).toBe(false);
    expect(matches('(prefers-color-scheme: dark)')).toBe(true);
    expect(matches('(prefers-contrast: more)')).toBe(true);
    expect(matches('(prefers-unknown: yes)')).toBe(false);
  });

  it('tells who listens, once a change', () => {
    const document = page();
    const list = new HeadlessMediaQueryList(document, '(prefers-color-scheme: dark)');
    const seen: boolean[] = [];
    list.addEventListener('change', (event) => seen.push((event as unknown as { matches: boolean }).matches));
    document.preferences.take(1, DARK);
    document.preferences.take(1, { ...DARK, reducedMotion: true });
    document.preferences.take(1, NO_PREFERENCES);
    expect(seen).toEqual([true, false]);
  });
});

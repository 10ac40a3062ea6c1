import { describe, expect, it } from 'vitest';
import { decodeHostData, encodeHostData } from './host-data.ts';
import { decodeFromViewer, encodeViewerData } from './input.ts';
import { encode } from './msgpack.ts';
import { NO_PREFERENCES } from './page-preferences.ts';

describe('what the user of a page prefers', () => {
  it('has as many languages as the host takes, whatever a browser lists', () => {
    const languages = ['', 'x'.repeat(36), ...Array.from({ length: 12 }, (_, index) => `x-${index}`)];
    const decoded = decodeFromViewer(encodeViewerData({ ...NO_PREFERENCES, languages }), 'events');
    expect(decoded).toMatchObject({ languages: languages.slice(2, 10) });
  });

  it('is refused with more', () => {
    const bytes = encode([30, true, 0, 0, ...Array.from({ length: 9 }, () => 'en')]);
    expect(() => decodeFromViewer(bytes, 'events')).toThrow('too many languages');
  });
});

describe('a caption', () => {
  it('is cut to what a page takes', () => {
    const long = { type: 'caption', text: 'x'.repeat(900), lang: 'y'.repeat(50), seconds: 1_000 } as const;
    expect(decodeHostData(encodeHostData(long))).toEqual({
      type: 'caption',
      text: 'x'.repeat(500),
      lang: 'y'.repeat(35),
      seconds: 60,
    });
    expect(decodeHostData(encodeHostData({ ...long, seconds: Number.NaN }))).toMatchObject({ seconds: 0 });
  });
});

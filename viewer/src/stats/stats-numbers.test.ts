import { describe, expect, it } from 'vitest';
import { StatsNumbers } from './stats-numbers.ts';

describe('numbers of the stats', () => {
  it('are written as in the language of the page', () => {
    const written = (language: string): string[] => {
      const numbers = new StatsNumbers(language);
      return [numbers.millis(9.46), numbers.percent(0.0125), numbers.bitrate(12_340_000), numbers.range(16.7, 1_234.5)];
    };
    expect(written('en')).toEqual(['9.5', '1.3 %', '12.3 Mbit/s', '16.7 · p95 1234.5 ms']);
    expect(written('de')).toEqual(['9,5', '1,3 %', '12,3 Mbit/s', '16,7 · p95 1234,5 ms']);
  });

  it('have no more digits than are read at a glance', () => {
    const numbers = new StatsNumbers('en');
    expect([numbers.millis(42.4), numbers.bitrate(73_600), numbers.with('fps', 59.9)]).toEqual([
      '42',
      '74 kbit/s',
      '60 fps',
    ]);
  });

  it('are a dash where nothing is known', () => {
    const numbers = new StatsNumbers('en');
    const unknown = [numbers.millis(null), numbers.percent(null), numbers.bitrate(null), numbers.range(null, 1)];
    expect(unknown).toEqual(['–', '–', '–', '–']);
    expect(numbers.with('ms', null, 1)).toBe('–');
  });
});

import { describe, expect, it } from 'vitest';
import { count, duration, memory, milliseconds, percent } from './format.ts';

describe('numbers for people', () => {
  it.each([
    [-5, '0 s'],
    [12_900, '12 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
    [90_000_000, '1 d 1 h'],
  ])('%i ms are %s', (time, text) => expect(duration(time)).toBe(text));

  it.each([
    [512, '512 MiB'],
    [1_536, '1.5 GiB'],
  ])('%i MiB are %s', (mebibytes, text) => expect(memory(mebibytes)).toBe(text));

  it('have no more digits than mean something', () => {
    expect([percent(0.456), milliseconds(1.26), milliseconds(48.4)]).toEqual(['46 %', '1.3 ms', '48 ms']);
  });

  it('agree with their nouns', () => {
    expect([count(1, 'host'), count(0, 'host'), count(1_200, 'host')]).toEqual(['1 host', '0 hosts', '1,200 hosts']);
  });
});

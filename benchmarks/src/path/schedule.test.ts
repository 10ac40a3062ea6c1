import { RemoteViewError } from '@remote-view/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, parseSchedule, stretched } from './schedule.ts';

describe('a schedule', () => {
  it('is read phase by phase', () => {
    expect(parseSchedule('40s 10M, 0.5s 0M,20s  6.5M')).toEqual([
      { seconds: 40, capacity: 10e6 },
      { seconds: 0.5, capacity: 0 },
      { seconds: 20, capacity: 6.5e6 },
    ]);
  });

  it.each([
    ['', 'not like'],
    ['10s', 'not like'],
    ['10s 5M loss', 'not like'],
    ['10s -5M', 'not like'],
    ['0s 5M', 'seconds'],
    ['5000s 5M', 'seconds'],
    ['5s 5000M', 'more than 1000 Mbit/s'],
    ['1s 0M, 5s 5M', 'outage'],
    [Array.from({ length: 101 }, () => '1s 1M').join(','), 'phases'],
  ])('%j is refused, and it is said why', (text, reason) => {
    expect(() => parseSchedule(text)).toThrow(reason);
  });

  it('never fails in another way, whatever the text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9sM., -]{0,40}$/u), (text) => {
        try {
          expect(lengthOf(parseSchedule(text))).toBeGreaterThan(0);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RemoteViewError);
        }
      }),
    );
  });

  it('can be made shorter', () => {
    const phases = parseSchedule('40s 10M, 20s 25M');
    expect(lengthOf(phases)).toBe(60_000);
    expect(lengthOf(stretched(phases, 0.25))).toBe(15_000);
  });

  it('keeps its outages as they are when it is shortened, and whole milliseconds', () => {
    expect(stretched(parseSchedule('12s 10M, 1s 0M, 1s 10M'), 0.4).map(({ seconds }) => seconds)).toEqual([
      4.8, 1, 0.4,
    ]);
  });
});

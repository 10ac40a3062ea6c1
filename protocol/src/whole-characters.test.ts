import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headOf, splitsCharacter, tailOf } from './whole-characters.ts';

describe('a text that is cut', () => {
  it.each([
    ['abc', 2, 'ab', 'bc'],
    ['a👍b', 2, 'a', 'b'],
    ['a👍b', 3, 'a👍', '👍b'],
    ['👍', 1, '', ''],
    ['👍', 9, '👍', '👍'],
    ['', 4, '', ''],
    ['ab', 0, '', ''],
  ])('%j has at most %i units: %j of its start, %j of its end', (text, units, head, tail) => {
    expect([headOf(text, units), tailOf(text, units)]).toEqual([head, tail]);
  });

  it('loses no more than it must, and has no halves that it did not have', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(texts, fc.nat(24), (text, units) => {
        for (const part of [headOf(text, units), tailOf(text, units)]) {
          expect(part.isWellFormed()).toBe(true);
          expect(part.length).toBeLessThanOrEqual(units);
          expect(part.length).toBeGreaterThanOrEqual(Math.min(text.length, units) - 1);
        }
      }),
    );
  });

  it('has halves of its own where they are no pair', () => {
    expect(splitsCharacter('\udc00\ud800', 1)).toBe(false);
    expect(headOf('\ud800\ud800', 1)).toBe('\ud800');
  });
});

import { expect, test } from 'vitest';
import { HeldNumbers } from './held-numbers.ts';

test('nothing is held before anything is sent again, nor long after', () => {
  const held = new HeldNumbers();
  expect(held.isDue(0)).toBe(false);
  expect(held.take(10)).toBeUndefined();
  expect(held.isDue(11)).toBe(true);
  expect(held.isDue(1_100)).toBe(false);
});

test('one number is held in the time of a report, and given away after two', () => {
  const held = new HeldNumbers();
  held.take(0);
  const given: number[] = [];
  for (let now = 0; now < 1_000; now++) {
    if (held.isDue(now)) held.hold(now, now);
    const number = held.take(now);
    if (number !== undefined) given.push(now - number);
  }
  expect(given).toHaveLength(19);
  expect(Math.min(...given)).toBe(90);
  expect(Math.max(...given)).toBeLessThan(140);
});

test('a number that nobody took in time is forgotten', () => {
  const held = new HeldNumbers();
  held.hold(7, 0);
  held.hold(8, 250);
  expect(held.take(400)).toBe(8);
  expect(held.take(401)).toBeUndefined();
});

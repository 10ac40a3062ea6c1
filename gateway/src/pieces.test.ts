import { expect, test } from 'vitest';
import { pieces } from './pieces.ts';

test.each([
  [[], []],
  [[1, 2], [[1, 2]]],
  [
    [1, 2, 3, 4, 5],
    [[1, 2], [3, 4], [5]],
  ],
])('%j comes in pieces of two', (list, expected) => {
  expect([...pieces(list, 2)]).toEqual(expected);
});

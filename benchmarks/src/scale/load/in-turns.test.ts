import { expect, it } from 'vitest';
import { inTurns } from './in-turns.ts';

it('does each task once, and no more at a time than asked for', async () => {
  const done: number[] = [];
  let [running, most] = [0, 0];
  await inTurns(20, 3, async (index) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(index);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(most).toBe(3);
});

import { expect, it } from 'vitest';
import { pauseAfter, POLL_EVERY } from './pace.ts';

it('asks less and less often while nobody answers, and never less than twice a minute', () => {
  const pauses = Array.from({ length: 10 }, (_, failures) => pauseAfter(failures));
  expect(pauses[0]).toBe(POLL_EVERY);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses[2]).toBe(4 * POLL_EVERY);
  expect(pauses.at(-1)).toBe(30_000);
});

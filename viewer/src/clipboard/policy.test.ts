import { expect, it } from 'vitest';
import { toPolicy } from './policy.ts';

it.each([
  ['', false, false],
  ['read', true, false],
  ['write', false, true],
  ['read write', true, true],
  [' WRITE\n read ', true, true],
  ['readwrite', false, false],
  ['on', false, false],
  [null, false, false],
  [undefined, false, false],
])('a policy of %j reads: %s, writes: %s', (words, read, write) => {
  expect(toPolicy(words)).toEqual({ read, write });
});

import { expect, test } from 'vitest';
import { RtcpOnce } from './rtcp-once.ts';

const A = Uint8Array.of(1, 2);
const B = Uint8Array.of(1, 3);

test('what came on one track is not new on the other, in whatever order the tracks are served', () => {
  const once = new RtcpOnce<'video' | 'sound'>();
  expect([once.take('video', A), once.take('video', B), once.take('sound', A), once.take('sound', B)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([once.take('sound', B), once.take('video', B)]).toEqual([true, false]);
});

test('the same words twice on one track are two', () => {
  const once = new RtcpOnce<'video' | 'sound'>();
  expect([once.take('video', A), once.take('video', A)]).toEqual([true, true]);
});

test('a track that the other never follows costs no more than its newest', () => {
  const once = new RtcpOnce<'video' | 'sound'>();
  for (let number = 0; number < 1_000; number++) once.take('video', Uint8Array.of(number >> 8, number));
  expect(once.take('sound', Uint8Array.of(0, 1))).toBe(true);
  expect(once.take('sound', Uint8Array.of(999 >> 8, 999))).toBe(false);
});

import { expect, test } from 'vitest';
import { RtpClock } from './rtp-clock.ts';

test('90 ticks pass in a millisecond, from the offset on', () => {
  const clock = new RtpClock(1_000);
  expect(clock.timestamp(0)).toBe(1_000);
  expect(clock.timestamp(16.6667)).toBe(2_500);
});

test('it wraps at 32 bits, after 13 hours of any clock', () => {
  const clock = new RtpClock(0xffff_ffff);
  expect(clock.timestamp(0)).toBe(0xffff_ffff);
  expect(clock.timestamp(1)).toBe(89);
  const days = 40 * 86_400_000;
  expect(clock.timestamp(days + 100) - clock.timestamp(days)).toBe(9_000);
});

test('any number becomes a 32-bit offset', () => {
  expect(new RtpClock(-1).timestamp(0)).toBe(0xffff_ffff);
});

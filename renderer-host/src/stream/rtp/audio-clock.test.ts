import { expect, test } from 'vitest';
import { AudioClock } from './audio-clock.ts';

test('samples that follow each other have timestamps that do, however unevenly their times are known', () => {
  const clock = new AudioClock(0xffff_ff00);
  const first = clock.timestamp(0, 1_000);
  const stamps = [480, 960, 1_440].map((sample, index) =>
    clock.timestamp(sample, 1_010 + index * 10 + [3, -4, 7][index]!),
  );
  expect(stamps.map((stamp) => (stamp - first) >>> 0)).toEqual([480, 960, 1_440]);
});

test('silence passes in timestamps too', () => {
  const clock = new AudioClock(5);
  const before = clock.timestamp(0, 0);
  expect(clock.timestamp(48_000 * 60, 60_000) - before).toBe(48_000 * 60);
});

test('the time of a moment follows a source whose clock drifts, for ever', () => {
  const clock = new AudioClock(0);
  // One part in a thousand fast: 40 ms too many samples after 40 s.
  for (let second = 0; second <= 3_600; second++) clock.timestamp(Math.round(second * 48_048), second * 1_000);
  expect(clock.resets).toBe(0);
  expect(clock.now(3_600_000)).toBe(3_600 * 48_048);
});

test('another source goes on where the host clock says', () => {
  const clock = new AudioClock(0);
  clock.timestamp(9_600, 1_000);
  clock.restart();
  expect(clock.timestamp(0, 1_500) - clock.now(1_000)).toBe(24_000);
  expect(clock.resets).toBe(0);
});

test('a source that stood still is set anew, and counted', () => {
  const clock = new AudioClock(0);
  const before = clock.timestamp(0, 0);
  expect(clock.timestamp(480, 500) - before).toBe(24_000);
  expect(clock.resets).toBe(1);
});

test('before there is sound a moment has a time', () => {
  expect(new AudioClock(7).now(10)).toBe(487);
});

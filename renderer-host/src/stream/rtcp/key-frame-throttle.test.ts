import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FirSequence, KeyFrameThrottle } from './key-frame-throttle.ts';

describe('the key frame throttle', () => {
  test('grants two wishes at once and keeps the third until the second is over', () => {
    const throttle = new KeyFrameThrottle();
    expect(throttle.request('join', 0)).toBe(true);
    expect(throttle.request('pli', 200)).toBe(true);
    expect(throttle.nextTimeout()).toBeUndefined();
    expect(throttle.request('pli', 300)).toBe(false);
    expect(throttle.request('fir', 400)).toBe(false);
    expect(throttle.nextTimeout()).toEqual({ at: 1_000, reason: 'pli' });
    expect(throttle.handleTimeout(999)).toBe(false);
    expect(throttle.handleTimeout(1_000)).toBe(true);
    expect(throttle.handleTimeout(1_001)).toBe(false);
    expect(throttle.nextTimeout()).toBeUndefined();
  });

  test('merges what waits into the next one that is granted', () => {
    const throttle = new KeyFrameThrottle();
    for (const now of [0, 1, 2]) throttle.request('pli', now);
    expect(throttle.request('drop', 1_000)).toBe(true);
    expect(throttle.nextTimeout()).toBeUndefined();
  });

  test('lets at most two through in any second of a flood, and drops no wish', () => {
    const wishes = fc
      .array(fc.nat(5_000), { minLength: 1, maxLength: 300 })
      .map((times) => times.sort((a, b) => a - b));
    fc.assert(
      fc.property(wishes, (times) => {
        const throttle = new KeyFrameThrottle();
        const granted: number[] = [];
        const drain = (until: number): void => {
          for (let next = throttle.nextTimeout(); next && next.at <= until; next = throttle.nextTimeout()) {
            expect(throttle.handleTimeout(next.at)).toBe(true);
            granted.push(next.at);
          }
        };
        for (const now of times) {
          drain(now);
          if (throttle.request('pli', now)) granted.push(now);
        }
        drain(Infinity);
        expect(granted.at(-1)).toBeGreaterThanOrEqual(times.at(-1)!);
        for (const [index, at] of granted.entries()) {
          expect(at - (granted[index - 2] ?? -Infinity)).toBeGreaterThanOrEqual(1_000);
        }
      }),
    );
  });
});

test('a repeated FIR is told from a new one by its sequence number', () => {
  const sequence = new FirSequence();
  expect([0, 0, 1, 1, 2, 255, 0].map((number) => sequence.isNew(number))).toEqual([
    true,
    false,
    true,
    false,
    true,
    true,
    true,
  ]);
});

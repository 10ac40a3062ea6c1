import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RateLimits, subscriberOf } from './rate-limits.ts';

describe('a rate of ten a minute', () => {
  test('lets a minute of them pass at once, and then one every six seconds', () => {
    const limits = new RateLimits();
    const at = (now: number): number => limits.take('one', 10, now);
    expect(Array.from({ length: 10 }, () => at(0))).toEqual(Array.from({ length: 10 }, () => 0));
    expect(at(0)).toBe(6_000);
    expect(at(5_999)).toBe(1);
    expect(at(6_000)).toBe(0);
    expect(at(6_000)).toBe(6_000);
  });

  test('is each one of its own', () => {
    const limits = new RateLimits();
    for (let index = 0; index < 10; index++) limits.take('one', 10, 0);
    expect(limits.take('one', 10, 0)).toBeGreaterThan(0);
    expect(limits.take('two', 10, 0)).toBe(0);
  });

  test('is not used up by asking, nor by what is refused', () => {
    const limits = new RateLimits();
    for (let index = 0; index < 10; index++) expect(limits.wait('one', 10, 0)).toBe(0);
    for (let index = 0; index < 30; index++) limits.take('one', 10, 0);
    expect(limits.wait('one', 10, 0)).toBe(6_000);
  });

  test('never lets more pass in a minute than twice its share, whenever they come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (gaps) => {
        const limits = new RateLimits();
        let now = 0;
        const passed: number[] = [];
        for (const gap of gaps) {
          now += gap;
          if (limits.take('one', 10, now) === 0) passed.push(now);
        }
        for (const start of passed) {
          expect(passed.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(20);
        }
      }),
    );
  });

  test('forgets those that have been quiet, and has a bound', () => {
    const limits = new RateLimits(100);
    for (let index = 0; index < 1_000; index++) limits.take(`of ${index}`, 10, 0);
    expect(limits.tracked).toBe(100);
    limits.take('later', 10, 60_000);
    expect(limits.tracked).toBe(1);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::1', '2001:db8:1:2'],
  ['2001:0db8::0001', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, subscriber) => {
  expect(subscriberOf(address)).toBe(subscriber);
});

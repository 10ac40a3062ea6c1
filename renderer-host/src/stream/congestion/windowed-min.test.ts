import { describe, expect, test } from 'vitest';
import { WindowedMin } from './windowed-min.ts';

describe('the least of a window', () => {
  test('is kept for at least half of it, and forgotten within it', () => {
    const least = new WindowedMin(10);
    least.add(1, 0);
    for (let now = 1; now <= 4; now++) least.add(5, now);
    expect(least.value).toBe(1);
    for (let now = 5; now <= 10; now++) least.add(5, now);
    expect(least.value).toBe(5);
  });

  test('is nothing before anything was seen, and only the new after a long silence', () => {
    const least = new WindowedMin(10);
    expect(least.value).toBe(Infinity);
    least.add(1, 0);
    least.add(7, 100);
    expect(least.value).toBe(7);
  });
});

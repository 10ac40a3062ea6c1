import { describe, expect, test } from 'vitest';
import { DeliveredRate } from './delivered-rate.ts';

describe('the delivered rate', () => {
  test('is that of the last while', () => {
    const rate = new DeliveredRate();
    for (let at = 0; at < 1_000; at += 10) rate.add(at, 1_250);
    expect(rate.value / 1e6).toBeCloseTo(1, 1);
    for (let at = 1_000; at < 2_000; at += 10) rate.add(at, 125);
    expect(rate.value / 1e6).toBeCloseTo(0.1, 1);
  });

  test('is nothing before there is enough of it', () => {
    const rate = new DeliveredRate();
    expect(rate.value).toBe(0);
    for (let at = 0; at < 150; at += 10) rate.add(at, 1_250);
    expect(rate.value).toBe(0);
  });

  test('keeps no more than its window, whatever the order', () => {
    const rate = new DeliveredRate();
    for (let at = 0; at < 10_000; at += 10) rate.add(at + ((at / 10) % 2) * 25, 1_250);
    expect(rate.value / 1e6).toBeCloseTo(1, 1);
  });
});

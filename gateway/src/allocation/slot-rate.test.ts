import { describe, expect, test } from 'vitest';
import { coarseSeconds, SlotRate } from './slot-rate.ts';

const CUBE = new Set(['cube']);

describe('the time that a place in the queue takes', () => {
  test('is not known before two slots became free', () => {
    const rate = new SlotRate();
    expect(rate.timeUntil(1, 'cube', 0)).toBeUndefined();
    rate.freed(0, CUBE);
    expect(rate.timeUntil(1, 'cube', 1_000)).toBeUndefined();
  });

  test('is the mean time between them, for each place', () => {
    const rate = new SlotRate();
    for (const at of [0, 10_000, 20_000]) rate.freed(at, CUBE);
    expect(rate.timeUntil(1, 'cube', 20_000)).toBe(10_000);
    expect(rate.timeUntil(3, 'cube', 20_000)).toBe(30_000);
  });

  test('goes by the slots that its scene can use', () => {
    const rate = new SlotRate();
    for (const at of [0, 10_000]) rate.freed(at, CUBE);
    for (const at of [10_000, 10_001, 10_002]) rate.freed(at, new Set(['atlas']));
    expect(rate.timeUntil(1, 'cube', 10_002)).toBe(10_002);
    expect(rate.timeUntil(1, 'sphere', 10_002)).toBeUndefined();
  });

  test('grows while no slot becomes free, and is unknown again after half an hour', () => {
    const rate = new SlotRate();
    for (const at of [0, 10_000]) rate.freed(at, CUBE);
    expect(rate.timeUntil(1, 'cube', 60_000)).toBe(60_000);
    expect(rate.timeUntil(1, 'cube', 2_000_000)).toBeUndefined();
  });

  test('goes by the newest slots', () => {
    const rate = new SlotRate();
    for (let at = 0; at < 100; at++) rate.freed(at * 60_000, CUBE);
    for (let at = 0; at < 32; at++) rate.freed(6_000_000 + at * 1_000, CUBE);
    expect(rate.timeUntil(1, 'cube', 6_031_000)).toBe(1_000);
  });

  test.each([
    [0, 5],
    [4_900, 5],
    [5_001, 10],
    [59_000, 60],
    [61_000, 90],
    [601_000, 660],
  ])('of %d ms is said as %d s', (time, seconds) => {
    expect(coarseSeconds(time)).toBe(seconds);
  });
});

import { describe, expect, test } from 'vitest';
import { MissingPackets } from './missing-packets.ts';

const ROUND_TRIP = 20;

describe('packets that are missing', () => {
  test('are given up, once, by who hears of them again after repair took too long', () => {
    const missing = new MissingPackets();
    missing.missed(7, 0, ROUND_TRIP);
    missing.missed(7, 200, ROUND_TRIP);
    expect(missing.giveUp()).toBe(false);
    missing.missed(7, 261, ROUND_TRIP);
    expect(missing.giveUp()).toBe(true);
    missing.missed(8, 270, ROUND_TRIP);
    missing.missed(8, 900, ROUND_TRIP);
    expect(missing.giveUp()).toBe(false);
    missing.keyFrame();
    missing.missed(9, 1_000, ROUND_TRIP);
    missing.missed(9, 1_300, ROUND_TRIP);
    expect(missing.giveUp()).toBe(true);
  });

  test('have longer on a longer path', () => {
    const missing = new MissingPackets();
    missing.missed(7, 0, 100);
    missing.missed(7, 490, 100);
    expect(missing.giveUp()).toBe(false);
    missing.missed(7, 501, 100);
    expect(missing.giveUp()).toBe(true);
  });

  test('are no longer missing when they arrive, or when what is behind them is shown, or a key frame leaves', () => {
    const missing = new MissingPackets();
    for (const number of [65_535, 0, 1, 2]) missing.missed(number, 0, ROUND_TRIP);
    missing.arrived(1);
    missing.arrivedUpTo(0);
    expect([65_535, 0, 1, 2].filter((number) => missing.has(number))).toEqual([2]);
    missing.keyFrame();
    expect(missing.size).toBe(0);
  });

  test('are lost again with the last copy that is under way', () => {
    const missing = new MissingPackets();
    expect(missing.copyLost(7)).toBe(false);
    missing.missed(7, 0, ROUND_TRIP);
    missing.sentAgain(7, 2, 5);
    expect(missing.copyLost(7)).toBe(false);
    expect(missing.copyLost(7)).toBe(true);
  });

  test('are overdue when nobody told of what was sent again', () => {
    const missing = new MissingPackets();
    missing.missed(7, 0, ROUND_TRIP);
    expect(missing.overdue(1_000)).toEqual([]);
    missing.sentAgain(7, 1, 5);
    expect(missing.overdue(5)).toEqual([]);
    expect(missing.overdue(6)).toEqual([7]);
  });

  test('are given up at once where there are too many', () => {
    const missing = new MissingPackets();
    for (let number = 0; number < 300; number++) missing.missed(number, 0, ROUND_TRIP);
    expect(missing.giveUp()).toBe(true);
    expect(missing.size).toBe(0);
  });

  test('are too many where the path takes long to carry them, but never a few', () => {
    const given = (count: number, bitrate: number): boolean => {
      const missing = new MissingPackets();
      missing.setBitrate(bitrate);
      for (let number = 0; number < count; number++) missing.missed(number, 0, ROUND_TRIP);
      return missing.giveUp();
    };
    // 50 packets are 80 ms of 6 Mbit/s.
    expect(given(45, 6e6)).toBe(false);
    expect(given(55, 6e6)).toBe(true);
    expect(given(16, 0.1e6)).toBe(false);
  });
});

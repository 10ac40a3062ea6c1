import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Playout } from './playout.ts';

const PIECE = 960;
const SECONDS = PIECE / 48_000;

describe('a voice is played', () => {
  test('a little after it comes, and evenly however unevenly it comes', () => {
    const playout = new Playout();
    const jitter = [0, 0.01, 0.03, 0.002, 0.04, 0.015];
    const times = jitter.map((late, index) => playout.place(PIECE * index, 10 + index * SECONDS + late)!);
    expect(times[0]! - 10).toBeGreaterThan(0.04);
    for (const [index, at] of times.entries()) expect(at - times[0]!).toBeCloseTo(index * SECONDS, 9);
    expect(playout.counts).toEqual({ stalls: 0, dropped: 0 });
  });

  test('across the end of its 32-bit timestamps', () => {
    const playout = new Playout();
    const first = playout.place(2 ** 32 - PIECE, 1)!;
    expect(playout.place(0, 1 + SECONDS)! - first).toBeCloseTo(SECONDS, 9);
  });

  test('later from then on where a piece came too late for its time', () => {
    const playout = new Playout();
    playout.place(0, 0);
    const late = playout.place(PIECE, 0.3)!;
    expect(late).toBeGreaterThan(0.3);
    expect(playout.place(2 * PIECE, 0.3 + SECONDS)! - late).toBeCloseTo(SECONDS, 9);
    expect(playout.counts.stalls).toBe(1);
  });

  test('with a bounded delay by clocks that differ, fast or slow, for an hour', () => {
    for (const drift of [0.999, 1.001]) {
      const playout = new Playout();
      const ahead: number[] = [];
      for (let index = 0; index < 180_000; index++) {
        const now = index * SECONDS * drift;
        const at = playout.place((index * PIECE) >>> 0, now);
        if (at !== undefined) ahead.push(at - now);
      }
      expect(Math.min(...ahead.slice(0, 1_000))).toBeGreaterThanOrEqual(0);
      expect(ahead.every((time) => time >= 0 && time <= 0.2)).toBe(true);
      const { stalls, dropped } = playout.counts;
      // Each corrects tens of milliseconds at once, so that it happens rarely.
      expect(stalls + dropped).toBeLessThan(100);
      expect(stalls + dropped).toBeGreaterThan(10);
    }
  });

  test('soon, whatever timestamps it has', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 32 - 1), { maxLength: 50 }), (timestamps) => {
        const playout = new Playout();
        for (const [index, timestamp] of timestamps.entries()) {
          const now = index * SECONDS;
          const at = playout.place(timestamp, now) ?? now;
          expect(at).toBeGreaterThanOrEqual(now);
          expect(at).toBeLessThan(now + 0.2);
        }
      }),
    );
  });
});

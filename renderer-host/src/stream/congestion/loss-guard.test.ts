import { describe, expect, test } from 'vitest';
import type { PacketReport } from './controller.ts';
import { LossGuard } from './loss-guard.ts';

/** 100 packets of 1,000 bytes in 100 ms, of which every n-th is lost. */
function batch(from: number, every: number): PacketReport[] {
  return Array.from({ length: 100 }, (_, index) => ({
    sequence: from + index,
    bytes: 1_000,
    sentAt: from + index,
    frame: 1,
    receivedAt: index % every === 0 ? undefined : from + index + 10,
  }));
}

function feed(guard: LossGuard, from: number, to: number, every: number): void {
  for (let now = from; now < to; now += 100) guard.add(batch(now, every), 20, false, now + 100);
}

describe('the loss guard', () => {
  test('says nothing about a few losses', () => {
    const guard = new LossGuard();
    feed(guard, 0, 5_000, 50);
    expect(guard.cap).toBe(Infinity);
  });

  test('cuts once for many, and ignores them from then on where that did not help', () => {
    const guard = new LossGuard();
    feed(guard, 0, 600, 10);
    expect(guard.cap).toBeLessThan(8e6);
    feed(guard, 600, 2_000, 10);
    expect(guard.cap).toBe(Infinity);
    expect(guard.inherentLoss).toBeCloseTo(0.1, 1);
    feed(guard, 2_000, 10_000, 10);
    expect(guard.cap).toBe(Infinity);
  });

  test('says nothing about an outage', () => {
    const guard = new LossGuard();
    feed(guard, 0, 1_000, 1_000);
    guard.add(batch(1_000, 1), 20, false, 2_000);
    feed(guard, 2_000, 4_000, 1_000);
    expect(guard.cap).toBe(Infinity);
  });

  test('says nothing while a queue explains them', () => {
    const guard = new LossGuard();
    for (let now = 0; now < 3_000; now += 100) guard.add(batch(now, 4), 20, true, now + 100);
    expect(guard.cap).toBe(Infinity);
  });

  test('keeps a cut that took the losses away, and lifts it slowly', () => {
    const guard = new LossGuard();
    feed(guard, 0, 600, 5);
    const cut = guard.cap;
    expect(cut).toBeLessThan(7e6);
    feed(guard, 600, 1_500, 1_000);
    expect(guard.cap).toBeGreaterThanOrEqual(cut);
    expect(guard.cap).toBeLessThan(cut * 1.6);
    feed(guard, 1_500, 30_000, 1_000);
    expect(guard.cap).toBe(Infinity);
  });
});

import { describe, expect, test } from 'vitest';
import { StandingQueue } from './standing-queue.ts';
import type { Train } from './train-meter.ts';

const INTERVAL = 16;

/** A train a frame, each with this delay. */
function queueOf(delays: readonly number[]): StandingQueue {
  const queue = new StandingQueue();
  for (const [index, leastDelay] of delays.entries()) {
    const lastSentAt = index * INTERVAL;
    const train: Train = {
      ...{ frame: index, packets: 5, lost: 0, bytes: 6_000, sentPerByte: 0, receivedPerByte: 0 },
      ...{ arrivedBytes: 0, lastSentAt, lastReceivedAt: lastSentAt + leastDelay, leastDelay },
    };
    queue.packet(leastDelay, lastSentAt);
    queue.train(train);
  }
  return queue;
}

/** 0 to `most`, each as likely: golden-ratio steps, which repeat nothing. */
const trembling = (count: number, most: number): number[] =>
  Array.from({ length: count }, (_, index) => 50 + ((index * 0.618_034) % 1) * most);

describe('the queue that stands', () => {
  test('shows in two trains on a quiet path, and not in one', () => {
    expect(queueOf([50, 50, 50, 90]).value).toBe(0);
    expect(queueOf([50, 50, 50, 90, 92]).value).toBeGreaterThan(35);
  });

  test('is not jitter', () => {
    const values = Array.from({ length: 60 }, (_, count) => queueOf(trembling(100 + count, 20)).value);
    expect(Math.max(...values)).toBeLessThan(2);
  });

  test('shows through jitter when it lasts', () => {
    const delays = [...trembling(100, 20), ...trembling(20, 20).map((delay) => delay + 40)];
    expect(queueOf(delays).value).toBeGreaterThan(15);
    expect(queueOf(delays).lag).toBeGreaterThan(5 * INTERVAL);
  });

  test('shows at once where it is longer than all jitter', () => {
    const delays = [...trembling(100, 6), 250, 300];
    expect(queueOf(delays).value).toBeGreaterThan(150);
  });

  test('is nothing before there is anything to compare', () => {
    expect(queueOf([]).value).toBe(0);
    expect(queueOf([]).lag).toBe(0);
  });
});

import { describe, expect, test } from 'vitest';
import type { FrameReport } from './controller.ts';
import { FrameDelays } from './frame-delays.ts';

const INTERVAL = 16;
const BYTES = 40_000;

/** A frame that left within 5 ms, and whose last packet took `delay` after that. */
function report(frame: number, delay: number, repaired = false): FrameReport {
  const firstSentAt = frame * INTERVAL;
  const lastSentAt = firstSentAt + 5;
  return { frame, sentBytes: frame * BYTES, firstSentAt, lastSentAt, repaired, receivedAt: lastSentAt + delay };
}

function afterQuiet(): FrameDelays {
  const delays = new FrameDelays();
  for (let frame = 0; frame < 50; frame++) delays.add(report(frame, 10), frame * INTERVAL + 30);
  return delays;
}

describe('what frames say by themselves', () => {
  test('is at which rate one came that met a queue', () => {
    const late = afterQuiet().add(report(50, 60), 900)!;
    expect(late.bits).toBe(BYTES * 8);
    expect(late.received).toBe(INTERVAL + 50);
    expect(late.queue).toBe(50 - INTERVAL);
  });

  test('is nothing where a frame is late by less than another one of its size would be', () => {
    expect(afterQuiet().add(report(50, 28), 900)).toBeUndefined();
  });

  test('is nothing of a frame that was repaired, came out of order, or follows one that is not known', () => {
    expect(afterQuiet().add(report(50, 60, true), 900)).toBeUndefined();
    expect(afterQuiet().add(report(49, 60), 900)).toBeUndefined();
    expect(afterQuiet().add(report(52, 60), 900)).toBeUndefined();
  });

  test('is nothing where the queue does not grow any more', () => {
    const delays = afterQuiet();
    delays.add(report(50, 60), 900);
    expect(delays.add(report(51, 61), 920)).toBeUndefined();
  });

  test('is nothing where frames are as late as they often are', () => {
    const delays = new FrameDelays();
    for (let frame = 0; frame < 100; frame++) delays.add(report(frame, 10 + (frame % 2) * 12), frame * INTERVAL + 30);
    expect(delays.add(report(100, 45), 1_700)).toBeUndefined();
  });
});

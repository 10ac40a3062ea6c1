import { describe, expect, it } from 'vitest';
import { FrameClock } from './frame-clock.ts';

const INTERVAL = 1_000 / 50;

/** Starts a frame whenever one is due, looking at the clock every quarter millisecond, and returns when. */
function frameStarts(clock: FrameClock, from: number, until: number, inputAt: (now: number) => boolean = () => false) {
  const starts: number[] = [];
  for (let now = from; now < until; now += 0.25) {
    if (inputAt(now)) clock.inputArrived();
    if (clock.nextDue() > now) continue;
    clock.frameStarted(now);
    starts.push(now);
  }
  return starts;
}

describe('FrameClock', () => {
  it('starts the first frame at once', () => {
    expect(new FrameClock(50).nextDue()).toBeLessThan(0);
  });

  it('keeps the frame rate', () => {
    expect(frameStarts(new FrameClock(50), 1_000, 2_000)).toHaveLength(50);
  });

  it('keeps the schedule when frames start a little late', () => {
    const clock = new FrameClock(50);
    clock.frameStarted(0);
    clock.frameStarted(INTERVAL + 3);
    expect(clock.nextDue()).toBe(2 * INTERVAL);
  });

  it('begins a new schedule after a pause, and makes up for no lost frame', () => {
    const clock = new FrameClock(50);
    clock.frameStarted(0);
    clock.frameStarted(500);
    expect(clock.nextDue()).toBe(500 + INTERVAL);
  });

  it('lets an input start a frame at once when half an interval has gone by', () => {
    const clock = new FrameClock(50);
    clock.frameStarted(0);
    clock.inputArrived();
    expect(clock.nextDue()).toBe(INTERVAL / 2);
  });

  it('forgets the input with the frame that shows it', () => {
    const clock = new FrameClock(50);
    clock.frameStarted(0);
    clock.inputArrived();
    clock.frameStarted(INTERVAL / 2);
    expect(clock.nextDue()).toBe(2 * INTERVAL);
  });

  it('makes no more frames than the rate, however fast inputs come', () => {
    const starts = frameStarts(new FrameClock(50), 0, 10_000, () => true);
    expect(starts.length).toBeGreaterThanOrEqual(500);
    expect(starts.length).toBeLessThanOrEqual(501);
  });

  it('never starts two frames closer than half an interval', () => {
    const starts = frameStarts(new FrameClock(50), 0, 2_000, (now) => now % 7 === 0);
    const gaps = starts.slice(1).map((start, index) => start - starts[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(INTERVAL / 2);
  });

  it('takes a new rate from the next frame on', () => {
    const clock = new FrameClock(50);
    clock.setRate(25);
    clock.frameStarted(0);
    expect(clock.interval).toBe(40);
    expect(clock.nextDue()).toBe(40);
  });

  it.each([0, -1, Number.NaN, 1_001])('refuses %d frames per second', (fps) => {
    expect(() => new FrameClock(fps)).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import { FrameClock } from './frame-clock.ts';

const INTERVAL = 1_000 / 50;

/** Starts a frame whenever one is due, looking at the clock every quarter millisecond, and returns when. */
function frameStarts(clock: FrameClock, from: number, until: number, inputAt: (now: number) => boolean = () => false) {
  const starts: number[] = [];
  for (let now = from; now < until; now += 0.25) {
    if (inputAt(now)) clock.frameWanted();
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

  it('lets an input start a frame at once when a quarter of an interval has gone by', () => {
    const clock = new FrameClock(50);
    clock.frameStarted(0);
    clock.frameWanted();
    expect(clock.nextDue()).toBe(INTERVAL / 4);
  });

  it('tells a frame of its schedule from an early one', () => {
    const clock = new FrameClock(50);
    expect(clock.isScheduled(0)).toBe(true);
    clock.frameStarted(0);
    clock.frameWanted();
    expect(clock.isScheduled(INTERVAL / 2)).toBe(false);
    expect(clock.isScheduled(INTERVAL)).toBe(true);
  });

  it('goes on from an early frame, and forgets the input that it shows', () => {
    const clock = new FrameClock(50);
    clock.frameStarted(0);
    clock.frameWanted();
    clock.frameStarted(INTERVAL / 2);
    expect(clock.nextDue()).toBe(INTERVAL * 1.5);
  });

  it.each([
    // Half of the rate of common displays is missing; a quarter more than the rate; the same.
    [30, 60],
    [60, 75],
    [120, 150],
  ])('at %d frames a second makes no more than %d, however fast inputs come', (fps, most) => {
    const starts = frameStarts(new FrameClock(fps), 0, 20_000, () => true);
    // The looks at the clock round each gap up; the burst at the start is allowed.
    expect(starts.length / 20).toBeGreaterThan(fps);
    expect(starts.length).toBeLessThanOrEqual(most * 20 + 8);
  });

  it('brings frames forward for inputs without making many more of them where that is asked for', () => {
    const clock = new FrameClock(60);
    clock.setRate(30, 30);
    expect(frameStarts(clock, 0, 20_000, () => true).length).toBeLessThanOrEqual(37.5 * 20 + 8);
  });

  it('starts a frame for each of a few inputs within a quarter of an interval', () => {
    const inputs = new Set([105, 171, 250, 299, 333]);
    const starts = frameStarts(new FrameClock(50), 0, 400, (now) => inputs.has(now));
    for (const input of inputs) {
      const shown = starts.find((start) => start >= input)!;
      expect(shown - input).toBeLessThanOrEqual(INTERVAL / 4);
    }
  });

  it('makes an input wait for the schedule once the budget is spent', () => {
    const clock = new FrameClock(60);
    const starts = frameStarts(clock, 0, 5_000, () => true);
    const gaps = starts.slice(-20, -1).map((start, index) => starts.at(-19 + index)! - start);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(clock.interval + 0.5);
  });

  it('never starts two frames closer than a quarter of an interval', () => {
    const starts = frameStarts(new FrameClock(50), 0, 2_000, (now) => now % 7 === 0);
    const gaps = starts.slice(1).map((start, index) => start - starts[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(INTERVAL / 4);
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

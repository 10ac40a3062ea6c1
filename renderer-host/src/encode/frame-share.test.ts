import { describe, expect, it } from 'vitest';
import { frameShare } from './frame-share.ts';

const INTERVAL = 1_000 / 30;

describe('the share of a frame', () => {
  it('is one interval for frames on time, whatever the timers’ jitter', () => {
    for (const jitter of [-4, -1, 0, 1, 4]) expect(frameShare(INTERVAL + jitter, INTERVAL)).toBe(1);
  });

  it('is what has passed for frames that an input brought forward', () => {
    expect(frameShare(INTERVAL / 2, INTERVAL)).toBe(0.5);
    expect(frameShare(INTERVAL / 4, INTERVAL)).toBe(0.25);
  });

  it('is never nothing', () => {
    expect(frameShare(0, INTERVAL)).toBe(0.25);
  });

  it('is more for a scene that is slower than its rate', () => {
    expect(frameShare(INTERVAL * 1.5, INTERVAL)).toBe(1.5);
    expect(frameShare(INTERVAL * 2, INTERVAL)).toBe(2);
  });

  it('is one for the first frame and for the first after a pause', () => {
    expect(frameShare(Infinity, INTERVAL)).toBe(1);
    expect(frameShare(INTERVAL * 10, INTERVAL)).toBe(1);
  });

  it('adds up to the time that passes at any steady rate up to twice the nominal one', () => {
    for (const fps of [15, 20, 30, 40, 60]) {
      const since = 1_000 / fps;
      expect(Math.abs(frameShare(since, INTERVAL) * INTERVAL - since)).toBeLessThanOrEqual(INTERVAL / 8 + 1e-9);
    }
  });
});

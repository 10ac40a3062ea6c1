import { describe, expect, it } from 'vitest';
import { AlrDetector } from './alr-detector.ts';
import { RttBackoff } from './rtt-backoff.ts';

describe('the application-limited region', () => {
  it('begins where much less is sent than the estimate allows', () => {
    const alr = new AlrDetector();
    alr.setEstimate(1e6);
    send(alr, 0.1e6, 0, 400);
    expect(alr.since).toBeUndefined();
    send(alr, 0.1e6, 410, 1_000);
    expect(alr.since).toBeGreaterThan(400);
  });

  it('ends once as much is sent again', () => {
    const alr = new AlrDetector();
    alr.setEstimate(1e6);
    send(alr, 0.1e6, 0, 2_000);
    send(alr, 1e6, 2_010, 2_400);
    expect(alr.since).toBeDefined();
    send(alr, 1e6, 2_410, 3_000);
    expect(alr.since).toBeUndefined();
  });

  it('does not begin while 65 % of the estimate is sent', () => {
    const alr = new AlrDetector();
    alr.setEstimate(1e6);
    send(alr, 0.66e6, 0, 20_000);
    expect(alr.since).toBeUndefined();
  });

  it('makes up for a long overshoot within its window', () => {
    const alr = new AlrDetector();
    alr.setEstimate(1e6);
    send(alr, 5e6, 0, 5_000);
    send(alr, 0.1e6, 5_010, 7_000);
    expect(alr.since).toBeDefined();
  });
});

describe('the backoff without feedback', () => {
  it('begins when 3 s are not told of, and takes a fifth each second', () => {
    const backoff = new RttBackoff();
    backoff.heard(100, 0);
    backoff.sent(2_900);
    expect(backoff.isLimiting()).toBe(false);
    backoff.sent(2_901);
    expect(backoff.isLimiting()).toBe(true);
    expect([3_000, 3_999, 4_000].map((now) => backoff.reduce(1_000, now))).toEqual([800, 1_000, 800]);
    backoff.heard(100, 4_500);
    expect(backoff.isLimiting()).toBe(false);
  });

  it('is not for a sender that is silent itself', () => {
    const backoff = new RttBackoff();
    backoff.sent(0);
    backoff.heard(50, 50);
    expect(backoff.isLimiting()).toBe(false);
  });

  it('counts from the first packet where no feedback ever came', () => {
    const backoff = new RttBackoff();
    expect(backoff.isLimiting()).toBe(false);
    backoff.sent(10_000);
    expect(backoff.isLimiting()).toBe(false);
    backoff.sent(13_001);
    expect(backoff.isLimiting()).toBe(true);
  });
});

function send(alr: AlrDetector, bitrate: number, from: number, to: number): void {
  for (let at = from; at <= to; at += 10) alr.sent((bitrate * 10) / 8_000, at);
}

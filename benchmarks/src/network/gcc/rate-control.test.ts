import { describe, expect, it } from 'vitest';
import { LinkCapacity } from './link-capacity.ts';
import type { Usage } from './overuse-detector.ts';
import { RateControl } from './rate-control.ts';
import { transition, type RateState } from './rate-state.ts';

describe('the state of the rate', () => {
  const table: readonly (readonly [RateState, Usage, RateState])[] = [
    ['hold', 'over', 'decrease'],
    ['hold', 'normal', 'increase'],
    ['hold', 'under', 'hold'],
    ['increase', 'over', 'decrease'],
    ['increase', 'normal', 'increase'],
    ['increase', 'under', 'hold'],
    ['decrease', 'over', 'decrease'],
    ['decrease', 'normal', 'decrease'],
    ['decrease', 'under', 'hold'],
  ];
  it.each(table)('from %s by a use that is %s is %s', (state, usage, next) => {
    expect(transition(state, usage)).toBe(next);
  });
});

describe('the rate control', () => {
  it('grows by 8 % a second where nothing is known of the path', () => {
    const control = new RateControl(1e6, 5_000);
    for (let at = 0; at <= 1_000; at += 50) control.update('normal', 1e6, at);
    expect(control.rate).toBeGreaterThan(1.075e6);
    expect(control.rate).toBeLessThan(1.085e6);
  });

  it('grows to at most half again of what arrives', () => {
    const control = new RateControl(1e6, 5_000);
    for (let at = 0; at <= 60_000; at += 50) control.update('normal', 1e6, at);
    expect(control.rate).toBe(1.51e6);
  });

  it('falls to 85 % of what arrives on overuse, and holds until the queue has drained', () => {
    const control = new RateControl(2e6, 5_000);
    control.update('over', 1e6, 1_000);
    expect(control.rate).toBe(845_000);
    control.update('under', 1e6, 1_050);
    expect(control.rate).toBe(845_000);
    control.update('normal', 1e6, 1_100);
    expect(control.rate).toBe(845_000);
    control.update('normal', 1e6, 1_150);
    expect(control.rate).toBeGreaterThan(845_000);
  });

  it('grows by half a packet per response time near the capacity', () => {
    const control = new RateControl(2e6, 5_000);
    control.setRoundTrip(100);
    control.update('over', 1e6, 1_000);
    control.update('normal', 1e6, 1_000);
    control.update('normal', 1e6, 2_000);
    const packetBits = 845_000 / 30 / Math.ceil(845_000 / 30 / 9_600);
    expect(control.rate - 845_000).toBeCloseTo(packetBits / 2 / 0.2);
  });

  it('never grows by overuse, and goes by what the path held where more arrives than is sent', () => {
    const control = new RateControl(2e6, 5_000);
    control.update('over', 1e6, 1_000);
    control.setRate(500_000, 1_100);
    control.update('over', 1e6, 2_000);
    expect(control.rate).toBe(500_000);
    control.setRate(860_000, 2_100);
    control.update('over', 1.1e6, 3_000);
    expect(control.rate).toBeLessThan(860_000);
  });

  it('answers overuse once in a round trip, and at once where the path collapsed', () => {
    const control = new RateControl(2e6, 5_000);
    control.setRoundTrip(100);
    expect(control.mayReduce(1.5e6, 0)).toBe(true);
    control.update('over', 1.5e6, 1_000);
    expect(control.mayReduce(1.2e6, 1_099)).toBe(false);
    expect(control.mayReduce(0.5e6, 1_001)).toBe(true);
    expect(control.mayReduce(1.2e6, 1_100)).toBe(true);
    control.setRoundTrip(2_000);
    expect(control.mayReduce(1.2e6, 1_200)).toBe(true);
  });

  it('keeps its minimum', () => {
    const control = new RateControl(200_000, 150_000);
    control.update('over', 100_000, 1_000);
    expect(control.rate).toBe(150_000);
  });
});

describe('the capacity of a link', () => {
  it('is unknown until it is overused', () => {
    const capacity = new LinkCapacity();
    expect(capacity.estimate).toBeUndefined();
    expect(capacity.isAbove(1)).toBe(false);
    expect(capacity.isBelow(1e9)).toBe(false);
  });

  it('is the smoothed throughput at those times, with a spread', () => {
    const capacity = new LinkCapacity();
    capacity.overused(1e6);
    expect(capacity.estimate).toBe(1e6);
    capacity.overused(1.1e6);
    expect(capacity.estimate).toBeCloseTo(1.005e6);
    expect([0.8e6, 1e6].map((throughput) => capacity.isAbove(throughput))).toEqual([true, false]);
    expect([1e6, 1.2e6].map((throughput) => capacity.isBelow(throughput))).toEqual([false, true]);
    capacity.forget();
    expect(capacity.estimate).toBeUndefined();
  });
});

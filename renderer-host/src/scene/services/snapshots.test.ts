import type { PlainValue } from '@remote-view/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SNAPSHOT_BYTES } from '../../agent/session-store.ts';
import { Snapshots } from './snapshots.ts';

describe('snapshots', () => {
  let told: (string | undefined)[];
  let warnings: string[];
  let snapshots: Snapshots;
  let value: PlainValue;
  let taken: number;
  /** What one costs. */
  let cost: number;

  beforeEach(() => {
    vi.useFakeTimers();
    [told, warnings, value, taken, cost] = [[], [], 0, 0, 0];
    snapshots = new Snapshots({
      tell: (text) => told.push(text),
      warn: (text) => warnings.push(text),
      now: () => Date.now(),
    });
  });
  afterEach(() => {
    snapshots.close();
    vi.useRealTimers();
  });

  const take = (): PlainValue => {
    taken++;
    vi.setSystemTime(Date.now() + cost);
    return value;
  };
  /** Draws 30 frames a second, each another value. */
  const drawFor = (seconds: number): void => {
    for (let frame = 0; frame < seconds * 30; frame++) {
      vi.advanceTimersByTime(1_000 / 30);
      value = Date.now();
      snapshots.drawn();
    }
  };

  it('are taken behind a frame every few seconds, and not right after the start', () => {
    snapshots.from(take);
    drawFor(4.5);
    expect(told).toEqual([]);
    drawFor(60);
    expect(told.length).toBeGreaterThan(8);
    expect(told.length).toBeLessThan(14);
  });

  it('are taken once after the scene came to rest, and then need no timer', () => {
    snapshots.from(take);
    drawFor(1);
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([JSON.stringify(value)]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are not told again where nothing changed', () => {
    snapshots.from(() => ({ same: true }));
    drawFor(60);
    expect(told).toEqual(['{"same":true}']);
  });

  it('that cost much are rare', () => {
    cost = 100;
    snapshots.from(take);
    drawFor(60);
    expect(taken).toBeGreaterThan(0);
    expect(taken * cost).toBeLessThan(0.01 * 60_000);
  });

  it('are given at once to who asks, also where nothing changed', () => {
    snapshots.from(take);
    snapshots.asked();
    snapshots.asked();
    expect(told).toEqual(['0', '0']);
  });

  it('are none where the scene gives none', () => {
    snapshots.from(undefined);
    drawFor(60);
    snapshots.asked();
    expect(told).toEqual([undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<[string, () => PlainValue, RegExp]>([
    [
      'throw',
      () => {
        throw new Error('a bug');
      },
      /a bug/u,
    ],
    ['are too large', () => 'x'.repeat(SNAPSHOT_BYTES), /too large|larger/iu],
    ['are not JSON-like', () => new Map() as unknown as PlainValue, /Map/u],
  ])('that %s are warned of, and the scene goes on with the one before', (_how, broken, warning) => {
    let fails = false;
    snapshots.from(() => (fails ? broken() : 'good'));
    snapshots.asked();
    fails = true;
    snapshots.asked();
    expect(told).toEqual(['"good"', '"good"']);
    expect(warnings).toEqual([expect.stringMatching(warning)]);
  });
});

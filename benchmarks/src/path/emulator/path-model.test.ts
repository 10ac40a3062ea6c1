import { describe, expect, it } from 'vitest';
import type { PathCase } from '../cases.ts';
import { parseSchedule } from '../schedule.ts';
import { BIN } from './link-log.ts';
import { PathModel } from './path-model.ts';

/** 1222 bytes and their headers take 10 ms at 1 Mbit/s. */
const BYTES = 1_222;

function path(schedule: string, more: Partial<PathCase> = {}): PathCase {
  return { name: 'made', rtt: 20, phases: parseSchedule(schedule), ...more };
}

/** @returns when packets arrived */
function flood(model: PathModel<number>, from: number, to: number, every: number): number[] {
  const arrived: number[] = [];
  for (let now = from; now < to; now += every) {
    arrived.push(...model.take(now).map(({ at }) => at));
    model.offer('down', now, BYTES, now);
  }
  return arrived;
}

describe('a path', () => {
  it('takes half of the round trip each way, and only to the viewer the time of the bytes', () => {
    const model = new PathModel<string>(path('1s 1M', { rtt: 100 }), 1);
    model.offer('up', 'up', BYTES, 0);
    model.offer('down', 'down', BYTES, 0);
    expect(model.nextAt).toBe(50);
    expect(model.take(50)).toEqual([{ packet: 'up', at: 50 }]);
    expect(model.take(60)).toEqual([{ packet: 'down', at: 60 }]);
    expect(model.nextAt).toBeUndefined();
  });

  it('loses nothing until it begins', () => {
    const model = new PathModel<number>(path('1s 1M', { loss: { type: 'random', share: 1 } }), 1);
    model.offer('down', 1, BYTES, 0);
    model.begin(5);
    model.offer('down', 2, BYTES, 10);
    expect(model.take(1_000)).toEqual([{ packet: 1, at: 20 }]);
    expect(model.finish().lost[0]).toBe(1);
  });

  it('carries what its phases say, counted from its beginning', () => {
    const model = new PathModel<number>(path('1s 1M, 1s 4M'), 1);
    model.begin(500);
    flood(model, 500, 3_000, 1);
    const { deliveredBytes } = model.finish();
    const bitsIn = (from: number, to: number): number =>
      deliveredBytes.slice(from / BIN, to / BIN).reduce((sum, bytes) => sum + bytes * 8, 0);
    expect(deliveredBytes).toHaveLength(2_000 / BIN);
    expect(bitsIn(0, 1_000) / 1e6).toBeCloseTo(1, 1);
    expect(bitsIn(1_000, 2_000) / 4e6).toBeCloseTo(1, 1);
  });

  it('has a queue of 300 ms, and logs what it refuses', () => {
    const model = new PathModel<number>(path('3s 1M'), 1);
    model.begin(0);
    flood(model, 0, 3_000, 1);
    const { longestWait, dropped, waited, turnAt } = model.finish();
    expect(Math.max(...longestWait)).toBeGreaterThan(280);
    expect(Math.max(...longestWait)).toBeLessThanOrEqual(300);
    expect(Math.min(...dropped.slice(20, 50))).toBeGreaterThan(0);
    expect(waited).toHaveLength(turnAt.length);
  });

  it('lets nothing through in an outage', () => {
    const model = new PathModel<number>(path('1s 1M, 1s 0M, 1s 1M'), 1);
    model.begin(0);
    const arrived = flood(model, 0, 3_000, 20);
    expect(arrived.filter((at) => at > 1_010 && at < 2_010)).toEqual([]);
    expect(arrived.filter((at) => at > 2_010).length).toBeGreaterThan(40);
  });

  it('loses the same packets for the same seed', () => {
    const lost = (seed: number): readonly number[] => {
      const model = new PathModel<number>(path('2s 10M', { loss: { type: 'random', share: 0.2 } }), seed);
      model.begin(0);
      flood(model, 0, 2_000, 2);
      return model.finish().lost;
    };
    expect(lost(7)).toEqual(lost(7));
    expect(lost(7)).not.toEqual(lost(8));
  });
});

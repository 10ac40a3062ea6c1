import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPPORTUNITY_BYTES, Opportunities, SteppedRate } from './capacity.ts';

describe('a rate in steps', () => {
  const steps = new SteppedRate([
    { from: 0, bitrate: 8_000_000 },
    { from: 100, bitrate: 800_000 },
    { from: 200, bitrate: 0 },
    { from: 300, bitrate: Infinity },
  ]);

  it('serves a packet in the time that its bits take', () => {
    expect(steps.serve(1_000, 10)).toBeCloseTo(11);
  });

  it('serves the rest of a packet at the next rate', () => {
    expect(steps.serve(2_000, 99)).toBeCloseTo(110);
  });

  it('waits where nothing passes', () => {
    expect(steps.serve(1_000, 199)).toBeCloseTo(300);
    expect(new SteppedRate([{ from: 0, bitrate: 0 }]).serve(1, 0)).toBe(Infinity);
  });

  it('that is no limit takes no time', () => {
    expect(steps.serve(1_000_000, 400)).toBe(400);
  });

  it('says what passes between two moments', () => {
    expect(steps.bitsBetween(50, 250)).toBeCloseTo(400_000 + 80_000);
    expect(steps.rateAt(150)).toBe(800_000);
  });

  it('begins at 0', () => {
    expect(() => new SteppedRate([])).toThrow(RangeError);
    expect(() => new SteppedRate([{ from: 5, bitrate: 1 }])).toThrow(RangeError);
  });
});

describe('opportunities', () => {
  it('let packets share one, and span several', () => {
    const trace = new Opportunities([10, 20, 30, 40], 50);
    expect([trace.serve(700, 0), trace.serve(700, 10), trace.serve(200, 10), trace.serve(3_000, 20)]).toEqual([
      10, 10, 20, 40,
    ]);
  });

  it('that pass unused are gone', () => {
    const trace = new Opportunities([10, 20, 30], 50);
    expect(trace.serve(100, 15)).toBe(20);
    expect(trace.serve(100, 20)).toBe(20);
  });

  it('repeat', () => {
    const trace = new Opportunities([10, 20], 50);
    expect(trace.serve(100, 45)).toBe(60);
    expect(trace.bitsBetween(0, 100)).toBe(4 * OPPORTUNITY_BYTES * 8);
    expect(trace.bitsBetween(15, 70)).toBe(2 * OPPORTUNITY_BYTES * 8);
  });

  it('never carry more than they are', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1 });
    const sizes = fc.array(fc.integer({ min: 1, max: 1_500 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(times, sizes, (list, bytes) => {
        const trace = new Opportunities(
          list.toSorted((a, b) => a - b),
          100,
        );
        let last = 0;
        for (const size of bytes) {
          const at = trace.serve(size, last);
          expect(at).toBeGreaterThanOrEqual(last);
          last = at;
        }
        const sent = bytes.reduce((sum, size) => sum + size, 0);
        expect(sent * 8).toBeLessThanOrEqual(trace.bitsBetween(0, last + 1));
      }),
    );
  });
});

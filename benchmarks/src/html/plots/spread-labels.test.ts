import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadLabels } from './spread-labels.ts';

describe('names at the ends of lines', () => {
  it('stay where they are if there is room', () => {
    expect(spreadLabels([100, 10, 50], 14)).toEqual([100, 10, 50]);
  });

  it('move apart evenly where they would stand on each other', () => {
    expect(spreadLabels([50, 50], 14)).toEqual([43, 57]);
    expect(spreadLabels([52, 50, 51], 14)).toEqual([65, 37, 51]);
  });

  it('push what is next to them', () => {
    expect(spreadLabels([50, 50, 60], 14)).toEqual([50 + 10 / 3 - 14, 50 + 10 / 3, 50 + 10 / 3 + 14]);
  });

  it('keep their order and distance, whatever they were', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }), (wanted) => {
        const places = spreadLabels(wanted, 14).sort((a, b) => a - b);
        for (const [index, place] of places.slice(1).entries())
          expect(place - places[index]!).toBeGreaterThanOrEqual(14 - 1e-9);
      }),
    );
  });
});

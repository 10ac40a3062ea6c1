import { describe, expect, it } from 'vitest';
import { decodeFromViewer } from './input.ts';
import { encode } from './msgpack.ts';
import { ANGLE_SCALE, fromReading, NO_READING, toReading } from './sensors.ts';

describe('a reading', () => {
  it('travels in steps, bounded, and comes back', () => {
    expect(fromReading(toReading(12.34, ANGLE_SCALE), ANGLE_SCALE)).toBeCloseTo(12.34, 1);
    expect(toReading(-1e9, 1)).toBe(-32_767);
    expect(Object.is(toReading(-0.001, 1), 0)).toBe(true);
  });

  it('may be missing', () => {
    for (const missing of [null, undefined, Number.NaN]) expect(toReading(missing, 1)).toBe(NO_READING);
    expect(fromReading(NO_READING, ANGLE_SCALE)).toBeNull();
  });

  it('is one of three', () => {
    const orientation = (angles: unknown): Uint8Array => encode([28, 1, angles, true, 90]);
    expect(decodeFromViewer(orientation([1, 2, NO_READING]), 'motion')).toMatchObject({ angles: [1, 2, NO_READING] });
    for (const angles of [[1, 2], [1, 2, 3, 4], [1, 2, 40_000], 'none']) {
      expect(() => decodeFromViewer(orientation(angles), 'motion')).toThrow('was not understood');
    }
  });
});

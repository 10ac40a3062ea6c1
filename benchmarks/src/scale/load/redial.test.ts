import { describe, expect, it } from 'vitest';
import { HOST_REDIAL, pauseBefore, VIEWER_REDIAL } from './redial.ts';

describe('clients that were cut off', () => {
  it('wait longer with each attempt, up to the last pause', () => {
    const pauses = [0, 1, 2, 5, 6, 60].map((attempt) => pauseBefore(VIEWER_REDIAL, attempt, 1, 0));
    expect(pauses).toEqual([250, 500, 1_000, 8_000, 8_000, 8_000]);
  });

  it('do not all come back in the same instant', () => {
    expect(pauseBefore(VIEWER_REDIAL, 0, 1, 1)).toBeCloseTo(175);
    expect(pauseBefore(HOST_REDIAL, 0, 1, 1)).toBe(0);
  });

  it('try every gateway of a host once before it waits longer', () => {
    expect([0, 1, 2, 3, 4].map((attempt) => pauseBefore(HOST_REDIAL, attempt, 2, 0))).toEqual([
      200, 200, 500, 500, 1_000,
    ]);
  });
});

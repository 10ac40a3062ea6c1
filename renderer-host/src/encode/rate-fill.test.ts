import { describe, expect, it } from 'vitest';
import { RateFill } from './rate-fill.ts';

/** An encoder that spends this part of what it is asked for. @returns what it spends in the end, in shares */
function settle(fill: RateFill, careful: number, pictures = 100): number {
  let spent = 0;
  for (let picture = 0; picture < pictures; picture++) fill.encoded((spent = fill.factor * careful), true);
  return spent;
}

describe('the filling of a rate', () => {
  it('has an encoder that is too careful spend nearly its share', () => {
    expect(settle(new RateFill(2), 0.7)).toBeCloseTo(0.92, 2);
  });

  it('asks an encoder that spends what it is asked for for no more than that', () => {
    const fill = new RateFill(2);
    expect(settle(fill, 1)).toBeLessThanOrEqual(1);
    expect(fill.factor).toBe(1);
  });

  it('never asks for more than half a share beyond', () => {
    const fill = new RateFill(2);
    settle(fill, 0.2);
    expect(fill.factor).toBe(1.5);
  });

  it('backs off within a few pictures when the picture has become another', () => {
    const fill = new RateFill(2);
    settle(fill, 0.5);
    expect(settle(fill, 1, 5)).toBeLessThan(1.15);
  });

  it('learns nothing from pictures that are as good as they are allowed to be', () => {
    const fill = new RateFill(2);
    const before = fill.factor;
    for (let picture = 0; picture < 20; picture++) fill.encoded(0.01, false);
    expect(fill.factor).toBe(before);
  });

  it('asks for the share alone after the rate fell, and gives the buffer back picture by picture', () => {
    const fill = new RateFill(2);
    settle(fill, 0.5);
    fill.tighten();
    expect([fill.factor, fill.buffer]).toEqual([1, 1.15]);
    fill.encoded(1, true);
    expect(fill.buffer).toBeCloseTo(1.25);
    settle(fill, 1, 20);
    expect(fill.buffer).toBe(2);
  });

  it('never makes a buffer larger than it is', () => {
    const fill = new RateFill(1);
    fill.tighten();
    fill.encoded(1, true);
    expect(fill.buffer).toBe(1);
  });
});

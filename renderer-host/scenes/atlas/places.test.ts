import { describe, expect, it } from 'vitest';
import { createAtlas, MAP, MEASURE, MEASURES, readable, share } from './places.ts';

const atlas = createAtlas(5);

describe('the atlas', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(createAtlas(5).towns).toEqual(atlas.towns);
    expect(createAtlas(6).towns).not.toEqual(atlas.towns);
  });

  it('has thirty towns on dry land, with names of their own', () => {
    expect(atlas.towns).toHaveLength(30);
    expect(new Set(atlas.towns.map(({ id }) => id)).size).toBe(30);
    for (const { x, z } of atlas.towns) expect(atlas.height(x, z)).toBeGreaterThan(0);
  });

  it('has values within their ranges', () => {
    for (const { values } of atlas.towns) {
      for (const measure of MEASURES) {
        const [low, high] = MEASURE[measure].range;
        expect(values[measure]).toBeGreaterThanOrEqual(low);
        expect(values[measure]).toBeLessThanOrEqual(high);
      }
    }
  });

  it('lies in the sea', () => {
    for (const x of [-MAP.x, MAP.x]) for (const z of [-MAP.z, MAP.z]) expect(atlas.height(x, z)).toBeLessThan(0);
  });
});

describe('a share', () => {
  it('is 0 to 1 over the range, by factors where there are few large ones', () => {
    for (const measure of MEASURES) {
      const [low, high] = MEASURE[measure].range;
      expect([share(measure, low), share(measure, high)]).toEqual([0, 1]);
      expect([share(measure, low - 500), share(measure, high * 2)]).toEqual([0, 1]);
    }
    expect(share('people', Math.sqrt(800 * 620_000))).toBeCloseTo(0.5);
  });
});

it('is said in words', () => {
  expect(readable('people', 12_345)).toBe('12,345 people');
  expect(readable('rain', 900)).toBe('900 mm of rain a year');
  expect(readable('founded', 1_300)).toBe('founded 1300');
});

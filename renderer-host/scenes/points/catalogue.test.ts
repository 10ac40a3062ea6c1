import { describe, expect, it } from 'vitest';
import { ATTRIBUTE, ATTRIBUTES, createCatalogue, starName } from './catalogue.ts';
import { pick } from './picking.ts';
import { position, rampColor, readable } from './scale.ts';

const catalogue = createCatalogue(7, 3_000);

function mean(name: 'age' | 'temperature', region: string): number {
  const stars = [...catalogue.region.keys()].filter(
    (star) => catalogue.regions[catalogue.region[star]!]!.name === region,
  );
  return stars.reduce((sum, star) => sum + catalogue.values[name][star]!, 0) / stars.length;
}

describe('the catalogue', () => {
  it('is the same for the same seed', () => {
    expect(createCatalogue(7, 3_000).positions).toEqual(catalogue.positions);
  });

  it.each(ATTRIBUTES)('has a %s within its range for every star', (name) => {
    const [min, max] = ATTRIBUTE[name].range;
    expect(Math.min(...catalogue.values[name])).toBeGreaterThanOrEqual(Math.fround(min));
    expect(Math.max(...catalogue.values[name])).toBeLessThanOrEqual(max);
  });

  it('means something: the arms are younger and hotter than the bulge', () => {
    expect(mean('age', 'First arm')).toBeLessThan(mean('age', 'Bulge') / 2);
    expect(mean('temperature', 'First arm')).toBeGreaterThan(mean('temperature', 'Bulge'));
  });

  it('names a star by its region and number', () => {
    expect(starName(catalogue, 12)).toMatch(/^[A-Z0-9]{3}-00012$/u);
  });
});

describe('a scale', () => {
  it('runs from 0 to 1, by powers of ten where the attribute does, and clamps', () => {
    expect(position('age', 6.5)).toBeCloseTo(0.5);
    expect(position('luminosity', Math.sqrt(0.01 * 100_000))).toBeCloseTo(0.5);
    expect([position('age', -1), position('luminosity', 0), position('age', 99)]).toEqual([0, 0, 1]);
  });

  it('has its first and last colour at its ends', () => {
    expect(rampColor('temperature', 0)).toEqual([1, 0.24, 0.07]);
    expect(rampColor('temperature', 1)).toEqual([0.32, 0.5, 1]);
  });

  it.each([
    [12_345, '12300'],
    [4.567, '4.57'],
    [0.0123, '0.0123'],
    [13, '13'],
  ])('writes %d as %s', (value, text) => {
    expect(readable(value)).toBe(text);
  });
});

describe('picking', () => {
  // Looks along -z without perspective: clip x and y are x and y, w is 1.
  const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const view = { matrix: identity, width: 200, height: 100 };
  const stars = new Float32Array([0, 0, 0, 0.5, 0.5, 0, 0.52, 0.5, 0]);

  it('finds the nearest star in reach', () => {
    expect(pick(stars, new Uint8Array([1, 1, 1]), view, 101, 52)).toBe(0);
    expect(pick(stars, new Uint8Array([1, 1, 1]), view, 153, 25)).toBe(2);
  });

  it('passes over what the filter hides, and finds nothing where nothing is', () => {
    expect(pick(stars, new Uint8Array([1, 1, 0]), view, 153, 25)).toBe(1);
    expect(pick(stars, new Uint8Array([1, 1, 1]), view, 20, 80)).toBe(-1);
  });

  it('passes over what is behind the camera', () => {
    const behind = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1];
    expect(pick(stars, new Uint8Array([1, 1, 1]), { ...view, matrix: behind }, 100, 50)).toBe(-1);
  });
});

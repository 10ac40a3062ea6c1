import { describe, expect, it } from 'vitest';
import { estimatedQuantiser } from './estimated-quantiser.ts';

const PIXELS = 1280 * 720;

describe('the estimated quantiser', () => {
  it('is what three scenes had on average at 0.5, 1 and 3.7 Mbit/s', () => {
    const at = (bitrate: number): number => estimatedQuantiser(bitrate / 30, bitrate / 30, PIXELS);
    expect(at(0.5e6)).toBeCloseTo(38.6, 0);
    expect(at(1e6)).toBeCloseTo(32, 0);
    expect(at(3.7e6)).toBeCloseTo(19.5, 0);
  });

  it('is low where bits are left over', () => {
    expect(estimatedQuantiser(1_000, 16_000, PIXELS)).toBe(0);
  });

  it('stays within what there is', () => {
    expect(estimatedQuantiser(10, 10, PIXELS)).toBe(51);
    expect(estimatedQuantiser(1e9, 1e9, PIXELS)).toBe(0);
  });
});

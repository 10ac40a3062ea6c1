import { describe, expect, it } from 'vitest';
import { worthReopening } from './fixed-rate.ts';

describe('an encoder of a fixed rate', () => {
  it('is opened anew for a lower rate that the path would feel', () => {
    expect(worthReopening(4e6, 3.6e6, 1_000)).toBe(true);
    expect(worthReopening(4e6, 3.9e6, 60_000)).toBe(false);
  });

  it('is opened anew for a rate that is higher by more than a key frame costs', () => {
    expect(worthReopening(4e6, 6e6, 1_000)).toBe(true);
    expect(worthReopening(4e6, 4.8e6, 60_000)).toBe(false);
  });

  it('makes no more than one key frame a second of it', () => {
    expect(worthReopening(4e6, 0.1e6, 999)).toBe(false);
  });
});

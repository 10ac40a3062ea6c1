import { describe, expect, test } from 'vitest';
import { sharedPreference, sharedRate } from './shared-rate.ts';

const viewer = (target: number, ready = true) => ({ target, ready });
const rates = (useful: number, ordinary = useful) => ({ useful, ordinary });

describe('the rate that viewers share', () => {
  test('is that of the slowest', () => {
    const shared = sharedRate([viewer(4e6), viewer(2e6), viewer(9e6)], rates(8e6));
    expect(shared).toMatchObject({ bitrate: 2e6, hold: false });
    expect(shared.leftBehind.size).toBe(0);
  });

  test('leaves one behind that would take the picture from all', () => {
    const slow = viewer(0.5e6, false);
    const shared = sharedRate([viewer(4e6), slow], rates(8e6));
    expect(shared).toMatchObject({ bitrate: 4e6, hold: false });
    expect([...shared.leftBehind]).toEqual([slow]);
  });

  test('counts rates beyond what the encoder makes as that', () => {
    const shared = sharedRate([viewer(100e6), viewer(3e6)], rates(4e6));
    expect(shared).toMatchObject({ bitrate: 3e6 });
    expect(shared.leftBehind.size).toBe(0);
  });

  test('leaves nobody behind for bits that only a detailed picture can use', () => {
    const shared = sharedRate([viewer(30e6), viewer(3e6)], rates(20e6, 5e6));
    expect(shared).toMatchObject({ bitrate: 3e6 });
    expect(shared.leftBehind.size).toBe(0);
    expect(sharedRate([viewer(30e6), viewer(1e6)], rates(20e6, 5e6))).toMatchObject({ bitrate: 20e6 });
  });

  test('holds frames back while a path that counts is full', () => {
    expect(sharedRate([viewer(4e6), viewer(4e6, false)], rates(8e6)).hold).toBe(true);
  });

  test('is none without viewers', () => {
    expect(sharedRate([], rates(8e6))).toMatchObject({ bitrate: undefined, hold: false });
  });
});

describe('the preference that viewers share', () => {
  test.each([
    [[], 'auto'],
    [['auto', 'sharp'], 'sharp'],
    [['smooth', 'smooth'], 'smooth'],
    [['smooth', 'sharp', 'auto'], 'auto'],
  ] as const)('of %j is %s', (preferences, shared) => {
    expect(sharedPreference(preferences)).toBe(shared);
  });
});

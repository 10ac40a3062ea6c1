import { describe, expect, test } from 'vitest';
import { regionOf, regionTier } from './region.ts';

const RTT = [
  { region: 'eu', ms: 100 },
  { region: 'us', ms: 120 },
  { region: 'ap', ms: 121 },
  { region: 'ap', ms: 130 },
];

describe('how near a region is', () => {
  test.each([
    ['the nearest', 'eu', 0],
    ['one a fifth further', 'us', 0],
    ['one further away, by its nearest measurement', 'ap', 121],
    ['one that nobody measured', 'sa', Infinity],
    ['none at all', undefined, Infinity],
  ])('%s', (_name, region, tier) => {
    expect(regionTier(RTT, region)).toBe(tier);
  });

  test('does not count for 10 ms', () => {
    const rtt = [
      { region: 'eu', ms: 0 },
      { region: 'us', ms: 10 },
      { region: 'ap', ms: 10.5 },
    ];
    expect(rtt.map(({ region }) => regionTier(rtt, region))).toEqual([0, 0, 10.5]);
  });

  test('does not count where nobody measured', () => {
    expect([regionTier(undefined, 'eu'), regionTier([], 'eu')]).toEqual([0, 0]);
  });

  test('is asked of the region that a host is labelled with', () => {
    expect(regionOf(['gpu=l4', 'region=eu-1'])).toBe('eu-1');
    expect([regionOf(['zone=1']), regionOf(undefined)]).toEqual([undefined, undefined]);
  });
});

import { describe, expect, it } from 'vitest';
import { percentile } from '../stats/distribution.ts';
import { seededRandom } from '../stats/random.ts';
import { OPPORTUNITY_BYTES } from './capacity.ts';
import { CELLULAR, cellularTrace } from './cellular.ts';

const SECONDS = 120;

function perSecond(times: readonly number[]): number[] {
  const rates = Array.from({ length: SECONDS }, () => 0);
  for (const at of times) rates[Math.floor(at / 1_000)]! += (OPPORTUNITY_BYTES * 8) / 1e6;
  return rates.sort((a, b) => a - b);
}

describe.each(['lte-att', 'lte-tmobile'] as const)('a trace as %s', (name) => {
  const statistics = CELLULAR[name];
  const times = cellularTrace(statistics, SECONDS, seededRandom(3));

  it('has seconds as fast as the recording', () => {
    const rates = perSecond(times);
    const { p5, p50, p95 } = statistics;
    const near = (value: number, wanted: number): void => expect(Math.abs(value / wanted - 1)).toBeLessThan(0.15);
    near(percentile(rates, 0.5), p50);
    near(percentile(rates, 0.95), p95);
    expect(percentile(rates, 0.05)).toBeLessThan(p5 * 1.5);
  });

  it('has the recording’s longest gap', () => {
    const gaps = times.slice(1).map((at, index) => at - times[index]!);
    expect(gaps.reduce((longest, gap) => Math.max(longest, gap))).toBeCloseTo(statistics.longestGap);
  });

  it('is in order, and repeated by its seed', () => {
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(cellularTrace(statistics, SECONDS, seededRandom(3))).toEqual(times);
    expect(times.at(-1)).toBeLessThan(SECONDS * 1_000);
  });
});

it('the means are those of the recordings, 4.6 and 16.8 Mbit/s', () => {
  const mean = (name: keyof typeof CELLULAR): number =>
    (cellularTrace(CELLULAR[name], SECONDS, seededRandom(3)).length * OPPORTUNITY_BYTES * 8) / 1e6 / SECONDS;
  expect(Math.abs(mean('lte-att') / 4.57 - 1)).toBeLessThan(0.15);
  expect(Math.abs(mean('lte-tmobile') / 16.75 - 1)).toBeLessThan(0.15);
});

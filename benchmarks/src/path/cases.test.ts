import { describe, expect, it } from 'vitest';
import { bottleneckOf, CASES, outagesOf, phaseNames, spansOf } from './cases.ts';
import { lengthOf, parseSchedule } from './schedule.ts';

describe('the cases', () => {
  it('have names of their own, and a person can wait for them', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    for (const { phases } of CASES) expect(lengthOf(phases)).toBeLessThanOrEqual(120_000);
  });

  it('have goals about phases that they have', () => {
    for (const { phases, goals = [] } of CASES) {
      for (const { phase } of goals) if (phase !== undefined) expect(phaseNames(phases)).toContain(phase);
    }
    expect(phaseNames(parseSchedule('1s 10M, 1s 0M, 1s 2.5M'))).toEqual([
      ...['10 Mbit/s', '10 → 0 Mbit/s', '0 → 2.5 Mbit/s'],
    ]);
  });

  it('have a bottleneck that carries what the phases say', () => {
    const phases = parseSchedule('2s 10M, 1s 4M');
    const bottleneck = bottleneckOf({ name: 'a', rtt: 20, phases }, 1);
    expect(spansOf(phases).map(({ from, to }) => bottleneck.bitsBetween(from, to))).toEqual([20e6, 4e6]);
  });

  it('have outages where the capacity is nothing, behind a bottleneck that goes on', () => {
    const path = { name: 'a', rtt: 20, phases: parseSchedule('2s 10M, 1s 0M, 2s 4M') };
    expect(outagesOf(path)).toEqual([{ from: 2_000, to: 3_000 }]);
    expect(bottleneckOf(path, 1).rateAt(2_500)).toBe(10e6);
  });

  it('repeat a trace for a seed', () => {
    const lte = CASES.find(({ cellular }) => cellular !== undefined)!;
    const bits = (seed: number): number => bottleneckOf(lte, seed).bitsBetween(0, 20_000);
    expect(bits(3)).toBe(bits(3));
    expect(bits(3)).not.toBe(bits(4));
  });
});

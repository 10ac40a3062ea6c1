import { describe, expect, it } from 'vitest';
import { CASES, quickCase } from './cases.ts';
import { timed } from './path.ts';

describe('the cases', () => {
  it('have names of their own, and goals about phases that they have', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    for (const { phases, goals } of CASES) {
      const names = phases.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const { phase } of goals) if (phase !== undefined) expect(names).toContain(phase);
    }
  });

  it('follow RFC 8867 5.1: 40 s, then 20 s each at 2.5, 0.6 and 1 of the reference', () => {
    for (const reference of [1, 10, 30]) {
      const found = CASES.find(({ name }) => name === `rfc8867-5.1-x${reference}`)!;
      expect(found.phases.map(({ seconds }) => seconds)).toEqual([40, 20, 20, 20]);
      expect(found.phases.map(({ bitrate }) => bitrate / 1e6 / reference)).toEqual([1, 2.5, 0.6, 1]);
      expect(found.path).toEqual({ delay: 50, queue: { ms: 300 } });
    }
  });

  it('are shorter in a quick run, but for an outage', () => {
    const quick = quickCase(CASES.find(({ name }) => name === 'outage')!);
    expect(quick.phases.map(({ seconds }) => seconds)).toEqual([8, 1, 8]);
    const seconds = (cases: typeof CASES): number =>
      cases.reduce((sum, { phases }) => sum + phases.reduce((own, phase) => own + phase.seconds, 0), 0);
    expect(seconds(CASES.map(quickCase))).toBeLessThan(seconds(CASES) / 2);
  });

  it('come one phase after the other, each with time to settle', () => {
    const phases = timed(CASES.find(({ name }) => name === 'ramp')!.phases);
    expect(phases.map(({ from, settledFrom, to }) => [from, Math.round(settledFrom), to])).toEqual([
      [0, 5_000, 15_000],
      [15_000, 17_667, 23_000],
      [23_000, 28_000, 38_000],
    ]);
  });
});

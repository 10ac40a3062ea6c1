import { describe, expect, it } from 'vitest';
import { LATENCY_STAGES, summarizeLatency, type LatencyStage } from '../latency/latency-summary.ts';
import { stageBar } from './stage-bar.ts';

describe('the stage bar', () => {
  it('holds every stage once', () => {
    const stages = Object.fromEntries(LATENCY_STAGES.map((stage) => [stage, 1])) as Record<LatencyStage, number>;
    const bar = stageBar(stages);
    expect(bar.reduce((sum, { duration }) => sum + duration, 0)).toBe(LATENCY_STAGES.length);
    expect(bar.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
    expect(bar.at(-1)).toMatchObject({ name: 'present', start: expect.closeTo(1 - 1 / LATENCY_STAGES.length) });
  });

  it('is empty while nothing is measured', () => {
    expect(stageBar(summarizeLatency([]).stages).every(({ share }) => share === 0)).toBe(true);
  });
});

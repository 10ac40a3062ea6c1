import { describe, expect, it } from 'vitest';
import { madeResult } from '../../report/testing/results.ts';
import { samplesOf, stageDistributions, stagesAt } from './pooled.ts';

describe('a result as the report shows it', () => {
  const result = madeResult({ samples: 400, sessions: 2 });

  it('holds the samples of all sessions', () => {
    expect(samplesOf(result, 'presented')).toHaveLength(800);
    expect(stageDistributions(result).map(({ values }) => values.count)).toEqual(result.stageNames.map(() => 800));
  });

  it('splits a percentile into stages that add up to the samples next to it', () => {
    const ends = [0.5, 0.95, 0.99].map((fraction) => {
      const { parts, whole, samples } = stagesAt(result, fraction)!;
      expect(samples).toBe(20);
      expect(parts.reduce((sum, duration) => sum + duration, 0)).toBeCloseTo(whole, 6);
      return whole;
    });
    expect(ends.toSorted((a, b) => a - b)).toEqual(ends);
  });

  it('takes all samples where there are few', () => {
    expect(stagesAt(madeResult({ samples: 3 }), 0.5)).toMatchObject({ samples: 3 });
  });

  it('has no stages where no sample does', () => {
    const bare = madeResult({ samples: 3 });
    for (const sample of bare.repetitions[0]!.samples) delete sample.stages;
    expect(stagesAt(bare, 0.5)).toBeUndefined();
    expect(stageDistributions(bare)).toEqual([]);
  });
});

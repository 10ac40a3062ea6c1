import { describe, expect, it } from 'vitest';
import { madeResult, type MadeResult } from '../report/testing/results.ts';
import { compareResults, type Comparison } from './comparison.ts';
import { comparableLatency } from './latency.ts';
import { describeComparison } from './text.ts';

function compare(base: MadeResult, next: MadeResult, tolerance = 0.15): Comparison {
  const [ofBase, ofNext] = [madeResult({ seed: 1, ...base }), madeResult({ seed: 2, ...next })];
  return compareResults(comparableLatency(ofBase), comparableLatency(ofNext), { tolerance, seed: 1 });
}

function verdicts({ figures }: Comparison, name: string): string[] {
  return figures.filter((figure) => figure.name.trim() === name).map(({ verdict }) => verdict);
}

describe('comparing two latency results', () => {
  it('finds nothing between two runs of the same thing', () => {
    const same = compare({}, {});
    expect(same.regressions).toBe(0);
    expect(verdicts(same, 'presented')).not.toContain('regression');
  });

  it('finds what got half as slow again, and the other way round an improvement', () => {
    const slower = compare({}, { scale: 1.5 });
    expect(verdicts(slower, 'presented')).toEqual(['regression', 'regression', 'too-few']);
    expect(slower.regressions).toBe(4);
    const faster = compare({ scale: 1.5 }, {});
    expect(verdicts(faster, 'presented').slice(0, 2)).toEqual(['improvement', 'improvement']);
    expect(faster.regressions).toBe(0);
  });

  it('lets pass what is tolerated', () => {
    expect(compare({}, { scale: 1.5 }, 1).regressions).toBe(0);
  });

  it('does not call it a regression where sessions differ as much by themselves', () => {
    const restless = compare(
      { sessions: 3, unrest: 0.4, seed: 5 },
      { sessions: 3, unrest: 0.4, seed: 9, scale: 1.1 },
      0,
    );
    expect(restless.regressions).toBe(0);
  });

  it('decides by ends, not by stages nor by a headless browser’s estimate of the display', () => {
    const headless = compare({}, { scale: 2 });
    expect(new Set(verdicts(headless, 'encode'))).toEqual(new Set(['informative']));
    expect(verdicts(headless, 'expected display')).toEqual(['informative', 'informative', 'too-few']);
    const chromium = { machine: { chromium: 'Chrome/1' } };
    expect(verdicts(compare(chromium, { ...chromium, scale: 2 }), 'expected display')[0]).toBe('regression');
  });

  it('counts inputs that are lost, since they have no latency', () => {
    const lossy = compare({}, { missed: 60 });
    expect(lossy.losses).toMatchObject([{ name: 'inputs missed', regression: true }]);
    expect(lossy.regressions).toBe(1);
  });

  it('gives no ratio of what is not above 0', () => {
    const [base, next] = [madeResult({ seed: 1 }), madeResult({ seed: 2 })];
    for (const sample of base.repetitions[0]!.samples) sample.display = -1;
    const comparison = compareResults(comparableLatency(base), comparableLatency(next), { tolerance: 0.15, seed: 1 });
    expect(verdicts(comparison, 'expected display')).toEqual(['no-ratio', 'no-ratio', 'too-few']);
    expect(describeComparison(comparison, 0.15)).toMatch(/expected display p50 .*no ratio/u);
  });

  it('refuses results of different tasks, and such with too few samples to decide by', () => {
    const refused = expect.objectContaining({ code: 'bad-configuration' }) as Error;
    expect(() => compare({}, { settings: { width: 1280 } })).toThrow(refused);
    expect(() => compare({}, { settings: { scene: 'other' } })).toThrow(refused);
    expect(() => compare({ samples: 10 }, { samples: 10 })).toThrow(refused);
  });

  it('warns of another machine, of load and of single sessions', () => {
    const { warnings } = compare({}, { machine: { cpu: 'another', loadBefore: 9 } });
    expect(warnings).toEqual([
      'another cpu: a processor -> another',
      'something else ran before new: load 9 on 4 cores',
      'a result of one session: the intervals do not know how far sessions differ',
    ]);
    expect(compare({ sessions: 2 }, { sessions: 2 }).warnings).toEqual([]);
  });

  it('reads as a table that names regressions', () => {
    const text = describeComparison(compare({}, { scale: 1.5 }), 0.15);
    expect(text).toMatch(/presented p50 +\d+\.\d\d +\d+\.\d\d +ms +1\.\d\d +1\.\d\d \.\. 1\.\d\d +REGRESSION/u);
    expect(text).toMatch(/\n4 regressions beyond noise and 15 %\n$/u);
  });
});

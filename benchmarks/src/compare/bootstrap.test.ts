import { describe, expect, it } from 'vitest';
import { seededRandom } from '../stats/random.ts';
import { ratioIntervals, type Interval } from './bootstrap.ts';
import { INPUT_BLOCK, redrawnPercentiles } from './redraw.ts';

function session(seed: number, count: number, scale = 1): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => scale * (10 + 10 * random()));
}

function intervalOf(base: number[][], next: number[][], fraction: number, seed = 1): Interval {
  const draw = (sessions: number[][]) => redrawnPercentiles(sessions, [fraction], INPUT_BLOCK);
  return ratioIntervals(draw(base), draw(next), seededRandom(seed))[0]!;
}

function medianInterval(base: number[][], next: number[][], seed = 1): Interval {
  return intervalOf(base, next, 0.5, seed);
}

const width = ({ low, high }: Interval): number => high - low;

describe('the interval of a ratio', () => {
  it('repeats with its seed', () => {
    const [base, next] = [[session(1, 100)], [session(2, 100)]];
    expect(medianInterval(base, next, 7)).toEqual(medianInterval(base, next, 7));
    expect(medianInterval(base, next, 7)).not.toEqual(medianInterval(base, next, 8));
  });

  it('holds 1 for two measurements of the same thing, nearly always', () => {
    const runs = Array.from({ length: 40 }, (_, run) =>
      medianInterval([session(run, 100)], [session(run + 1_000, 100)], run),
    );
    expect(runs.filter(({ low, high }) => low <= 1 && high >= 1).length).toBeGreaterThanOrEqual(37);
  });

  it('holds the ratio that there is, and not 1', () => {
    const { low, high } = medianInterval([session(1, 300)], [session(2, 300, 1.5)]);
    expect(low).toBeGreaterThan(1);
    expect(low).toBeLessThan(1.5);
    expect(high).toBeGreaterThan(1.5);
  });

  it('narrows with more samples', () => {
    const few = medianInterval([session(1, 60)], [session(2, 60)]);
    const many = medianInterval([session(1, 1_200)], [session(2, 1_200)]);
    expect(width(many)).toBeLessThan(width(few) / 2);
  });

  it('knows that sessions differ more than the samples of one', () => {
    const sessions = [session(1, 100), session(2, 100, 1.3), session(3, 100, 0.8)];
    const asSessions = medianInterval(sessions, sessions);
    const asOne = medianInterval([sessions.flat()], [sessions.flat()]);
    expect(width(asSessions)).toBeGreaterThan(1.3 * width(asOne));
  });

  it('knows that neighbours are alike: shuffled, the same samples seem surer', () => {
    const stalls = Array.from({ length: 30 }, (_, index) => session(index, 10, index % 3 === 0 ? 4 : 1)).flat();
    const random = seededRandom(5);
    const shuffled = stalls
      .map((value) => ({ value, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ value }) => value);
    const p65 = (samples: number[]): Interval => intervalOf([samples], [samples], 0.65);
    expect(width(p65(stalls))).toBeGreaterThan(width(p65(shuffled)));
  });
});

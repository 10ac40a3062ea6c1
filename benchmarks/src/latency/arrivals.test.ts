import { describe, expect, it } from 'vitest';
import { distribution } from '../stats/distribution.ts';
import { seededRandom } from '../stats/random.ts';
import { arrivals, MEAN_GAP } from './arrivals.ts';

describe('the inputs of a run', () => {
  const { times, warmUpCount } = arrivals(seededRandom(1), 3_000, 4_000);

  it('are as many as asked for behind the warm-up', () => {
    expect(times.length - warmUpCount).toBe(3_000);
    expect(times.filter((time) => time < 4_000)).toHaveLength(warmUpCount);
  });

  it('come in order, about as often as meant', () => {
    const gaps = distribution(times.slice(1).map((time, index) => time - times[index]!));
    expect(gaps.min).toBeGreaterThan(4);
    expect(gaps.mean).toBeGreaterThan(MEAN_GAP * 0.9);
    expect(gaps.mean).toBeLessThan(MEAN_GAP * 1.1);
  });

  it('fall on every phase of a refresh alike', () => {
    const REFRESH = 1_000 / 60;
    const quarters = [0, 0, 0, 0];
    for (const time of times) quarters[Math.floor(((time % REFRESH) / REFRESH) * 4)]!++;
    for (const count of quarters) expect(Math.abs(count / times.length - 0.25)).toBeLessThan(0.03);
  });

  it('are the same for the same seed', () => {
    expect(arrivals(seededRandom(1), 3_000, 4_000)).toEqual({ times, warmUpCount });
  });
});

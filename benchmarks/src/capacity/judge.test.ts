import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';

const FIRST = { slowest: 37, latencyP95: 20 };

describe('what a machine can hold', () => {
  it.each([
    [{ slowest: 37, latencyP95: 20 }, 'held'],
    [{ slowest: 28.6, latencyP95: 40 }, 'held'],
    [{ slowest: 28.4, latencyP95: 20 }, 'frames'],
    [{ slowest: 37, latencyP95: 41 }, 'latency'],
    [{ slowest: 10, latencyP95: 400 }, 'frames'],
  ] as const)('%o is %s', (step, verdict) => {
    expect(judge(step, FIRST, 30)).toBe(verdict);
  });
});

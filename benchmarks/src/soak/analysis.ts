/** Which way latency and memory go. Pure. */
import { driftOf, type Drift } from './drift.ts';
import { ROLES, type MemorySample } from './processes.ts';
import type { Point } from '../stats/line.ts';
import type { SoakResult } from './result.ts';
import type { SoakWindow } from './windows.ts';

/** In an hour: 1 ms at the median, as the goals say; twice that at the 95th percentile, which is noisier; 5 % of memory. */
const LATENCY_LIMIT = { p50: 1, p95: 2 } as const;
const MEMORY_LIMIT = 0.05;

/** Windows that no slope counts: a fifth of a run, during which caches, compilers and heaps still fill. */
export function settlingOf(windows: number): number {
  return Math.floor(windows / 5);
}

/** @param settled seconds since the end of the warm-up from which on things count */
export function driftsOf(
  windows: readonly SoakWindow[],
  memory: readonly MemorySample[],
  settled: number,
): SoakResult['drift'] {
  const latency = (end: 'p50' | 'p95'): Record<string, Drift> => {
    const points = windows.flatMap(({ from, [end]: y }) =>
      from < settled || y === null ? [] : [{ x: from / 3_600, y }],
    );
    return named(
      end,
      driftOf(points, () => LATENCY_LIMIT[end]),
    );
  };
  const grown = ROLES.map((role) => {
    const points = memory.flatMap(({ at, memory: { [role]: y } }): Point[] =>
      at < settled || y === undefined ? [] : [{ x: at / 3_600, y }],
    );
    return named(
      role,
      driftOf(points, (start) => start * MEMORY_LIMIT),
    );
  });
  return { ...latency('p50'), ...latency('p95'), memory: Object.assign({}, ...grown) as Record<string, Drift> };
}

function named(name: string, drift: Drift | undefined): Record<string, Drift> {
  return drift === undefined ? {} : { [name]: drift };
}

import { describe, expect, it } from 'vitest';
import { usageBetween, type UsageSnapshot } from './usage.ts';

function snapshot(at: number, cpu: readonly number[]): UsageSnapshot {
  const names = ['MainThread', 'x264-1', 'x264-2'];
  const threads = cpu.map((cpuSeconds, index) => ({ pid: 10 + index, name: names[index]!, parent: 1, cpuSeconds }));
  return { at, processes: [{ pid: 10, role: 'scene', resident: 300, proportional: 200, threads }] };
}

describe('the use of CPU and memory', () => {
  it('is what was spent in between, in cores, by kind of thread', () => {
    const [usage] = usageBetween(snapshot(1_000, [5, 1, 1]), snapshot(3_000, [6, 1.5, 1.5]));
    expect(usage).toEqual({
      role: 'scene',
      processes: 1,
      cores: 1,
      residentBytes: 300,
      proportionalBytes: 200,
      threads: { MainThread: 0.5, x264: 0.5 },
    });
  });

  it('counts a thread that is new from its start', () => {
    const [usage] = usageBetween(snapshot(0, [5]), snapshot(1_000, [5, 0.5]));
    expect(usage?.threads).toEqual({ MainThread: 0, x264: 0.5 });
  });
});

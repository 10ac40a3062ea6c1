import { describe, expect, it } from 'vitest';
import { CpuLoad, type CoreTimes } from './cpu-load.ts';

const core = (user: number, idle: number): CoreTimes => ({ user, nice: 0, sys: 0, idle, irq: 0 });

describe('the load of the cores', () => {
  it('is the share of all cores that was busy since the look before', () => {
    const load = new CpuLoad([core(1_000, 9_000), core(0, 10_000)]);
    expect(load.take([core(2_000, 9_000), core(0, 11_000)])).toBe(0.5);
    expect(load.take([core(2_250, 9_750), core(0, 12_000)])).toBe(0.125);
    expect(load.busy).toBe(0.125);
  });

  it('counts everything that is not idle as busy', () => {
    const load = new CpuLoad([core(0, 0)]);
    expect(load.take([{ user: 1, nice: 1, sys: 1, idle: 4, irq: 1 }])).toBe(0.5);
  });

  it('stays as it was where no time went by, and within its bounds where counters jump', () => {
    const load = new CpuLoad([core(0, 0)]);
    expect(load.take([core(30, 70)])).toBeCloseTo(0.3);
    expect(load.take([core(30, 70)])).toBeCloseTo(0.3);
    expect(load.take([core(130, 60)])).toBe(1);
    expect(load.take([core(100, 160)])).toBe(0);
  });

  it('is nothing where the system counts nothing', () => {
    expect(new CpuLoad([]).take([])).toBe(0);
  });
});

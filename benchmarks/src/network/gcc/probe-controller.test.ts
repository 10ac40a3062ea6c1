import { describe, expect, it } from 'vitest';
import { ProbeController } from './probe-controller.ts';

describe('the probe controller', () => {
  it('probes three and six times the start first', () => {
    expect(new ProbeController(300_000, 30e6).tick(0)).toEqual([900_000, 1_800_000]);
  });

  it('goes on by twos while the path gives 70 % of what was asked', () => {
    const probes = new ProbeController(300_000, 30e6);
    probes.tick(0);
    expect(probes.setEstimate(1.2e6, 'delay', 100)).toEqual([]);
    expect(probes.setEstimate(1.7e6, 'delay', 150)).toEqual([3.4e6]);
    expect(probes.setEstimate(3.3e6, 'delay', 250)).toEqual([6.6e6]);
    expect(probes.setEstimate(4e6, 'delay', 350)).toEqual([]);
  });

  it('is done after a second without a result', () => {
    const probes = new ProbeController(300_000, 30e6);
    probes.tick(0);
    probes.tick(1_001);
    expect(probes.setEstimate(1.7e6, 'delay', 1_100)).toEqual([]);
  });

  it('asks for no more than the most, nor for more than twice what is useful', () => {
    const small = new ProbeController(300_000, 1e6);
    expect(small.tick(0)).toEqual([900_000, 1e6]);
    expect(small.setEstimate(1e6, 'delay', 50)).toEqual([]);
    const modest = new ProbeController(300_000, 30e6);
    modest.setUseful(500_000, 0);
    expect(modest.tick(0)).toEqual([900_000, 1e6]);
  });

  it.each(['growing-delay', 'loss', 'silence'] as const)('does not probe a path limited by %s', (limitedBy) => {
    const probes = new ProbeController(300_000, 30e6);
    probes.setEstimate(300_000, limitedBy, 0);
    expect(probes.tick(0)).toEqual([]);
    probes.setEstimate(300_000, 'delay', 10);
    expect(probes.tick(25)).toEqual([900_000, 1_800_000]);
  });

  it('probes by at most half again while it recovers from loss', () => {
    const probes = new ProbeController(300_000, 30e6);
    probes.setEstimate(300_000, 'recovering-loss', 0);
    expect(probes.tick(0)).toEqual([450_000, 450_000]);
  });

  it('probes every 5 s while the application is the limit', () => {
    const probes = completed();
    expect(probes.tick(20_000)).toEqual([]);
    probes.setApplicationLimited(20_000, 20_000);
    expect(probes.tick(24_999)).toEqual([]);
    expect(probes.tick(25_000)).toEqual([2e6]);
    probes.tick(26_001);
    expect(probes.tick(29_999)).toEqual([]);
    expect(probes.tick(30_000)).toEqual([2e6]);
  });

  it('probes what became useful while the application is the limit', () => {
    const probes = completed();
    expect(probes.setUseful(4e6, 20_000)).toEqual([]);
    probes.setApplicationLimited(20_000, 20_000);
    expect(probes.setUseful(4e6, 20_000)).toEqual([]);
    expect(probes.setUseful(1.5e6, 20_000)).toEqual([1.5e6, 2e6]);
    const further = completed();
    further.setApplicationLimited(20_000, 20_000);
    expect(further.setUseful(8e6, 20_000)).toEqual([2e6]);
    expect(further.setEstimate(1.9e6, 'delay', 20_100)).toEqual([3.8e6]);
    const enough = completed();
    enough.setApplicationLimited(20_000, 20_000);
    expect(enough.setUseful(900_000, 20_000)).toEqual([]);
  });

  it('probes for what was lost in a sharp drop, once the queue has drained', () => {
    const probes = completed();
    probes.setApplicationLimited(20_000, 20_000);
    probes.setEstimate(500_000, 'delay', 20_100);
    expect(probes.recovered(20_200)).toEqual([850_000]);
    expect(probes.recovered(20_300)).toEqual([]);
  });

  it('does not where the application was no limit, the drop was small, or long ago', () => {
    const busy = completed();
    busy.setEstimate(500_000, 'delay', 20_100);
    expect(busy.recovered(20_200)).toEqual([]);
    const small = completed();
    small.setApplicationLimited(20_000, 20_000);
    small.setEstimate(700_000, 'delay', 20_100);
    expect(small.recovered(20_200)).toEqual([]);
    const late = completed();
    late.setApplicationLimited(20_000, 20_000);
    late.setEstimate(500_000, 'delay', 20_100);
    expect(late.recovered(25_100)).toEqual([]);
    const ended = completed();
    ended.setApplicationLimited(20_000, 20_000);
    ended.setApplicationLimited(undefined, 20_050);
    ended.setEstimate(500_000, 'delay', 20_100);
    expect(ended.recovered(20_200)).toEqual([850_000]);
  });
});

/** With an estimate of 1 Mbit/s, and nothing under way. */
function completed(): ProbeController {
  const probes = new ProbeController(300_000, 30e6);
  probes.tick(0);
  probes.setEstimate(1e6, 'delay', 100);
  probes.tick(1_001);
  return probes;
}

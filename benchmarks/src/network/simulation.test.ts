import { describe, expect, it } from 'vitest';
import { analyse } from './analysis.ts';
import type { NetworkCase, Phase } from './cases.ts';
import { buildPath, timed } from './path.ts';
import type { NetworkRun } from './result.ts';
import { runCase } from './run-case.ts';
import { simulate } from './simulation.ts';
import { constantRate } from './testing/sending.ts';

const MBIT = 1e6;

function path(phases: readonly Phase[], changes: Partial<NetworkCase['path']> = {}): NetworkCase {
  return {
    ...{ name: 'made', title: 'made', phases, useful: 30 * MBIT, goals: [] },
    path: { delay: 10, queue: { ms: 300 }, ...changes },
  };
}

/** With a controller that wants one rate whatever happens: what comes out is the model's doing alone. */
function atConstantRate(one: NetworkCase, target: number): NetworkRun {
  const recording = simulate({ case: one, controller: constantRate(target), acks: true, seed: 1 });
  const { bottleneck } = buildPath(one, 1);
  return analyse({
    case: one,
    controller: 'remote-view',
    acks: true,
    phases: timed(one.phases),
    bottleneck,
    recording,
  });
}

describe('a simulated run', () => {
  const wide = path([{ name: 'all', seconds: 10, bitrate: 20 * MBIT }]);

  it('brings every frame of a rate that fits, soon after its capture', () => {
    const run = atConstantRate(wide, 5 * MBIT);
    expect(run.received).toBeGreaterThan(4.7);
    expect(run.received).toBeLessThan(5.4);
    expect(run.frames.made - run.frames.decodable).toBeLessThan(3);
    expect(run.frames).toMatchObject({ key: 1, skipped: 0, keyFrameRequests: 0 });
    expect(run.frameDelay.p95).toBeLessThan(20);
    expect(run).toMatchObject({ freezes: 0, again: 0, dropped: 0 });
  });

  it('fills the queue with a rate that does not fit', () => {
    const run = atConstantRate(path([{ name: 'all', seconds: 10, bitrate: 4 * MBIT }]), 5 * MBIT);
    expect(run.queue.max).toBeGreaterThan(250);
    expect(run.queue.max).toBeLessThan(310);
    expect(run.dropped).toBeGreaterThan(0.05);
  });

  it('repairs losses by NACK and retransmission', () => {
    const lossy = path(wide.phases, { loss: { type: 'random', share: 0.02 } });
    const run = atConstantRate(lossy, 5 * MBIT);
    expect(run.again).toBeGreaterThan(0.015);
    expect(run.again).toBeLessThan(0.1);
    expect(run.frames.made - run.frames.decodable).toBeLessThan(10);
    expect(run.frameDelay.p99).toBeGreaterThan(30);
  });

  it('freezes in an outage, and goes on after it', () => {
    const phases: Phase[] = [
      { name: 'before', seconds: 3, bitrate: 20 * MBIT },
      { name: 'outage', seconds: 1, bitrate: 20 * MBIT, outage: true },
      { name: 'after', seconds: 4, bitrate: 20 * MBIT },
    ];
    const run = atConstantRate(path(phases), 5 * MBIT);
    expect(run.freezes).toBeGreaterThan(0);
    expect(run.gap.max).toBeGreaterThan(1_000);
    expect(run.phases[2]!.settled).toBeGreaterThan(0.1);
  });

  it('is repeated by its seed', () => {
    const lossy = path([{ name: 'all', seconds: 3, bitrate: 8 * MBIT }], { loss: { type: 'random', share: 0.05 } });
    const run = (seed: number): NetworkRun => runCase({ case: lossy, controller: 'remote-view', acks: true, seed });
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });
});

describe('our congestion control', () => {
  const steps = path([
    { name: 'high', seconds: 6, bitrate: 10 * MBIT },
    { name: 'low', seconds: 6, bitrate: 3 * MBIT },
  ]);

  it.each([true, false])('fills a path and keeps its queue short, with frame acks or not: %s', (acks) => {
    const run = runCase({ case: steps, controller: 'remote-view', acks, seed: 1 });
    expect(run.settled).toBeGreaterThan(0.7);
    expect(run.queue.p95).toBeLessThan(150);
    expect(run.phases[1]!.belowAfter).toBeLessThan(1_000);
    expect(run.freezes).toBe(0);
  });
});

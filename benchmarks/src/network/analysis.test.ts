import { describe, expect, it } from 'vitest';
import { analyse, type Run } from './analysis.ts';
import { SteppedRate } from './capacity.ts';
import type { NetworkCase } from './cases.ts';
import { timed } from './path.ts';
import type { Recording } from './recording.ts';

const FRAME = 1_000 / 60;
const CASE: NetworkCase = {
  ...{ name: 'made', title: 'made', useful: 30e6, path: { delay: 10, queue: { ms: 300 } } },
  phases: [
    { name: 'high', seconds: 10, bitrate: 10e6 },
    { name: 'low', seconds: 10, bitrate: 2e6 },
  ],
  goals: [
    { measure: 'utilisation', must: 0.5, aim: 0.9, better: 'more' },
    { measure: 'belowAfter', phase: 'low', must: 300, aim: 50, better: 'less' },
    { measure: 'to90', phase: 'high', must: 300, aim: 50, better: 'less' },
    { measure: 'frozen', must: undefined, aim: 0, better: 'less' },
  ],
};

/** A packet a frame, sent at the rate of the moment, there 20 ms later; frames within `frozen` do not come. */
function run(rateAt: (at: number) => number, frozen: readonly [number, number] = [0, 0]): Run {
  const times = Array.from({ length: 1_200 }, (_, index) => index * FRAME);
  const shown = times.filter((at) => at < frozen[0] || at >= frozen[1]);
  const bytes = (at: number): number => rateAt(at) / 8 / 60;
  const recording: Recording = {
    sent: times.map((at, index) => ({ at, bytes: bytes(at), wait: index % 100 === 0 ? 40 : 5, again: false })),
    received: shown.map((at) => ({ at: at + 20, bytes: bytes(at), isNew: true })),
    frames: shown.map((at) => ({ capturedAt: at, decodableAt: at + 20 })),
    targets: times.map((at) => ({ at, bitrate: rateAt(at) })),
    ...{ made: { frames: times.length, keyFrames: 1, skipped: 0 }, keyFrameRequests: 0 },
  };
  const phases = timed(CASE.phases);
  const bottleneck = new SteppedRate(phases.map(({ from, bitrate }) => ({ from, bitrate })));
  return { case: CASE, controller: 'remote-view', acks: true, phases, bottleneck, recording };
}

describe('a run', () => {
  const full = analyse(run((at) => (at < 10_000 ? 9.5e6 : 1.9e6)));

  it('knows how full the path was, in each phase and in all', () => {
    expect(full.phases[0]!.utilisation).toBeCloseTo(0.95, 2);
    expect(full.phases[1]!.settled).toBeCloseTo(0.95, 2);
    expect(full.settled).toBeCloseTo(0.95, 2);
    expect(full.received).toBeCloseTo(5.7, 1);
    expect(full.phases[1]!.capacity).toBeCloseTo(2);
  });

  it('counts no more capacity than the encoder could use', () => {
    const small = { ...run(() => 1e6), case: { ...CASE, useful: 1e6 } };
    expect(analyse(small).settled).toBeCloseTo(1, 1);
  });

  it('knows how long packets waited', () => {
    expect(full.queue).toEqual({ p50: 5, p95: 5, p99: 5, max: 40 });
    expect(full.phases[1]!.peakQueue).toBe(40);
  });

  it('knows when it filled a phase, and when it sent little enough for the next', () => {
    expect(full.phases[0]!.to90).toBeLessThan(50);
    expect(full.phases[1]!.belowAfter).toBeLessThan(20);
    const late = analyse(run((at) => (at < 10_400 ? 9.5e6 : 1.9e6)));
    expect(late.phases[1]!.belowAfter).toBeGreaterThan(350);
    expect(late.phases[1]!.belowAfter).toBeLessThan(450);
    expect(analyse(run(() => 5e6)).phases[1]!.belowAfter).toBeNull();
    expect(analyse(run(() => 1e6)).phases[0]!.to90).toBeNull();
  });

  it('finds freezes', () => {
    expect(full).toMatchObject({ freezes: 0, frozen: 0 });
    const frozen = analyse(run(() => 1.9e6, [5_000, 7_000]));
    expect(frozen.freezes).toBe(1);
    expect(frozen.frozen).toBeCloseTo(0.1, 2);
    expect(analyse(run(() => 1.9e6, [18_000, 20_000])).frozen).toBeCloseTo(0.1, 2);
  });

  it('is judged by its goals: missed is what never happened, and an aim that has no must below it', () => {
    expect(full.goals.map(({ verdict }) => verdict)).toEqual(['aim', 'aim', 'aim', 'aim']);
    const poor = analyse(run((at) => (at < 10_000 ? 6e6 : 1.2e6), [5_000, 5_500]));
    expect(poor.goals.map(({ verdict }) => verdict)).toEqual(['must', 'aim', 'missed', 'missed']);
    expect(poor.goals[2]).toMatchObject({ name: 'until 90 %, high', measured: null, must: 300, aim: 50 });
  });

  it('has lines of a few points', () => {
    const { capacity, target, received, queue } = full.series;
    expect([capacity, target, received, queue].map(({ length }) => length)).toEqual([120, 120, 120, 120]);
    expect([capacity[0], capacity.at(-1), target[0], target.at(-1)]).toEqual([10, 2, 9.5, 1.9]);
    expect(received[30]).toBeCloseTo(9.5, 0);
    expect(Math.max(...queue)).toBe(40);
  });
});

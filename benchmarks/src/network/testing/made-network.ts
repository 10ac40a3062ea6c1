/** Network results as the suite would write them. */
import { MACHINE, MADE_AT } from '../../report/testing/results.ts';
import type { ControllerName, NetworkPhase, NetworkResult, NetworkRun } from '../result.ts';

export interface MadeNetwork {
  readonly controllers?: readonly ControllerName[];
  readonly cases?: number;
}

/** Two phases a case. Ours reaches both goals with their aims; the reference misses one. */
export function madeNetwork({ controllers = ['remote-view', 'gcc'], cases = 2 }: MadeNetwork = {}): NetworkResult {
  return {
    ...{ format: 'remote-view-network', version: 1, at: MADE_AT, machine: { ...MACHINE, chromium: 'none' } },
    settings: { quick: true, seed: 1, fps: 60 },
    runs: Array.from({ length: cases }, (_, index) => controllers.map((name) => madeRun(index + 1, name))).flat(),
  };
}

const POINTS = 30;

function madeRun(number: number, controller: ControllerName): NetworkRun {
  const ours = controller === 'remote-view';
  const queue = { p50: 2, p95: 20, p99: 40, max: ours ? 60 : 200 };
  const line = (value: (index: number) => number): number[] =>
    Array.from({ length: POINTS }, (_, index) => value(index));
  const phase = (name: string, capacity: number, part: Partial<NetworkPhase>): NetworkPhase => ({
    ...{
      name,
      seconds: 10,
      outage: false,
      capacity,
      received: capacity * 0.95,
      utilisation: 0.93,
      settled: 0.95,
      queue,
    },
    ...{ to90: null, belowAfter: null, peakQueue: queue.max, ...part },
  });
  return {
    ...{ case: `made-${number}`, title: 'a made one', controller, acks: true, seconds: 20 },
    ...{ capacity: 6, received: 5.7, utilisation: 0.93, settled: 0.95, queue },
    phases: [phase('high', 10, { to90: ours ? 400 : null }), phase('low', 2, { belowAfter: 60 })],
    ...{ frameDelay: { p50: 60, p95: 80, p99: 90, max: 200 }, gap: { p50: 16.7, p95: 18, p99: 25, max: 90 } },
    ...{ freezes: ours ? 0 : 1, frozen: ours ? 0 : 0.01, again: 0.01, dropped: 0 },
    frames: { made: 1_190, skipped: 10, decodable: 1_189, key: 1, keyFrameRequests: 0 },
    goals: [
      { name: 'queue p95', unit: 'ms', measured: 20, must: 50, aim: 20, verdict: 'aim' },
      {
        ...{ name: 'until 90 %, high', unit: 'ms', measured: ours ? 400 : null, must: 5_000, aim: 1_500 },
        verdict: ours ? 'aim' : 'missed',
      },
    ],
    series: {
      capacity: line((index) => (index < POINTS / 2 ? 10 : 2)),
      target: line((index) => (index < POINTS / 2 ? 9.5 : 1.9)),
      received: line((index) => (index < POINTS / 2 ? 9.4 : 1.8)),
      queue: line((index) => (index === POINTS / 2 ? queue.max : 3)),
    },
  };
}

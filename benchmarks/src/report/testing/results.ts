/** Latency results as the suite would write them, of samples that a seed repeats. */
import type { LatencyResult, Repetition } from '../../latency/result.ts';
import { SAMPLE_STAGES } from '../../latency/samples.ts';
import { distribution } from '../../stats/distribution.ts';
import { seededRandom, type Random } from '../../stats/random.ts';
import { spread } from '../../stats/spread.ts';
import type { Machine } from '../machine.ts';

export const MADE_AT = '2026-03-04T05:06:07.000Z';
export const MACHINE: Machine = {
  ...{ cpu: 'a processor', cores: 4, memoryGiB: 16, system: 'linux 6', loadBefore: 0.5, node: 'v24.0.0' },
  ...{ packages: { three: '0.1.0' }, chromium: 'HeadlessChrome/1', adapter: 'an adapter', software: true },
  ...{ encoder: 'libx264', commit: '0123456789' },
};

export interface MadeResult {
  readonly seed?: number;
  readonly samples?: number;
  readonly sessions?: number;
  /** All times are multiplied by it. */
  readonly scale?: number;
  /** How far sessions differ: 0.2 makes each up to 20 % slower or faster. */
  readonly unrest?: number;
  readonly missed?: number;
  readonly machine?: Partial<LatencyResult['machine']>;
  readonly settings?: Partial<LatencyResult['settings']>;
}

export function madeResult(options: MadeResult = {}): LatencyResult {
  const { seed = 1, samples = 300, sessions = 1, scale = 1, unrest = 0, missed = 0 } = options;
  const random = seededRandom(seed);
  const repetitions = Array.from({ length: sessions }, () =>
    session(random, samples, scale * (1 + unrest * (2 * random() - 1)), missed),
  );
  const ofEnd = (end: 'decoded' | 'presented' | 'display'): LatencyResult['spread']['decoded'] => ({
    p50: spread(repetitions.map(({ ends }) => ends[end].p50)),
    p95: spread(repetitions.map(({ ends }) => ends[end].p95)),
  });
  return {
    format: 'remote-view-latency',
    version: 1,
    at: MADE_AT,
    machine: { ...MACHINE, ...options.machine },
    settings: {
      ...{ scene: 'barcode', width: 640, height: 360, fps: 60, hostFps: 30 },
      ...{ inputs: samples * sessions, repetitions: sessions, seed, meanGap: 50, ...options.settings },
    },
    spread: { decoded: ofEnd('decoded'), presented: ofEnd('presented'), display: ofEnd('display') },
    stageNames: [...SAMPLE_STAGES],
    repetitions,
  };
}

function session(random: Random, count: number, scale: number, missed: number): Repetition {
  const samples = Array.from({ length: count }, (_, index) => {
    const stages = SAMPLE_STAGES.map((_stage, stage) => scale * (stage + 1) * 0.1 * (0.5 + random()));
    const presented = stages.reduce((sum, duration) => sum + duration, 0);
    return { id: index + 1, decoded: presented, presented, display: presented + 16 * scale, live: presented, stages };
  });
  const presented = distribution(samples.map((sample) => sample.presented));
  const nothing = distribution([0]);
  return {
    inputs: count + missed,
    ...{ missed, overtaken: 0, displayInPast: 0 },
    ends: { decoded: presented, presented, display: distribution(samples.map(({ display }) => display)) },
    stages: Object.fromEntries(
      SAMPLE_STAGES.map((name, stage) => [name, distribution(samples.map(({ stages }) => stages[stage]!))]),
    ) as Repetition['stages'],
    stageCheck: { samples: count, endToEnd: presented, sum: presented, residual: nothing },
    crossCheck: {
      ...{ frames: count, agreeing: count, difference: nothing },
      ...{ barcodeP50: presented.p50, liveP50: presented.p50, elementP50: null },
    },
    frames: {
      ...{ decoded: count, presented: count, interval: distribution([33]), sizes: { '640x360': count }, faults: {} },
      ...{ backwards: 0, presentedOnly: 0, missedCallbacks: 0, undescribed: 0 },
    },
    roundTrip: distribution([1]),
    barcodeReading: distribution([0.3]),
    samples,
  };
}

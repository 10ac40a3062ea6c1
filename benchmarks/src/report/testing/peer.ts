/** Peer results as the suite would write them. */
import { ratiosOf, spreadOfRatios } from '../../peer/ratios.ts';
import type { Pair, PeerResult, Round } from '../../peer/result.ts';
import { distribution } from '../../stats/distribution.ts';
import { seededRandom, type Random } from '../../stats/random.ts';
import { MACHINE, MADE_AT } from './results.ts';

export interface MadePeer {
  readonly seed?: number;
  readonly pairs?: number;
  readonly samples?: number;
  /** Ours is this many times as fast as the peer. */
  readonly lead?: number;
  readonly doubts?: readonly string[];
}

export function madePeer(options: MadePeer = {}): PeerResult {
  const { seed = 1, pairs: count = 3, samples = 300, lead = 4, doubts = [] } = options;
  const random = seededRandom(seed);
  const pairs = Array.from({ length: count }, (): Pair => {
    const [ours, peer] = [round(random, samples, 60 / lead), round(random, samples, 60)];
    return { ours, peer, ratio: ratiosOf(ours, peer) };
  });
  return {
    format: 'remote-view-peer',
    version: 1,
    at: MADE_AT,
    machine: MACHINE,
    peer: {
      ...{ description: 'three.js and captureStream()', adapter: 'ANGLE', codec: 'video/H264' },
      qualityLimitations: ['none'],
      settings: {
        ...{ contentHint: 'motion', degradationPreference: 'maintain-framerate', priority: 'high' },
        ...{ maxBitrate: 3_000_000, jitterBufferTarget: 0, playoutDelayHint: 0 },
      },
    },
    settings: {
      ...{ scene: 'barcode', width: 640, height: 360, fps: 30 },
      ...{ inputs: samples, seed, meanGap: 50, warmUp: 4_000 },
    },
    doubts: [...doubts],
    ratio: spreadOfRatios(pairs),
    pairs,
  };
}

function round(random: Random, count: number, middle: number): Round {
  const samples = Array.from({ length: count }, (_, index) => {
    const decoded = middle * (0.6 + 0.8 * random());
    return { id: index + 1, decoded, presented: decoded + 1, display: decoded + 17 };
  });
  return {
    ...{ loadBefore: 0.5, inputs: count, missed: 0, overtaken: 0, misplaced: 0 },
    ends: {
      decoded: distribution(samples.map(({ decoded }) => decoded)),
      presented: distribution(samples.map(({ presented }) => presented)),
      display: distribution(samples.map(({ display }) => display)),
    },
    frames: { decoded: 500, perSecond: 30, faults: {}, sizes: { '640x360': 500 } },
    samples,
  };
}

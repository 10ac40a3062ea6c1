/** Soak results as the suite would write them. */
import { driftsOf, settlingOf } from '../../soak/analysis.ts';
import type { SoakResult } from '../../soak/result.ts';
import { seededRandom } from '../../stats/random.ts';
import { MACHINE, MADE_AT } from './results.ts';

export interface MadeSoak {
  readonly seed?: number;
  readonly windows?: number;
  /** All times and all memory are multiplied by it. */
  readonly scale?: number;
  /** Of the scene process, MB an hour. */
  readonly leak?: number;
  /** In each window. */
  readonly lost?: number;
}

const WINDOW_SECONDS = 10;

export function madeSoak({ seed = 1, windows: count = 60, scale = 1, leak = 0, lost = 0 }: MadeSoak = {}): SoakResult {
  const random = seededRandom(seed);
  const windows = Array.from({ length: count }, (_, index) => {
    const p50 = scale * (9 + random());
    return {
      ...{ from: index * WINDOW_SECONDS, inputs: 200, missed: 0, p50, p95: p50 + scale * (9 + random()) },
      ...{ decoded: 400, presented: 398, lost, freezes: lost > 0 ? 1 : 0, frozen: lost > 0 ? 200 : 0 },
    };
  });
  const memory = windows.map(({ from: at }) => ({
    at,
    memory: {
      gateway: scale * (120 + random()),
      agent: scale * (100 + random()),
      scene: scale * (260 + random()) + (leak * at) / 3_600,
      stream: scale * (105 + random()),
    },
  }));
  const settling = settlingOf(count);
  return {
    format: 'remote-view-soak',
    version: 1,
    at: MADE_AT,
    machine: MACHINE,
    settings: {
      ...{ scene: 'barcode', width: 640, height: 360, hostFps: 30, minutes: (count * WINDOW_SECONDS) / 60 },
      ...{ windowSeconds: WINDOW_SECONDS, meanGap: 50, seed, settling },
    },
    windows,
    memory,
    drift: driftsOf(windows, memory, settling * WINDOW_SECONDS),
  };
}

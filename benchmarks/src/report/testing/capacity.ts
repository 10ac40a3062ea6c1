/** Capacity results as the suite would write them. */
import type { CapacityCaseResult, CapacityResult, Step } from '../../capacity/result.ts';
import { MACHINE, MADE_AT } from './results.ts';

export interface MadeCapacity {
  /** Of a session, CPU and memory. */
  readonly cost?: number;
  readonly viewerCores?: number;
  readonly held?: number;
  readonly limit?: CapacityCaseResult['limit'];
  readonly scene?: string;
}

export function madeCapacity(options: MadeCapacity = {}): CapacityResult {
  const { cost = 1, viewerCores = 0.004, held = 3, limit = 'frames', scene = 'synthetic' } = options;
  const tried = limit === 'asked' || limit === 'refused' ? held : held + 1;
  const steps = Array.from({ length: tried }, (_, index) => {
    const sessions = index + 1;
    return step(sessions, sessions, sessions > held ? 20 : 40, sessions > held ? 90 : 15 + sessions, cost, 0.03 * cost);
  });
  // A little noise, so that a fitted line has an error.
  const viewers = [1, 2, 4, 8].map((count, index) =>
    step(1, count, 40, 16, cost, 0.03 * cost + viewerCores * count + (index % 2) * 0.0002),
  );
  return {
    format: 'remote-view-capacity',
    version: 1,
    at: MADE_AT,
    machine: MACHINE,
    window: 4_000,
    cases: [
      {
        ...{ scene, width: 1_280, height: 720, fps: 30, hostFps: 30, loadBefore: 0.3, steps, held, limit },
        session: { cores: 0.23 * cost, residentBytes: 350e6 * cost, proportionalBytes: 220e6 * cost },
        perCore: 1 / (0.23 * cost),
        viewers,
        viewer: { cores: viewerCores, coresPer10Mbit: viewerCores * 5, residentBytes: 5e6 },
      },
    ],
  };
}

function step(sessions: number, viewers: number, rate: number, p95: number, cost: number, stream: number): Step {
  const usage = (role: Step['usage'][number]['role'], cores: number, megabytes: number): Step['usage'][number] => ({
    role,
    processes: sessions,
    cores: cores * sessions,
    residentBytes: megabytes * 1e6 * sessions * cost,
    proportionalBytes: megabytes * 0.6e6 * sessions * cost,
    threads: { MainThread: cores * sessions * 0.25, WorkerThread: cores * sessions * 0.75 },
  });
  return {
    ...{ sessions, viewers, sizes: Array.from({ length: viewers }, () => '1280x720') },
    framesPerSecond: Array.from({ length: viewers }, (_, index) => rate + (index % 2)),
    bitrates: Array.from({ length: viewers }, () => 2e6),
    latency: { count: 80, p50: p95 / 2, p95, max: p95 * 1.5 },
    usage: [usage('scene', 0.2 * cost, 250), usage('stream', stream, 100), usage('receivers', 0.01, 80)],
  };
}

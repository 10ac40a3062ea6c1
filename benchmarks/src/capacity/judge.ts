/** When a machine holds its sessions no more: the frames fall behind, or the latency doubles. Pure. */
import type { Millis } from '@remote-view/protocol';

/** Share of the frame rate that the slowest session must make. */
const ENOUGH_FRAMES = 0.95;
const LATENCY_GROWTH = 2;

export interface StepMeasures {
  /** Frames per second of the slowest session. */
  readonly slowest: number;
  /** Of all sessions together. */
  readonly latencyP95: Millis;
}

export type Verdict = 'held' | 'frames' | 'latency';

/** @param first the step of one session, which is what latency is compared with */
export function judge(step: StepMeasures, first: StepMeasures, fps: number): Verdict {
  if (step.slowest < fps * ENOUGH_FRAMES) return 'frames';
  return step.latencyP95 > first.latencyP95 * LATENCY_GROWTH ? 'latency' : 'held';
}

/** A run against its case's goals. */
import { reached } from '../html/goals.ts';
import type { CaseGoal, Measure } from './cases.ts';
import type { NetworkGoal, NetworkRun } from './result.ts';

type Measured = Omit<NetworkRun, 'goals' | 'series'>;

const NAMES: Readonly<Record<Measure, readonly [name: string, unit: string]>> = {
  utilisation: ['utilisation, settled', ''],
  queueP95: ['queue p95', 'ms'],
  queueP99: ['queue p99', 'ms'],
  belowAfter: ['until less is sent than fits', 'ms'],
  peakQueue: ['peak queue', 'ms'],
  to90: ['until 90 %', 'ms'],
  frozen: ['time frozen', '%'],
  moreKeyFrames: ['key frames after the first', ''],
  frameDelayP95: ['frame delay p95', 'ms'],
};

export function judge({ measure, phase, must, aim, better }: CaseGoal, run: Measured): NetworkGoal {
  const [name, unit] = NAMES[measure];
  const measured = valueOf(measure, phase, run);
  return {
    ...{ name: phase === undefined ? name : `${name}, ${phase}`, unit, measured, must: must ?? null, aim },
    // What never came to be is missed, and so is an aim where there is nothing less to reach.
    verdict: measured === null ? 'missed' : reached(measured, { must: must ?? aim, aim }, better),
  };
}

function valueOf(measure: Measure, name: string | undefined, run: Measured): number | null {
  const phase = run.phases.find((one) => one.name === name);
  switch (measure) {
    case 'utilisation':
      return run.settled;
    case 'queueP95':
      return run.queue.p95;
    case 'queueP99':
      return run.queue.p99;
    case 'belowAfter':
      return phase?.belowAfter ?? null;
    case 'peakQueue':
      return phase?.peakQueue ?? null;
    case 'to90':
      return phase?.to90 ?? null;
    case 'frozen':
      return run.frozen * 100;
    case 'moreKeyFrames':
      return Math.max(0, run.frames.key - 1);
    case 'frameDelayP95':
      return run.frameDelay.p95;
    default:
      return measure satisfies never;
  }
}

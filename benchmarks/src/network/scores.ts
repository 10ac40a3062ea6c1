/** A run against its case's goals. */
import { judgedGoal, type JudgedGoal } from '../report/judged-goal.ts';
import { MEASURES, type CaseGoal, type Measure } from './goals.ts';
import type { NetworkRun } from './result.ts';

type Measured = Omit<NetworkRun, 'goals' | 'series'>;

export function judge(goal: CaseGoal, run: Measured): JudgedGoal {
  const { name, unit } = MEASURES[goal.measure];
  const title = goal.phase === undefined ? name : `${name}, ${goal.phase}`;
  return judgedGoal(title, unit, valueOf(goal.measure, goal.phase, run), goal);
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

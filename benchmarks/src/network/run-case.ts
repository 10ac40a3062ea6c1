/** One case with one controller, from its path to its numbers. */
import { analyse } from './analysis.ts';
import type { NetworkCase } from './cases.ts';
import { makeController } from './controllers.ts';
import { buildPath, timed } from './path.ts';
import type { ControllerName, NetworkRun } from './result.ts';
import { simulate } from './simulation.ts';

export interface RunOptions {
  readonly case: NetworkCase;
  readonly controller: ControllerName;
  readonly acks: boolean;
  readonly seed: number;
}

export function runCase({ case: one, controller, acks, seed }: RunOptions): NetworkRun {
  const recording = simulate({
    case: one,
    controller: makeController(controller, one.useful),
    // libwebrtc's sender numbers packets in order, and its estimator takes what is not for reordering.
    repeatReports: controller === 'remote-view',
    ...{ acks, seed },
  });
  // The same bottleneck again: the one that the run used has moved on.
  const { bottleneck } = buildPath(one, seed);
  return analyse({ case: one, controller, acks, phases: timed(one.phases), bottleneck, recording });
}

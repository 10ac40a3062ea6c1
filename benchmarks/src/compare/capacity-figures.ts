/** What follows from a capacity result's steps and is not in it. */
import type { CapacityCaseResult, Step } from '../capacity/result.ts';
import { fitLine, type Line } from '../soak/regression.ts';
import { mean } from '../stats/mean.ts';

/** CPU time of a session's processes for each frame that a viewer got, ms. */
export function cpuPerFrame({ steps, held, session }: CapacityCaseResult): number {
  return (session.cores / mean(steps[Math.max(0, held - 1)]!.framesPerSecond)) * 1_000;
}

/** Of one more viewer: cores of the stream process by number of viewers. The scene's share is noise: it knows of none. */
export function viewerLine(steps: readonly Step[]): Line | undefined {
  return fitLine(steps.map((step) => ({ x: step.viewers, y: coresOf(step, 'stream') })));
}

/** By how much a viewer's cost grows where its stream has 10 Mbit/s; the packets are what costs. */
export function scaleTo10Mbit(steps: readonly Step[]): number {
  return 1e7 / mean(steps.at(-1)?.bitrates ?? []);
}

export function coresOf({ usage }: Step, role: Step['usage'][number]['role']): number {
  return usage.find((one) => one.role === role)?.cores ?? 0;
}

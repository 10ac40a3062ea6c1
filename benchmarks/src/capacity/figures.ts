/** What follows from the steps of a capacity run. Pure. */
import { fitLine, type Line } from '../stats/line.ts';
import { mean } from '../stats/mean.ts';
import type { CapacityCaseResult, Step } from './result.ts';

type Usage = Step['usage'][number];

/** CPU time of a session's processes for each frame that a viewer got, ms. */
export function cpuPerFrame({ steps, held, session }: CapacityCaseResult): number {
  return (session.cores / mean(steps[Math.max(0, held - 1)]!.framesPerSecond)) * 1_000;
}

/**
 * Of one more viewer: cores of the stream process by number of viewers. The scene's share is noise: it knows of none.
 * @returns undefined for fewer than three steps
 */
export function viewerLine(steps: readonly Step[]): Line | undefined {
  return fitLine(steps.map((step) => ({ x: step.viewers, y: coresOf(step, 'stream') })));
}

/** What one more viewer takes; undefined where {@link viewerLine} is. */
export function costOfViewer(steps: readonly Step[]): CapacityCaseResult['viewer'] {
  const cores = viewerLine(steps)?.slope;
  const memory = fitLine(steps.map((step) => ({ x: step.viewers, y: usageOf(step, 'stream')?.residentBytes ?? 0 })));
  if (cores === undefined || memory === undefined) return undefined;
  return { cores, coresPer10Mbit: cores * scaleTo10Mbit(steps), residentBytes: memory.slope };
}

/** By how much a viewer's cost grows where its stream has 10 Mbit/s; the packets are what costs. */
export function scaleTo10Mbit(steps: readonly Step[]): number {
  return 1e7 / mean(steps.at(-1)?.bitrates ?? []);
}

export function coresOf(step: Step, role: Usage['role']): number {
  return usageOf(step, role)?.cores ?? 0;
}

function usageOf({ usage }: Step, role: Usage['role']): Usage | undefined {
  return usage.find((one) => one.role === role);
}

/** A capacity result as text for a terminal. */
import { cellName } from '../latency/matrix-report.ts';
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import type { CapacityCaseResult, CapacityResult, Step } from './result.ts';
import { mean } from '../stats/mean.ts';

const LIMITS: Readonly<Record<CapacityCaseResult['limit'], string>> = {
  frames: 'one more makes fewer than 95 % of the frames',
  latency: 'one more doubles the latency (p95)',
  refused: 'one more gets no picture',
  asked: 'no more were tried',
};
/** Threads that take less are not worth a line. */
const WORTH_SHOWING = 0.005;

export function describeCapacity(result: CapacityResult): string {
  return `${[machineLine(result.machine), ...result.cases.map((one) => describeCase(one))].join('\n\n')}\n`;
}

function describeCase(one: CapacityCaseResult): string {
  const { session, perCore, held, limit, viewer } = one;
  const step = one.steps[Math.max(0, held - 1)]!;
  const framesPerSecond = mean(step.framesPerSecond);
  const msPerFrame = (session.cores / framesPerSecond) * 1_000;
  const parts = [
    `${cellName(one)} asked for, judged by ${one.hostFps} frames/s, load before ${one.loadBefore.toFixed(1)}`,
    table([HEADINGS, ...one.steps.map(row)]),
    `${held} sessions held: ${LIMITS[limit]}. One takes ${percent(session.cores)} of a core ` +
      `at ${framesPerSecond.toFixed(1)} frames/s, ${msPerFrame.toFixed(2)} ms a frame, and ` +
      `${megabytes(session.residentBytes)} MB resident (${megabytes(session.proportionalBytes)} proportional): ` +
      `${perCore.toFixed(1)} sessions a core, ` +
      `${(1_000 / msPerFrame / one.hostFps).toFixed(1)} if they made ${one.hostFps} frames/s and no more.`,
    threads(step),
  ];
  if (viewer !== undefined) {
    parts.push(
      table([HEADINGS, ...one.viewers.map(row)]),
      `one more viewer of a session takes ${percent(viewer.cores)} of a core (${percent(viewer.coresPer10Mbit)} at 10 Mbit/s) ` +
        `and ${megabytes(viewer.residentBytes)} MB`,
    );
  }
  return parts.join('\n\n');
}

const HEADINGS = [
  'sessions x viewers',
  'picture',
  'slowest frames/s',
  'p50 ms',
  'p95 ms',
  'Mbit/s',
  'scene',
  'stream',
  'agent',
  'gateway',
  'viewers (cores)',
] as const;

function row({ sessions, viewers, sizes, framesPerSecond, latency, bitrates, usage }: Step): string[] {
  const cores = (role: string): string => usage.find((one) => one.role === role)?.cores.toFixed(2) ?? '-';
  return [
    `${sessions} x ${viewers / sessions}`,
    [...new Set(sizes)].join(' '),
    Math.min(...framesPerSecond).toFixed(1),
    latency?.p50.toFixed(1) ?? '-',
    latency?.p95.toFixed(1) ?? '-',
    (mean(bitrates) / 1e6).toFixed(2),
    ...['scene', 'stream', 'agent', 'gateway', 'receivers'].map(cores),
  ];
}

function threads({ usage, sessions }: Step): string {
  const rows = usage.flatMap(({ role, threads }) =>
    Object.entries(threads)
      .map(([thread, cores]) => ({ name: `${role}: ${thread}`, each: cores / sessions }))
      .filter(({ each }) => each >= WORTH_SHOWING)
      .toSorted((a, b) => b.each - a.each)
      .map(({ name, each }) => [name, percent(each)]),
  );
  return table([['thread, a session', 'of a core'], ...rows]);
}

function percent(cores: number): string {
  return `${(cores * 100).toFixed(1)} %`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

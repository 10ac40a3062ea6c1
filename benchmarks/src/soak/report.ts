/** A soak's result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import { ENOUGH_POINTS, type Drift } from './drift.ts';
import { ROLES } from './processes.ts';
import type { SoakResult } from './result.ts';

type Window = SoakResult['windows'][number];

/** More lines than that nobody reads; the file has them all. */
const MAX_ROWS = 20;

export function describeSoak(result: SoakResult): string {
  const { machine, settings, windows, drift } = result;
  const { scene, width, height, hostFps, minutes, windowSeconds, meanGap, seed, settling } = settings;
  const parts = [
    machineLine(machine),
    `scene ${scene}, ${width}x${height} at ${hostFps} frames/s, ${minutes} min, an input every ${meanGap.toFixed(0)} ms, seed ${seed}`,
    windowTable(result),
    `all: ${totals(windows)}`,
    table([
      [`per hour, without the first ${settling} windows`, 'slope', '+-', 'may be', 'verdict'],
      ...driftRow('latency p50 (ms)', drift.p50),
      ...driftRow('latency p95 (ms)', drift.p95),
      ...ROLES.flatMap((role) => driftRow(`memory of ${role} (MB)`, drift.memory[role])),
    ]),
  ];
  if (windows.length - settling < ENOUGH_POINTS)
    parts.push(`a verdict takes ${ENOUGH_POINTS} windows of ${windowSeconds} s`);
  return `${parts.join('\n\n')}\n`;
}

function windowTable({ windows, memory, settings }: SoakResult): string {
  const every = Math.ceil(windows.length / MAX_ROWS);
  const shown = windows.filter((_, index) => index % every === 0);
  const title = every === 1 ? 'window (s)' : `window (s), every ${every}th`;
  return table([
    [title, 'p50', 'p95', 'inputs', 'missed', 'decoded', 'lost', 'freezes', ...ROLES.map((role) => `${role} MB`)],
    ...shown.map((window) => {
      const sample = memory.find(({ at }) => at >= window.from && at < window.from + settings.windowSeconds);
      return [
        `${window.from}`,
        ms(window.p50),
        ms(window.p95),
        ...[window.inputs, window.missed, window.decoded, window.lost, window.freezes].map(String),
        ...ROLES.map((role) => sample?.memory[role]?.toFixed(1) ?? '-'),
      ];
    }),
  ]);
}

function totals(windows: readonly Window[]): string {
  const sum = (valueOf: (window: Window) => number): number =>
    windows.reduce((total, window) => total + valueOf(window), 0);
  return (
    `${sum(({ inputs }) => inputs)} inputs, ${sum(({ missed }) => missed)} missed; ` +
    `${sum(({ decoded }) => decoded)} frames decoded, ${sum(({ lost }) => lost)} lost; ` +
    `${sum(({ freezes }) => freezes)} freezes, ${sum(({ frozen }) => frozen).toFixed(0)} ms`
  );
}

function driftRow(name: string, drift: Drift | undefined): string[][] {
  if (drift === undefined) return [];
  const { slope, standardError, limit, verdict } = drift;
  return [[name, slope.toFixed(2), standardError.toFixed(2), limit.toFixed(2), verdict]];
}

function ms(value: number | null): string {
  return value === null ? '-' : value.toFixed(1);
}

/** A startup result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import type { Distribution } from '../stats/distribution.ts';
import type { ReloadFigure, StartupCase, StartupResult } from './result.ts';

const HEADINGS = ['p50', 'p95', 'max'] as const;

const TITLES: Readonly<Record<StartupCase['name'], string>> = {
  session: 'session: a new one, processes ready',
  join: 'join: one more viewer of a running session',
  cold: 'cold: a new session, nothing ready',
};

export function describeStartup({ machine, settings, pathNames, cases, reload }: StartupResult): string {
  const { scene, width, height, hostFps, repetitions } = settings;
  const parts = [
    machineLine(machine),
    `scene ${scene}, ${width}x${height} at ${hostFps} frames/s, ${repetitions} repetitions of each case, connect() -> first frame presented`,
    ...cases.map((one) => describeCase(one, pathNames)),
    ...(reload === undefined ? [] : [describeReload(reload)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function describeCase(
  { name, phases, whole, beside, check, ...counts }: StartupCase,
  names: readonly string[],
): string {
  const byName: Readonly<Record<string, Distribution>> = phases;
  const rows = table([
    [`${TITLES[name]} (ms)`, ...HEADINGS],
    ...names.flatMap((name) => (byName[name] === undefined ? [] : [[`  -> ${name}`, ...cells(byName[name])]])),
    ['whole', ...cells(whole)],
    ...Object.entries(beside).map(([name, values]) => [`beside, since connect(): ${name}`, ...cells(values)]),
  ]);
  const failures = Object.entries(counts.failures).map(([reason, count]) => `${count} ${reason}`);
  const checks =
    `${counts.missed} of ${counts.repetitions} missed${failures.length === 0 ? '' : ` (${failures.join('; ')})`}, ` +
    `whole minus sum of phases ${ms(check.residual.min)} .. ${ms(check.residual.max)}, ` +
    `order of milestones off by up to ${ms(check.disorder.max)}, ${counts.lateCallbacks} times only a frame behind the first was told of, ` +
    `the element itself says ${ms(check.elementDifference.p50)} more`;
  return `${rows}\n${checks}`;
}

function describeReload({ whole, missed, repetitions }: ReloadFigure): string {
  const rows = table([
    ['reload: a save of the scene -> first frame of it presented (ms)', ...HEADINGS],
    ['whole', ...cells(whole)],
  ]);
  return `${rows}\n${missed} of ${repetitions} missed`;
}

function cells(values: Distribution): string[] {
  return HEADINGS.map((name) => ms(values[name]));
}

function ms(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

/** A latency result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import type { Distribution } from '../stats/distribution.ts';
import type { LatencyResult, Repetition } from './result.ts';

const HEADINGS = ['p50', 'p95', 'p99', 'max'] as const;

export function describeLatency(result: LatencyResult): string {
  const { settings, repetitions } = result;
  // The numbers of one repetition belong together; that of the middle one stands for all, and the spread is shown.
  const shown = middleOf(repetitions);
  const parts = [
    machineLine(result.machine),
    `scene ${settings.scene}, ${sizes(shown)} at ${settings.hostFps} frames/s, ${settings.inputs} inputs, seed ${settings.seed}`,
    table([
      ['input -> ... (ms)', ...HEADINGS],
      ['decoded', ...cells(shown.ends.decoded)],
      ['presented', ...cells(shown.ends.presented)],
      ['expected display', ...cells(shown.ends.display)],
    ]),
  ];
  if (repetitions.length > 1)
    parts.push(`of ${repetitions.length} repetitions, this is the middle one\n${spreads(result)}`);
  parts.push(stageTable(result, shown), checks(shown));
  return `${parts.join('\n\n')}\n`;
}

function stageTable({ stageNames }: LatencyResult, { stages, stageCheck }: Repetition): string {
  const byName: Readonly<Record<string, Distribution>> = stages;
  return table([
    ['where it goes, to presented (ms)', ...HEADINGS],
    ...stageNames.flatMap((name) => (byName[name] === undefined ? [] : [[`  ${name}`, ...cells(byName[name])]])),
    ['sum of the stages', ...cells(stageCheck.sum)],
    ['end to end', ...cells(stageCheck.endToEnd)],
    ['end to end minus sum', ...cells(stageCheck.residual)],
  ]);
}

function checks({
  inputs,
  missed,
  overtaken,
  displayInPast,
  frames,
  crossCheck,
  stageCheck,
  barcodeReading,
}: Repetition): string {
  const faults = Object.entries(frames.faults).map(([fault, count]) => `${count} ${fault}`);
  return [
    `inputs: ${inputs} measured, ${missed} missed, ${overtaken} shown only together with a newer one, ${stageCheck.samples} with all stages`,
    `display: ${displayInPast} expected before their presentation, which cannot be`,
    `frames: ${frames.decoded} decoded, ${frames.presented} presented, one every ${ms(frames.interval.p50)} ms, ` +
      `${frames.missedCallbacks} callbacks missed, ${frames.undescribed} undescribed, ${frames.backwards} backwards`,
    `barcode: ${faults.length === 0 ? 'all read' : `unreadable: ${faults.join(', ')}`}, ${ms(barcodeReading.p50)} ms each`,
    `barcode against metadata: ${crossCheck.agreeing} of ${crossCheck.frames} frames agree, ` +
      `p50 ${ms(crossCheck.barcodeP50)} against ${ms(crossCheck.liveP50)} ms, ` +
      `difference p99 ${ms(crossCheck.difference.p99)} ms; the element says ${crossCheck.elementP50 === null ? 'nothing' : `${ms(crossCheck.elementP50)} ms`}`,
  ].join('\n');
}

function spreads({ spread }: LatencyResult): string {
  return table([
    ['lowest .. highest (ms)', 'p50', 'p95'],
    ...Object.entries(spread).map(([end, { p50, p95 }]) => [
      end,
      `${ms(p50.lowest)} .. ${ms(p50.highest)}`,
      `${ms(p95.lowest)} .. ${ms(p95.highest)}`,
    ]),
  ]);
}

function middleOf(repetitions: readonly Repetition[]): Repetition {
  const ascending = repetitions.toSorted((a, b) => a.ends.presented.p50 - b.ends.presented.p50);
  const middle = ascending[Math.floor((ascending.length - 1) / 2)];
  if (middle === undefined) throw new RangeError('a result without repetitions');
  return middle;
}

function sizes({ frames }: Repetition): string {
  return Object.keys(frames.sizes).join(' and ');
}

function cells(values: Distribution): string[] {
  return HEADINGS.map((name) => ms(values[name]));
}

function ms(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}

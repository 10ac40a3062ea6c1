/** An audio result as text for a terminal. */
import { machineLine } from '../report/machine.ts';
import { table } from '../report/table.ts';
import type { Distribution } from '../stats/distribution.ts';
import type { AudioCase, AudioResult } from './result.ts';

const HEADINGS = ['p50', 'p95', 'max'] as const;

export function describeAudio({ machine, settings, cases }: AudioResult): string {
  const { width, height, beeps } = settings;
  return `${[
    machineLine(machine),
    `a tone and a white picture in the same frame, ${width}x${height}, ${beeps} of each case`,
    ...cases.map(describeCase),
  ].join('\n\n')}\n`;
}

function describeCase({ name, heard, seen, skew, ...more }: AudioCase): string {
  const rows = table([
    [`${name} (ms)`, ...HEADINGS],
    ['scene -> heard', ...cells(heard)],
    ['scene -> seen', ...cells(seen)],
    ['sound behind its picture', ...cells(skew)],
  ]);
  return (
    `${rows}\n${more.unheard} unheard, ${more.unseen} unseen of ${more.beeps}; the browser buffers ` +
    `${more.jitterBuffer.toFixed(0)} ms of sound, made up ${(more.concealed * 100).toFixed(1)} %, ${more.packetsLost} packets lost`
  );
}

function cells(values: Distribution): string[] {
  return HEADINGS.map((name) => values[name].toFixed(1));
}

/** One line a cell, in columns that stay where they are: a cell is printed before the next is measured. */
import { DEFAULT_PRESET } from './matrix-options.ts';
import type { MatrixCell } from './matrix-result.ts';

interface CellSize {
  readonly scene: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly preset?: string | undefined;
}

const STAGES = ['render', 'gpu', 'convert', 'encode'] as const;
const COLUMN = 11;

export function cellName({ scene, width, height, fps, preset = DEFAULT_PRESET }: CellSize): string {
  return `${scene} ${width}x${height} at ${fps}${preset === DEFAULT_PRESET ? '' : ` ${preset}`}`;
}

export const MATRIX_HEADING = line('cell (p50 / p95, ms)', [
  'picture',
  'frames/s',
  'presented',
  'display',
  ...STAGES,
  'missed',
  'load',
]);

export function describeCell({ settings, preset, measured, framesPerSecond, loadBefore }: MatrixCell): string {
  const { ends, stages, frames, missed } = measured;
  const sizes = Object.entries(frames.sizes).toSorted(([, a], [, b]) => b - a);
  return line(cellName({ ...settings, preset }), [
    sizes[0]?.[0] ?? 'none',
    framesPerSecond.toFixed(1),
    pair(ends.presented),
    pair(ends.display),
    ...STAGES.map((stage) => pair(stages[stage])),
    String(missed),
    loadBefore.toFixed(1),
  ]);
}

function line(name: string, cells: readonly string[]): string {
  return [name.padEnd(36), ...cells.map((cell) => cell.padStart(COLUMN))].join(' ').trimEnd();
}

function pair({ p50, p95 }: { readonly p50: number; readonly p95: number }): string {
  return `${p50.toFixed(1)}/${p95.toFixed(1)}`;
}

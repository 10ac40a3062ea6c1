/** Runs the latency suite once a cell, each with a gateway, a host and a browser of its own, and says what each gave. */
import { RemoteViewError } from '@remote-view/protocol';
import type { Progress } from '../report/progress.ts';
import { measureLatency } from './measure.ts';
import { DEFAULT_PRESET, makesSense, type CellOptions } from './matrix-options.ts';
import { cellName } from './matrix-report.ts';
import type { MatrixCell, MatrixResult } from './matrix-result.ts';
import type { LatencyResult } from './result.ts';

/**
 * @param measured called with each cell as soon as it is known
 * @throws Error where no cell could be measured
 */
export async function measureMatrix(
  cells: readonly CellOptions[],
  progress: Progress,
  measured: (cell: MatrixCell) => void,
): Promise<MatrixResult> {
  const at = new Date().toISOString();
  const done: MatrixCell[] = [];
  const failed: { cell: string; reason: string }[] = [];
  let machine: LatencyResult['machine'] | undefined;
  for (const options of cells) {
    if (machine !== undefined && !makesSense(options, machine)) continue;
    const name = cellName(options);
    progress.step(name);
    try {
      const preset = options.preset === DEFAULT_PRESET ? [] : ['--encoder-preset', options.preset];
      const result = await measureLatency(options, progress, preset);
      machine ??= result.machine;
      const cell = summarise(result, options.preset);
      done.push(cell);
      measured(cell);
    } catch (thrown) {
      // One cell that a machine cannot hold says nothing against the others.
      const reason = RemoteViewError.from(thrown).message;
      failed.push({ cell: name, reason });
      progress.step(`${name}: ${reason}`);
    }
  }
  if (machine === undefined) throw new Error(`no cell could be measured: ${failed[0]?.reason ?? 'there was none'}`);
  return { format: 'remote-view-latency-matrix', version: 1, at, machine, cells: done, failed };
}

function summarise({ settings, machine, repetitions }: LatencyResult, preset: string): MatrixCell {
  const [repetition] = repetitions;
  if (repetition === undefined) throw new RangeError('a result without repetitions');
  const { samples: _samples, ...measured } = repetition;
  const framesPerSecond = 1_000 / measured.frames.interval.mean;
  return {
    settings,
    ...(preset === DEFAULT_PRESET ? {} : { preset }),
    loadBefore: machine.loadBefore,
    framesPerSecond,
    measured,
  };
}

/** `npm run bench -- latency`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { machineLine } from '../report/machine.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measureMatrix } from './matrix.ts';
import { parseMatrixOptions } from './matrix-options.ts';
import { describeCell, MATRIX_HEADING } from './matrix-report.ts';
import { MatrixResult } from './matrix-result.ts';
import { measureLatency } from './measure.ts';
import { LATENCY_HELP, parseLatencyOptions } from './options.ts';
import { describeLatency } from './report.ts';
import { LatencyResult } from './result.ts';

export const latencySuite: Suite = {
  summary: 'from an input to the picture that shows it, stage by stage',
  help: LATENCY_HELP,
  run: (args) => (args.includes('--matrix') ? runMatrix(args) : runOne(args)),
};

async function runOne(args: readonly string[]): Promise<void> {
  const options = parseLatencyOptions(args);
  const progress = new Progress(process.stderr);
  progress.step('building the viewer …');
  await buildViewerBundle();
  const result = await measureLatency(options, progress);
  const path = options.json ?? localResultPath('latency', new Date(result.at));
  await writeResult(path, LatencyResult, result);
  process.stdout.write(`${describeLatency(result)}\nwritten to ${path}\n`);
}

async function runMatrix(args: readonly string[]): Promise<void> {
  const { cells, json } = parseMatrixOptions(args);
  const progress = new Progress(process.stderr);
  progress.step('building the viewer …');
  await buildViewerBundle();
  process.stdout.write(`${MATRIX_HEADING}\n`);
  const result = await measureMatrix(cells, progress, (cell) => process.stdout.write(`${describeCell(cell)}\n`));
  const path = json ?? localResultPath('latency-matrix', new Date(result.at));
  await writeResult(path, MatrixResult, result);
  const failures = result.failed.map(({ cell, reason }) => `not measured: ${cell}: ${reason}\n`);
  process.stdout.write(`${failures.join('')}\n${machineLine(result.machine)}\nwritten to ${path}\n`);
}

/** `npm run bench -- latency`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measureLatency } from './measure.ts';
import { LATENCY_HELP, parseLatencyOptions } from './options.ts';
import { describeLatency } from './report.ts';
import { LatencyResult } from './result.ts';

export const latencySuite: Suite = {
  summary: 'from an input to the picture that shows it, stage by stage',
  help: LATENCY_HELP,
  run: async (args) => {
    const options = parseLatencyOptions(args);
    const progress = new Progress(process.stderr);
    progress.step('building the viewer …');
    await buildViewerBundle();
    const result = await measureLatency(options, progress);
    const path = options.json ?? localResultPath('latency', new Date(result.at));
    await writeResult(path, LatencyResult, result);
    process.stdout.write(`${describeLatency(result)}\nwritten to ${path}\n`);
  },
};

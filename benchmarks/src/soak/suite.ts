/** `npm run bench -- soak`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measureSoak } from './measure.ts';
import { parseSoakOptions, SOAK_HELP } from './options.ts';
import { describeSoak } from './report.ts';
import { SoakResult } from './result.ts';

export const soakSuite: Suite = {
  summary: 'one session under input, and which way latency and memory go',
  help: SOAK_HELP,
  run: async (args) => {
    const options = parseSoakOptions(args);
    const progress = new Progress(process.stderr);
    progress.step('building the viewer …');
    await buildViewerBundle();
    const result = await measureSoak(options, progress);
    const path = options.json ?? localResultPath('soak', new Date(result.at));
    await writeResult(path, SoakResult, result);
    process.stdout.write(`${describeSoak(result)}\nwritten to ${path}\n`);
  },
};

/** `npm run bench -- startup`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measureStartup } from './measure.ts';
import { parseStartupOptions, STARTUP_HELP } from './options.ts';
import { describeStartup } from './report.ts';
import { StartupResult } from './result.ts';

export const startupSuite: Suite = {
  summary: 'from connect() to the first picture, phase by phase',
  help: STARTUP_HELP,
  run: async (args) => {
    const options = parseStartupOptions(args);
    const progress = new Progress(process.stderr);
    progress.step('building the viewer …');
    await buildViewerBundle();
    const result = await measureStartup(options, progress);
    const path = options.json ?? localResultPath('startup', new Date(result.at));
    await writeResult(path, StartupResult, result);
    process.stdout.write(`${describeStartup(result)}\nwritten to ${path}\n`);
  },
};

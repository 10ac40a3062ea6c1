/** `npm run bench -- path`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measurePath } from './measure.ts';
import { parsePathOptions, PATH_HELP } from './options.ts';
import { describePath } from './report.ts';
import { PathResult } from './result.ts';

export const pathSuite: Suite = {
  summary: 'ours against Chromium’s own sender over one emulated link, alternating',
  help: PATH_HELP,
  run: async (args) => {
    const options = parsePathOptions(args);
    const progress = new Progress(process.stderr);
    progress.step('building the viewer …');
    await buildViewerBundle();
    const result = await measurePath(options, progress);
    const path = options.json ?? localResultPath('path', new Date(result.at));
    await writeResult(path, PathResult, result);
    process.stdout.write(`${describePath(result)}\nwritten to ${path}\n`);
  },
};

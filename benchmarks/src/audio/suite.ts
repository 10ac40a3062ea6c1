/** `npm run bench -- audio`. */
import { buildViewerBundle } from '../harness/viewer-bundle.ts';
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measureAudio } from './measure.ts';
import { AUDIO_HELP, parseAudioOptions } from './options.ts';
import { describeAudio } from './report.ts';
import { AudioResult } from './result.ts';

export const audioSuite: Suite = {
  summary: 'from a sound in the scene to the page, and against its picture',
  help: AUDIO_HELP,
  run: async (args) => {
    const options = parseAudioOptions(args);
    const progress = new Progress(process.stderr);
    progress.step('building the viewer …');
    await buildViewerBundle();
    const result = await measureAudio(options, progress);
    const path = options.json ?? localResultPath('audio', new Date(result.at));
    await writeResult(path, AudioResult, result);
    process.stdout.write(`${describeAudio(result)}\nwritten to ${path}\n`);
  },
};

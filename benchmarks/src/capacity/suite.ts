/** `npm run bench -- capacity`. */
import { Progress } from '../report/progress.ts';
import { localResultPath, writeResult } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { measureCapacity } from './measure.ts';
import { CAPACITY_HELP, parseCapacityOptions } from './options.ts';
import { describeCapacity } from './report.ts';
import { CapacityResult } from './result.ts';

export const capacitySuite: Suite = {
  summary: 'how many sessions a machine holds, and what each costs',
  help: CAPACITY_HELP,
  run: async (args) => {
    const options = parseCapacityOptions(args);
    const result = await measureCapacity(options, new Progress(process.stderr));
    const path = options.json ?? localResultPath('capacity', new Date(result.at));
    await writeResult(path, CapacityResult, result);
    process.stdout.write(`${describeCapacity(result)}\nwritten to ${path}\n`);
  },
};

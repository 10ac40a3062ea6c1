/** `npm run bench -- report`. */
import { RemoteViewError } from '@remote-view/protocol';
import { parseArgs } from 'node:util';
import { localReportPath, resultsFolder } from '../report/result-file.ts';
import type { Suite } from '../suite.ts';
import { generateReport } from './generate.ts';

export interface ReportOptions {
  readonly paths: readonly string[];
  readonly out: string;
}

const HELP = `report [files or folders]: results of all suites in one page with plots

  --out FILE     where to write it (default benchmarks/results/report.local.html)

Without files: all results in benchmarks/results. The page needs nothing else and works from a file.
`;

export const reportSuite: Suite = {
  summary: 'joins results into one page with plots',
  help: HELP,
  run: async (args) => {
    const { paths, out } = parseReportOptions(args);
    const { results } = await generateReport(paths, out);
    process.stdout.write(`${results} ${results === 1 ? 'result' : 'results'}, report in ${out}\n`);
  },
};

/** @throws RemoteViewError `bad-configuration` */
export function parseReportOptions(args: readonly string[]): ReportOptions {
  const { values, positionals } = read(args);
  if (values.out !== undefined && !values.out.endsWith('.html'))
    throw new RemoteViewError('bad-configuration', '--out must end in .html, so that it cannot replace a result.');
  return { paths: positionals.length === 0 ? [resultsFolder()] : positionals, out: values.out ?? localReportPath() };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { out: { type: 'string' } } });
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', (cause as Error).message, { cause });
  }
}

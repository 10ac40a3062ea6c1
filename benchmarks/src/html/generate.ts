/** Joins result files into one page. */
import { RemoteViewError } from '@remote-view/protocol';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readResults } from '../report/stored-result.ts';
import { renderReport } from './document.ts';

/**
 * @param paths of results, and of folders that hold some
 * @throws RemoteViewError `not-found` where there is no result at all, and as `readResults` does
 */
export async function generateReport(paths: readonly string[], out: string): Promise<{ readonly results: number }> {
  const { results, skipped } = await readResults(paths);
  if (results.length === 0) {
    throw new RemoteViewError('not-found', 'There is no result to report.', { context: { skipped: skipped.length } });
  }
  await mkdir(dirname(out), { recursive: true });
  // Suites may end at the same time, and a browser may be reading: the page is there whole or not at all.
  const draft = `${out}.${process.pid}`;
  try {
    await writeFile(draft, renderReport(results, skipped, new Date()));
    await rename(draft, out);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return { results: results.length };
}

/** Writes a result once it fits its schema: a file that is there can be read, compared and plotted. */
import { RemoteViewError } from '@remote-view/protocol';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { repositoryPath } from '../harness/stack.ts';

/** Results of this machine, which git does not see, are named like this; what is worth keeping is renamed and committed. */
export function localResultPath(suite: string, at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-');
  return repositoryPath(`benchmarks/results/${suite}-${stamp}.local.json`);
}

export function resultsFolder(): string {
  return repositoryPath('benchmarks/results');
}

/** Made anew after each run; git does not see it either. */
export function localReportPath(): string {
  return join(resultsFolder(), 'report.local.html');
}

/**
 * A result that comes to lie among the others is in the report at once.
 * @throws Error that says where the result does not fit
 */
export async function writeResult<S extends TSchema>(path: string, schema: S, result: Static<S>): Promise<void> {
  if (!Value.Check(schema, result)) {
    const [first] = Value.Errors(schema, result);
    throw new Error(`the result does not fit its schema: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${oneLineASample(JSON.stringify(result, fiveDigits, 1))}\n`);
  if (belongsInReport(path)) await updateReport();
}

/** A result that is written elsewhere is someone's own, and so is that folder. */
export function belongsInReport(path: string): boolean {
  return resolve(dirname(path)) === resolve(resultsFolder());
}

/** A measurement took minutes and is safe; a report that cannot be made must not look as if it had failed. */
async function updateReport(): Promise<void> {
  try {
    // Plots and a document to draw them on take a while to load, and only here.
    const { generateReport } = await import('../html/generate.ts');
    await generateReport([resultsFolder()], localReportPath());
    process.stdout.write(`report in ${localReportPath()}\n`);
  } catch (thrown) {
    const { message, code } = RemoteViewError.from(thrown);
    console.error(`the report was not made: ${message} (${code})`);
  }
}

/** Nothing that is measured here is known better. */
function fiveDigits(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

/** A sample, a list of numbers on one line: half as large, and a change of one is a line of a diff. */
function oneLineASample(json: string): string {
  const joined = (text: string): string => text.replaceAll(/\n\s*/gu, '');
  return json.replaceAll(/\[[^[\]{}]*\]/gu, joined).replaceAll(/\{[^{}]*\}/gu, joined);
}

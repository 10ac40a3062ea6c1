/** Writes a result once it fits its schema: a file that is there can be read, compared and plotted. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Static, TSchema } from 'typebox';
import Value from 'typebox/value';
import { repositoryPath } from '../harness/stack.ts';

/** Results of this machine, which git does not see, are named like this; what is worth keeping is renamed and committed. */
export function localResultPath(suite: string, at: Date): string {
  const stamp = at.toISOString().slice(0, 19).replaceAll(/[-:]/gu, '').replace('T', '-');
  return repositoryPath(`benchmarks/results/${suite}-${stamp}.local.json`);
}

/** @throws Error that says where the result does not fit */
export async function writeResult<S extends TSchema>(path: string, schema: S, result: Static<S>): Promise<void> {
  if (!Value.Check(schema, result)) {
    const [first] = Value.Errors(schema, result);
    throw new Error(`the result does not fit its schema: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(result, thousandths, 1)}\n`);
}

/** No clock that is read here is finer than a microsecond. */
function thousandths(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}

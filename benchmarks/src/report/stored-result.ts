/**
 * Reads results back. The files come from other machines, other versions and other people's disks: each is checked, and
 * what does not fit is refused with a code that says how.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import Value from 'typebox/value';
import { Machine } from './machine.ts';
import { checkResult, isKnownSuite, malformed, type KnownResults, type KnownSuite } from './stored-result-checks.ts';

export interface FileOf<S extends KnownSuite> {
  readonly suite: S;
  readonly name: string;
  readonly at: string;
  readonly result: KnownResults[S];
}
/** A file of a suite that this version knows: its result fits the suite's schema. */
export type KnownFile = { readonly [S in KnownSuite]: FileOf<S> }[KnownSuite];

/** Of a suite whose schema is not known here. */
export interface OtherFile {
  readonly suite: 'other';
  readonly name: string;
  readonly title: string;
  /** Empty where the file does not say. */
  readonly at: string;
  readonly machine: Machine | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export type StoredResult = KnownFile | OtherFile;

export interface SkippedFile {
  readonly name: string;
  readonly code: string;
  readonly reason: string;
}

/** The longest run that the latency suite takes leaves 20 MB. */
const MAX_BYTES = 64 * 2 ** 20;
const MAX_FILES = 500;
const SUITE_NAME = /^[a-z][a-z0-9-]{0,30}$/u;

/**
 * @param name for messages
 * @throws RemoteViewError `malformed-message` for what is no result, `unsupported-version` for one of another version
 */
export function parseResult(name: string, text: string): StoredResult {
  const data = parseJson(name, text);
  const title = suiteOf(data);
  if (title === undefined) throw malformed(name, 'names no suite, so it is not a result');
  if (isKnownSuite(title)) {
    const result = checkResult(title, name, data);
    // The compiler does not see that the suite and its result belong together.
    return { suite: title, name, at: result.at, result } as KnownFile;
  }
  const machine = Value.Check(Machine, data['machine']) ? data['machine'] : undefined;
  return { suite: 'other', name, title, at: typeof data['at'] === 'string' ? data['at'] : '', machine, data };
}

/** @throws RemoteViewError as `parseResult` does, `not-found`, and `message-too-large` for a file beyond any result */
export async function readResult(path: string): Promise<StoredResult> {
  const name = basename(path);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new RemoteViewError('not-found', 'There is no such file.', { context: { path } });
  if (found.size > MAX_BYTES) {
    throw new RemoteViewError('message-too-large', `${name} is larger than any result.`, {
      context: { bytes: found.size },
    });
  }
  return parseResult(name, await readFile(path, 'utf8'));
}

/**
 * All results of files and folders. A folder may hold other things, which are skipped and told; a file that was named is
 * meant, so a bad one is an error.
 * @throws RemoteViewError as `readResult` does, for named files; `bad-configuration` for a folder with too many
 */
export async function readResults(
  paths: readonly string[],
): Promise<{ readonly results: StoredResult[]; readonly skipped: SkippedFile[] }> {
  const results: StoredResult[] = [];
  const skipped: SkippedFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory() !== true) {
      results.push(await readResult(path));
      continue;
    }
    const names = (await readdir(path)).filter((name) => name.endsWith('.json')).toSorted();
    if (names.length > MAX_FILES) {
      const context = { path, files: names.length, allowed: MAX_FILES };
      throw new RemoteViewError('bad-configuration', 'The folder holds too many files.', { context });
    }
    for (const name of names) {
      try {
        results.push(await readResult(join(path, name)));
      } catch (thrown) {
        const { code, message } = RemoteViewError.from(thrown);
        skipped.push({ name, code, reason: message });
      }
    }
  }
  return { results, skipped };
}

function parseJson(name: string, text: string): Readonly<Record<string, unknown>> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new RemoteViewError('malformed-message', `${name} is not JSON.`, { cause });
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw malformed(name, 'is not a result');
  return data as Record<string, unknown>;
}

/** Named by a field, or by the name of the format as the first suites did. */
function suiteOf({ suite, format }: Readonly<Record<string, unknown>>): string | undefined {
  const name = suite ?? (typeof format === 'string' ? /^remote-view-(.+)$/u.exec(format)?.[1] : undefined);
  return typeof name === 'string' && SUITE_NAME.test(name) ? name : undefined;
}

export function machineOf(file: StoredResult): Machine | undefined {
  return file.suite === 'other' ? file.machine : file.result.machine;
}

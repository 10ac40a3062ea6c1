/** What a failed scene's viewers, its operator and, while it is being written, its author are told. */
import type { RemoteViewError } from '@remote-view/protocol';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sourceExcerpt, type SourcePlace } from './source-excerpt.ts';

export interface FailureReport {
  /** For the viewers: the error and the line of the scene, without paths of this machine. */
  readonly message: string;
  /** For the log: all that is known. */
  readonly stack: string;
  /** For the author: `path:line:column` and the lines around it. Empty where the place is not known. */
  readonly place: string;
  readonly excerpt: string;
}

/** @param readSource gives the text of a source, where there is an author to show it to */
export function describeFailure(
  error: RemoteViewError,
  readSource: (path: string) => string | undefined = () => undefined,
): FailureReport {
  const thrown = error.cause instanceof Error ? error.cause : error;
  const stack = thrown.stack ?? thrown.message;
  const missing = missingImport(error.message);
  const place = missing === undefined ? placeOf(stack) : placeOfImport(missing, readSource);
  const text = missing?.text ?? deniedAccess(thrown) ?? error.message;
  if (place === undefined) return { message: text, stack, place: '', excerpt: '' };
  const source = readSource(place.path);
  return {
    message: `${text} (${shortPlace(place)})`,
    stack,
    place: source === undefined ? '' : `${place.path}${numbers(place)}`,
    excerpt: source === undefined ? '' : sourceExcerpt(source, place),
  };
}

interface MissingImport {
  readonly text: string;
  /** As it ends in the source: a file's or a package's own name. */
  readonly name: string;
  readonly importer: string;
}

/** Node says which file imports what it cannot find, in the message alone, with whole paths and without the line. */
function missingImport(message: string): MissingImport | undefined {
  const [, path, importer] = /^Cannot find (?:module|package) '(.+?)' imported from (.+?)$/u.exec(message) ?? [];
  if (path === undefined || importer === undefined) return undefined;
  const name = basename(path);
  const by = importer.startsWith(HOST) ? '' : `, which ${basename(importer)} imports`;
  return { text: `Cannot find '${name}'${by}`, name, importer };
}

function placeOfImport(
  { name, importer }: MissingImport,
  readSource: (path: string) => string | undefined,
): SourcePlace | undefined {
  const lines = importer.startsWith(HOST) ? [] : (readSource(importer)?.split('\n') ?? []);
  const index = lines.findIndex((text) => /\b(?:import|from|require)\b/u.test(text) && text.includes(name));
  return index < 0 ? undefined : { path: importer, line: index + 1, column: lines[index]!.indexOf(name) + 1 };
}

/** Node's permission model names its own flags, which are not those that an operator has. */
function deniedAccess(thrown: Error): string | undefined {
  if (!('code' in thrown) || thrown.code !== 'ERR_ACCESS_DENIED') return undefined;
  const { permission, resource } = thrown as { permission?: unknown; resource?: unknown };
  const name = typeof resource === 'string' && resource !== '' ? `'${basename(resource)}'` : 'this';
  if (permission === 'FileSystemRead') return `The scene may not read ${name}: its host lets it with --allow-read`;
  if (permission === 'FileSystemWrite') return `The scene may not write ${name}: it keeps no files`;
  return `The scene may not do this (${String(permission)})`;
}

/** The host's own sources: what runs a scene is not where it failed. */
const HOST = dirname(import.meta.dirname);
const NOT_THE_SCENE = ['node:', 'node_modules', HOST, pathToFileURL(HOST).href];

/** Of the innermost frame that is not Node's, a dependency's or the host's own. */
function placeOf(stack: string): SourcePlace | undefined {
  const lines = stack.split('\n');
  // A syntax error has its place alone on the first line; everything else in `at … (url:line:column)`.
  for (const text of lines) {
    if (NOT_THE_SCENE.some((part) => text.includes(part))) continue;
    const [, scheme, path, line, column] =
      /(file:\/\/|\()?((?:\/|[A-Za-z]:[\\/])[^\s()]*?):(\d+)(?::(\d+))?\)?\s*$/u.exec(text) ?? [];
    if (path === undefined) continue;
    return {
      path: scheme === 'file://' ? decodeURIComponent(path) : path,
      line: Number(line),
      column: column === undefined ? caretColumn(lines) : Number(column),
    };
  }
  return undefined;
}

/** Under the line of a syntax error stands a row of carets. */
function caretColumn(lines: readonly string[]): number | undefined {
  const carets = lines.find((text) => /^\s*\^+\s*$/u.test(text));
  return carets === undefined ? undefined : carets.indexOf('^') + 1;
}

function shortPlace(place: SourcePlace): string {
  return `${place.path.split(/[\\/]/u).at(-1)}${numbers(place)}`;
}

function numbers({ line, column }: SourcePlace): string {
  return column === undefined ? `:${line}` : `:${line}:${column}`;
}

/** Our source files and what they import: the input of the rules that `npm run check` adds to the linter's. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  /** 1-based; 0 where the whole file is meant. */
  readonly line: number;
  readonly problem: string;
}

export interface Import {
  /** What stands between the quotes. */
  readonly specifier: string;
  readonly line: number;
  /** `import type` and `export type`: gone when the file runs. */
  readonly typeOnly: boolean;
  /** `import()`: runs only when it is reached. */
  readonly dynamic: boolean;
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'results']);

/** All TypeScript files below `folders` of the repository. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => walk(root, folder)).sort((a, b) => a.path.localeCompare(b.path));
}

function walk(root: string, folder: string): SourceFile[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const below = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) || entry.name.startsWith('.') ? [] : walk(root, below);
    return entry.name.endsWith('.ts') ? [{ path: below, text: readFileSync(path.join(root, below), 'utf8') }] : [];
  });
}

/** Tests and what only they use. */
export function isTest(file: SourceFile): boolean {
  return /\.test\.ts$|\/(testing|test-support|fixtures|e2e)\//.test(file.path);
}

/**
 * The text with its comments blanked out, line by line as long as before. A comment starts behind a blank or at a
 * line's start, as the formatter leaves them, so the `//` of a URL and the `/*` of a glob in a string are none.
 */
export function withoutComments(text: string): string {
  const blank = (comment: string): string => comment.replace(/[^\n]/g, ' ');
  return text.replace(/(?<=^|\s)\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank);
}

const STATIC_IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'";=]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'/g;

/** The imports of a formatted file, in order of appearance, static ones first. */
export function importsOf(file: SourceFile): Import[] {
  const code = withoutComments(file.text);
  const found: Import[] = [];
  for (const match of code.matchAll(STATIC_IMPORT)) {
    const line = lineAt(code, match.index);
    found.push({ specifier: match[2]!, line, typeOnly: match[1] !== undefined, dynamic: false });
  }
  for (const match of code.matchAll(DYNAMIC_IMPORT)) {
    found.push({ specifier: match[1]!, line: lineAt(code, match.index), typeOnly: false, dynamic: true });
  }
  return found;
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

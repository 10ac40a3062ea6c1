/**
 * Which files a scene is made of, for the agent that watches them: its modules, as the loader resolves them, and what it
 * reads while it runs. Packages and the host's own sources are not among them; nobody edits those to see their scene change.
 *
 * Bound: {@link MAX_FILES}; what comes beyond is not reported.
 */
import fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAX_FILES = 4_000;

const NOT_THE_SCENE = [
  dirname(import.meta.dirname),
  dirname(fileURLToPath(import.meta.resolve('@remote-view/protocol'))),
];

/** For the whole process; `report` is called once for each file, with its absolute path. */
export function reportSceneFiles(report: (path: string) => void): void {
  const seen = new Set<string>();
  const note = (path: string): void => {
    if (seen.size >= MAX_FILES || seen.has(path) || !isOfScene(path)) return;
    seen.add(path);
    report(path);
  };
  reportModules(note);
  reportReads(note);
}

function isOfScene(path: string): boolean {
  return !/[\\/]node_modules[\\/]/u.test(path) && NOT_THE_SCENE.every((folder) => !path.startsWith(folder));
}

function reportModules(note: (path: string) => void): void {
  const noteUrl = (url: string): void => {
    // `scene.ts?v=1` is the file without the question.
    if (url.startsWith('file:')) note(fileURLToPath(new URL(url)));
  };
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        const resolved = next(specifier, context);
        noteUrl(resolved.url);
        return resolved;
      } catch (thrown) {
        // It may be written next.
        if (/^(?:\.|\/|file:)/u.test(specifier)) noteUrl(new URL(specifier, context.parentURL).href);
        throw thrown;
      }
    },
  });
}

/** Every way to read a file whole. What a package reads of its own lies in its folder, which `isOfScene` leaves out. */
function reportReads(note: (path: string) => void): void {
  const readers = [
    [fs, 'readFileSync'],
    [fs, 'readFile'],
    [fs, 'createReadStream'],
    [fs, 'openSync'],
    [fs, 'open'],
    [fs, 'openAsBlob'],
    [fs.promises, 'readFile'],
    [fs.promises, 'open'],
  ] as const;
  for (const [owner, name] of readers) {
    const methods = owner as unknown as Record<string, (path: unknown, ...rest: unknown[]) => unknown>;
    const original = methods[name]!;
    methods[name] = function read(this: unknown, path, ...rest) {
      const file = pathOf(path);
      if (file !== undefined) note(file);
      return original.call(this, path, ...rest);
    };
  }
  // For modules that import the functions by name.
  syncBuiltinESMExports();
}

function pathOf(path: unknown): string | undefined {
  if (typeof path === 'string') return resolve(path);
  if (path instanceof URL && path.protocol === 'file:') return fileURLToPath(path);
  return undefined;
}

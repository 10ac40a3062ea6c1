/**
 * What a scene process may use and touch, as options of its Node.
 *
 * Node's permission model takes files and child processes from it: a scene reads the folders that the operator names, and
 * the packages that it and we are made of; it writes nothing and starts nothing. It has no switch for the network, which
 * scene/restrictions.ts takes care of, nor for native code, which could do anything. So this stops accidents and careless
 * packages; against scenes that one does not trust at all a container has to help.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RenderSettings } from './child-messages.ts';

export interface SceneLimits {
  /** Resident memory of the process, bytes. */
  readonly maxResidentBytes: number;
  /** Folders and files that scenes may read; undefined where scenes are trusted with the whole machine. */
  readonly readable: readonly string[] | undefined;
  readonly assets: RenderSettings['assets'];
}

/** Of the memory, for JavaScript objects. Pixels, geometry and the encoder lie outside of V8's heap, and need the rest. */
const HEAP_SHARE = 0.6;

/** @param codeCache folder of this process alone where Node keeps compiled modules (scene-code.ts) */
export function sceneNodeOptions(
  { maxResidentBytes, readable }: Omit<SceneLimits, 'assets'>,
  codeCache?: string,
): string[] {
  const heap = `--max-old-space-size=${Math.floor((maxResidentBytes * HEAP_SHARE) / 2 ** 20)}`;
  if (readable === undefined) return [heap];
  const cache = codeCache === undefined ? [] : [codeCache];
  return [
    heap,
    '--permission',
    // Dawn, FFmpeg and the encoder's thread; the warnings say so in every process.
    '--allow-addons',
    '--allow-worker',
    '--disable-warning=SecurityWarning',
    // Of the function that takes a scene's types out (scene/main.ts).
    '--disable-warning=ExperimentalWarning',
    // Sorted: Node 24 refuses a folder itself that is named behind one within it.
    ...[...new Set([...ourPackages(), ...withLinkedPackages(readable), ...cache])]
      .toSorted()
      .map((path) => `--allow-fs-read=${path}`),
    ...cache.map((path) => `--allow-fs-write=${path}`),
  ];
}

/** This package, the one that it imports, and everything installed around them. */
function ourPackages(): string[] {
  const packages = [import.meta.url, import.meta.resolve('@remote-view/protocol')].map((url) =>
    packageOf(fileURLToPath(url)),
  );
  return packages.flatMap(withPackages);
}

/** Nearest folder above a file that has a package.json. */
function packageOf(file: string): string {
  let folder = dirname(file);
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** A path as Node's loader sees it, with links followed, and the folders in which it looks for packages from there. */
function withPackages(path: string): string[] {
  const real = existsSync(path) ? realpathSync(path) : path;
  const found: string[] = [real];
  for (let folder = real; ; folder = dirname(folder)) {
    const packages = join(folder, 'node_modules');
    if (existsSync(packages)) found.push(realpathSync(packages));
    if (dirname(folder) === folder) return found;
  }
}

/**
 * The same for all of them, and for what is linked into these folders: the packages of a workspace, and those under
 * development, lie outside, and the loader goes by where they really are.
 */
function withLinkedPackages(paths: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const folder of withPackages(path)) {
      if (found.has(folder)) continue;
      found.add(folder);
      if (basename(folder) === 'node_modules')
        waiting.push(...linkedInto(folder).filter((target) => !isWithin(found, target)));
    }
  }
  return found;
}

function linkedInto(packages: string): string[] {
  return readdirSync(packages, { withFileTypes: true }).flatMap((entry) => {
    const path = join(packages, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('@')) return linkedInto(path);
    return entry.isSymbolicLink() && existsSync(path) ? [realpathSync(path)] : [];
  });
}

function isWithin(folders: Iterable<string>, path: string): boolean {
  return [...folders].some((folder) => path === folder || path.startsWith(folder + sep));
}

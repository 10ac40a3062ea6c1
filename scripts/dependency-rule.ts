/**
 * Which package may import which, and who must stay free of native addons.
 *
 * A crash in a native addon ends its process and no `catch` sees it. The host agent and the gateway are what survives
 * such a crash, so nothing that they load may load one, not even through a third file.
 */
import path from 'node:path';
import { importsOf, isTest, type SourceFile, type Violation } from './sources.ts';

/** What each package may import of ours. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  gateway: ['protocol'],
  'renderer-host': ['protocol'],
  viewer: ['protocol'],
  benchmarks: ['protocol', 'gateway', 'renderer-host', 'viewer'],
  examples: ['viewer'],
  scripts: [],
};

/** Packages that load a native addon. `msgpackr` alone does on Node, its entry points `msgpackr/…` do not. */
const NATIVE = /^(?:node-datachannel|webgpu|node-av|node-web-audio-api|sharp)(?:\/|$)|^msgpackr$/;

const FREE_OF_NATIVE = ['gateway/src/', 'renderer-host/src/agent/'];

const OURS = /^@remote-view\/([^/]+)/;

export function dependencyViolations(files: readonly SourceFile[]): Violation[] {
  return [...files.flatMap(packageViolations), ...nativeViolations(files)];
}

function packageViolations(file: SourceFile): Violation[] {
  const own = packageOf(file.path);
  const allowed = ALLOWED[own];
  if (allowed === undefined) return [{ path: file.path, line: 0, problem: `'${own}' is none of our packages` }];
  return importsOf(file).flatMap(({ specifier, line }) => {
    const problem = importProblem(file, own, allowed, specifier);
    return problem === undefined ? [] : [{ path: file.path, line, problem }];
  });
}

function importProblem(
  file: SourceFile,
  own: string,
  allowed: readonly string[],
  specifier: string,
): string | undefined {
  if (specifier.startsWith('.')) {
    const target = packageOf(resolve(file.path, specifier));
    // Scripts hold no library code: what they share with a package they would have to import from it.
    return target === own || own === 'scripts' ? undefined : `reaches into ${target} by a relative path`;
  }
  const target = OURS.exec(specifier)?.[1];
  // A package may call itself by its name: the demo scenes import the scene SDK as everybody's scenes do.
  if (target === undefined || target === own || allowed.includes(target)) return undefined;
  const permitted = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
  return `${own} imports ${target}, and may import ${permitted}`;
}

/** Follows static imports from every file that must stay free of native addons; reports each file that gets to one. */
function nativeViolations(files: readonly SourceFile[]): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const starts = files.filter((file) => !isTest(file) && FREE_OF_NATIVE.some((folder) => file.path.startsWith(folder)));
  return starts.flatMap((start) => {
    const chain = chainToNative(start, byPath, new Set());
    return chain === undefined ? [] : [{ path: start.path, line: 0, problem: `loads a native addon: ${chain}` }];
  });
}

function chainToNative(
  file: SourceFile,
  byPath: ReadonlyMap<string, SourceFile>,
  seen: Set<string>,
): string | undefined {
  seen.add(file.path);
  for (const { specifier, typeOnly, dynamic } of importsOf(file)) {
    if (typeOnly || dynamic) continue;
    if (NATIVE.test(specifier)) return `${file.path} -> ${specifier}`;
    const next = byPath.get(runtimePath(file.path, specifier));
    if (next === undefined || seen.has(next.path)) continue;
    const chain = chainToNative(next, byPath, seen);
    if (chain !== undefined) return `${file.path} -> ${chain}`;
  }
  return undefined;
}

function runtimePath(from: string, specifier: string): string {
  return specifier === '@remote-view/protocol' ? 'protocol/src/index.ts' : resolve(from, specifier);
}

function resolve(from: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(from), specifier);
}

function packageOf(file: string): string {
  return file.split('/')[0]!;
}

/**
 * Which installed packages a machine without npm needs, and which of their files: everything that our packages reach
 * through package-lock.json on one platform, without what only compilers, readers and other systems want.
 */

/** An entry of `packages` in package-lock.json, as far as it is read here. */
export interface LockedPackage {
  /** Where a link leads: a workspace. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** By folder, relative to the repository. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

export interface Platform {
  readonly os: string;
  readonly cpu: string;
  readonly libc: string;
}

/**
 * Folders and links in `node_modules` folders that `roots` need at run time, sorted. Development dependencies are not followed.
 * @param roots folders as the lockfile names them: workspaces, or packages that are wanted for themselves
 * @throws RangeError for a dependency that is neither in the lockfile nor optional
 */
export function neededPackages(packages: LockedPackages, roots: readonly string[], platform: Platform): string[] {
  const needed = new Set<string>();
  const waiting = [...roots];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (needed.has(folder)) continue;
    const entry = packages[folder];
    if (entry === undefined) throw new RangeError(`${folder} is not in package-lock.json`);
    if (!runsOn(entry, platform)) continue;
    needed.add(folder);
    if (entry.link === true && entry.resolved !== undefined) waiting.push(entry.resolved);
    waiting.push(...dependenciesOf(packages, folder, entry));
  }
  return [...needed].filter((folder) => folder.includes('node_modules/')).toSorted();
}

function dependenciesOf(packages: LockedPackages, folder: string, entry: LockedPackage): string[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = entry;
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  // npm lists optional dependencies among the others as well.
  const required = [...Object.keys(dependencies), ...peers].filter(
    (name) => !Object.hasOwn(optionalDependencies, name),
  );
  return [
    ...required.map((name) => {
      const found = resolve(packages, folder, name);
      if (found === undefined) throw new RangeError(`${folder} needs ${name}, which is not in package-lock.json`);
      return found;
    }),
    ...Object.keys(optionalDependencies).flatMap((name) => resolve(packages, folder, name) ?? []),
  ];
}

/** As Node looks for it: in the package's own `node_modules`, then in those of the folders above. */
function resolve(packages: LockedPackages, folder: string, name: string): string | undefined {
  for (let above = folder; above !== ''; above = parent(above)) {
    const candidate = `${above}/node_modules/${name}`;
    if (Object.hasOwn(packages, candidate)) return candidate;
  }
  const top = `node_modules/${name}`;
  return Object.hasOwn(packages, top) ? top : undefined;
}

function parent(folder: string): string {
  const at = folder.lastIndexOf('/node_modules/');
  return at === -1 ? '' : folder.slice(0, at);
}

/** npm's own rule: a list of what it runs on, or of what not (`!win32`). */
function runsOn(entry: LockedPackage, platform: Platform): boolean {
  const fits = (list: readonly string[] | undefined, value: string): boolean => {
    if (list === undefined || list.length === 0) return true;
    return list.every((item) => item.startsWith('!')) ? !list.includes(`!${value}`) : list.includes(value);
  };
  return fits(entry.os, platform.os) && fits(entry.cpu, platform.cpu) && fits(entry.libc, platform.libc);
}

/** What no program reads while it runs, or none on Linux x64. */
const UNNEEDED: readonly { readonly pattern: RegExp; readonly because: string }[] = [
  { pattern: /\.d\.[cm]?ts$/u, because: 'types are for compilers' },
  { pattern: /\.(?:map|tsbuildinfo)$/u, because: 'source maps are for debuggers' },
  { pattern: /\.(?:md|markdown)$/iu, because: 'for readers' },
  { pattern: /\.test\.ts$/u, because: 'tests are run where the sources are written' },
  { pattern: /^docs\//u, because: 'for readers' },
  { pattern: /^benchmarks\/(?:e2e|results)\//u, because: 'tests, and results of other machines' },
  { pattern: /^node_modules\/webgpu\/dist\/(?!linux-x64\/|[^/]+$)/u, because: 'Dawn for five platforms, 110 MB' },
  { pattern: /^node_modules\/bare-\w+\/prebuilds\//u, because: 'native parts for another JavaScript runtime' },
  { pattern: /^node_modules\/three\/src\//u, because: 'three/build holds the same, bundled' },
  { pattern: /^node_modules\/three\/examples\/(?!jsm\/)/u, because: 'fonts and pages' },
];

/** @param path of a file, relative to the repository, with forward slashes */
export function isNeeded(path: string): boolean {
  return !UNNEEDED.some(({ pattern }) => pattern.test(path));
}

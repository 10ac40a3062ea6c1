/** Whether node_modules holds what package-lock.json asks for. Plain JavaScript: it runs before anything is installed. */

/**
 * The part of npm's lockfiles that matters here.
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

/**
 * Why an install is needed, or undefined where it is not.
 *
 * npm writes down what it installed only once all of it is there, so an interrupted install leaves no record. The
 * record lists what fits this platform alone: an optional package may be missing from it.
 *
 * @param {Lockfile} wanted package-lock.json
 * @param {Lockfile | undefined} installed node_modules/.package-lock.json
 * @returns {string | undefined}
 */
export function whyInstall(wanted, installed) {
  if (installed === undefined) return 'the dependencies are not installed yet';
  for (const [path, entry] of Object.entries(wanted.packages)) {
    const name = /.*node_modules\/(.+)$/.exec(path)?.[1];
    if (name === undefined) continue;
    const found = installed.packages[path];
    if (found === undefined) {
      if (entry.optional === true || entry.devOptional === true || entry.peer === true) continue;
      return `${name} is missing`;
    }
    if (found.version !== entry.version) return `${name} is ${found.version}, the lockfile wants ${entry.version}`;
  }
  return undefined;
}

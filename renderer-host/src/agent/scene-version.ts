/**
 * The version of a scene that does not say one: a hash of its files, the same on every host that has the same ones. What a scene
 * imports from elsewhere is not in it, neither is a folder that takes long to read: then there is none, rather than one that
 * lets two different scenes pass for one.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Read while the host starts: a tenth of a second at most. */
const MOST = { files: 1_000, bytes: 32 * 2 ** 20 } as const;

interface Found {
  /** With slashes, whatever the machine has. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/**
 * @param files names below the folder; undefined: all but hidden ones and installed packages
 * @returns 12 hex digits; undefined where there is too much, or where a file cannot be read
 */
export function versionOfFiles(folder: string, files?: readonly string[]): string | undefined {
  try {
    const found: Found[] = [];
    const names = files ?? namesBelow(folder);
    let bytes = 0;
    for (const name of names) {
      const path = join(folder, name);
      const { size } = statSync(path);
      bytes += size;
      if (found.push({ name, path, bytes: size }) > MOST.files || bytes > MOST.bytes) return undefined;
    }
    const hash = createHash('sha256');
    // Where one ends and the next begins is a part of it.
    for (const { name, path, bytes: size } of found) hash.update(`${name}\0${size}\0`).update(readFileSync(path));
    return hash.digest('hex').slice(0, 12);
  } catch {
    return undefined;
  }
}

/** Links are left out: they may lead anywhere, and in circles. */
function* namesBelow(folder: string, prefix = ''): Generator<string> {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true });
  // Not by the machine's language.
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* namesBelow(folder, `${prefix}${entry.name}/`);
    else if (entry.isFile()) yield `${prefix}${entry.name}`;
  }
}

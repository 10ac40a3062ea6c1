/** Writes pieces as archives of a limited size; archives.ts says how they are cut. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { archiveName, cutIntoArchives, manifest, MIB, sliceName, type Piece, type Slice } from './archives.ts';

export interface Delivery {
  /** The folder that the pieces lie in. It is written to as well. */
  readonly from: string;
  /** File names, in the order of unpacking. */
  readonly pieces: readonly string[];
  /** The folder for the archives. Those of an earlier build are removed. */
  readonly to: string;
  /** Told apart by it. */
  readonly build: string;
  /** Of an archive, bytes. */
  readonly limit?: number;
}

/** @returns the archives' paths */
export async function writeArchives({ from, pieces: names, to, build, limit }: Delivery): Promise<string[]> {
  for (const name of await readdir(to)) if (/^remote-view-gpu-.*\.tar$/u.test(name)) await rm(join(to, name));
  const pieces = await Promise.all(names.map(async (name) => describe(name, join(from, name))));
  const archives = cutIntoArchives(pieces, limit);
  const text = manifest(build, pieces, archives);
  const paths = archives.map((_slices, index) => join(to, archiveName(index, archives.length)));
  for (const [index, slices] of archives.entries()) await writeArchive(paths[index]!, from, slices, text);
  return paths;
}

async function describe(name: string, path: string): Promise<Piece> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: MIB }), hash);
  return { name, bytes: (await stat(path)).size, sha256: hash.digest('hex') };
}

async function writeArchive(path: string, from: string, slices: readonly Slice[], text: string): Promise<void> {
  const folder = await mkdtemp(join(from, 'archive-'));
  await mkdir(join(folder, 'slices'));
  await writeFile(join(folder, 'manifest'), text);
  for (const slice of slices) {
    const part = createReadStream(join(from, slice.piece), {
      start: slice.from,
      end: slice.to - 1,
      highWaterMark: MIB,
    });
    await pipeline(part, createWriteStream(join(folder, 'slices', sliceName(slice))));
  }
  // The manifest first: it is what run.sh reads before it decides what to take.
  await promisify(execFile)('tar', ['-cf', path, '-C', folder, 'manifest', 'slices']);
  await rm(folder, { recursive: true });
}

/**
 * Packs what a bare Linux x64 machine with an NVIDIA GPU needs to run the benchmarks, with no network and no Node there:
 * `node scripts/bootstrap.mjs benchmarks/gpu-machine/pack.ts [--out DIR]`. What is packed is this working tree, with the
 * packages that are installed in it; run.sh, which lies beside the archives, unpacks and runs it.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { execFile, spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { arch, platform } from 'node:process';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { readFlags } from '../src/flags.ts';
import { repositoryPath } from '../src/harness/stack.ts';
import { buildViewerBundle } from '../src/harness/viewer-bundle.ts';
import { COMMIT_FILE, sourceCommit } from '../src/report/machine.ts';
import { Progress } from '../src/report/progress.ts';
import { MIB } from './archives.ts';
import { collectLibraries } from './native-libraries.ts';
import { isNeeded, neededPackages, type LockedPackages } from './packages.ts';
import { writeArchives } from './write-archives.ts';

const PLATFORM = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const CHROMIUM_PACKAGE = 'node_modules/@sparticuz/chromium';
const CHROMIUM = `${CHROMIUM_PACKAGE}/bin/chromium.br`;
const FFMPEG_PACKAGE = 'node_modules/@seydx/node-av-linux-x64';
const VIEWER_BUNDLE = 'viewer/dist/remote-view.js';

const progress = new Progress(process.stderr);

async function main(args: readonly string[]): Promise<void> {
  const { out } = readFlags(args, { out: { type: 'string', default: '.cache/gpu-machine' } });
  if (platform !== PLATFORM.os || arch !== PLATFORM.cpu) {
    throw new RemoteViewError('bad-configuration', 'What is installed here is packed, so this must be Linux on x64.');
  }
  const target = resolve(out);
  await mkdir(target, { recursive: true });
  // Beside the archives, where there is room for them.
  const work = await mkdtemp(join(target, 'work-'));
  try {
    await pack(target, work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function pack(target: string, work: string): Promise<void> {
  progress.step('building the viewer …');
  await buildViewerBundle();
  progress.step('fetching shared libraries …');
  const staged = join(work, 'staged');
  const missing = await collectLibraries(join(staged, 'native'), await mkdtemp(join(work, 'debian-')));
  const commit = await sourceCommit();
  await writeFile(join(staged, COMMIT_FILE), `${commit}\n`);

  const pieces = await makePieces(work, staged);
  progress.step('cutting archives …');
  const build = `${commit} ${new Date().toISOString()}`;
  const archives = await writeArchives({ from: work, pieces, to: target, build });
  await copyFile(new URL('run.sh', import.meta.url), join(target, 'run.sh'));
  progress.end();
  for (const name of pieces) console.log(`  ${name.padEnd(16)} ${await mebibytes(join(work, name))}`);
  for (const path of archives) console.log(`${path} ${await mebibytes(path)}`);
  console.log(`${join(target, 'run.sh')} unpacks them and runs the suites (commit ${commit})`);
  if (missing !== '') console.warn(`packed ${missing}`);
}

/** Their names: Node first, which unpacks the others; then what all suites need; what only some of them need last. */
async function makePieces(work: string, staged: string): Promise<string[]> {
  const files = await applicationFiles();
  const separate = (file: string): boolean => file === CHROMIUM || file.startsWith(`${FFMPEG_PACKAGE}/`);
  const app = files.filter((file) => !separate(file));
  const ffmpeg = files.filter((file) => file.startsWith(`${FFMPEG_PACKAGE}/`));
  progress.step(`compressing Node, FFmpeg and ${app.length} files of ours and of npm: two to four minutes …`);
  const into = (name: string): string => join(work, name);
  await Promise.all([
    // Nothing but gzip is certain to be on a bare machine.
    pipeline(createReadStream(process.execPath), createGzip({ level: 9 }), createWriteStream(into('node.gz'))),
    tar(into('app.tar.zst'), work, app, { folder: staged, entries: await readdir(staged) }),
    tar(into('ffmpeg.tar.zst'), work, ffmpeg),
    tar(into('chromium.tar'), work, [CHROMIUM]),
  ]);
  return ['node.gz', 'app.tar.zst', 'ffmpeg.tar.zst', 'chromium.tar'];
}

/** Relative to the repository: our sources as they are now, the built viewer, and packages with their links. */
async function applicationFiles(): Promise<string[]> {
  const lock = JSON.parse(await readFile(repositoryPath('package-lock.json'), 'utf8')) as {
    packages: LockedPackages & { '': { workspaces: string[] } };
  };
  const roots = [...lock.packages[''].workspaces, CHROMIUM_PACKAGE];
  const packages = neededPackages(lock.packages, roots, PLATFORM);
  const inPackages = await Promise.all(packages.map(filesOf));
  return [...(await sources()), VIEWER_BUNDLE, ...inPackages.flat()].filter(isNeeded).toSorted();
}

async function sources(): Promise<string[]> {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await promisify(execFile)('git', list, { cwd: repositoryPath('.'), maxBuffer: 16 * MIB });
  const files = [...new Set(stdout.split('\0').filter((file) => file !== ''))];
  // Deleted and not yet committed as such: git still lists it.
  const found = await Promise.all(files.map(async (file) => ((await exists(file)) ? [file] : [])));
  return found.flat();
}

/** Without the packages inside, which are listed by themselves; some keep a folder of that name among their sources. */
async function filesOf(folder: string): Promise<string[]> {
  const info = await lstat(repositoryPath(folder)).catch(() => undefined);
  if (info === undefined) throw new RemoteViewError('bad-configuration', `${folder} is not installed; run npm ci.`);
  if (info.isSymbolicLink()) return [folder];
  const root = repositoryPath(folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => `${folder}/${relative(root, join(entry.parentPath, entry.name))}`)
    .filter((path) => !path.startsWith(`${folder}/node_modules/`));
}

/** What ends in `.zst` is compressed. `extra`: entries of another folder, at the archive's root. */
async function tar(
  path: string,
  work: string,
  files: readonly string[],
  extra?: { readonly folder: string; readonly entries: readonly string[] },
): Promise<void> {
  const list = join(await mkdtemp(join(work, 'list-')), 'files');
  await writeFile(list, files.map((file) => `${file}\0`).join(''));
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const more = extra === undefined ? [] : ['-C', extra.folder, ...extra.entries];
  const args = [...owner, '-cf', '-', '-C', repositoryPath('.'), '--null', '-T', list, ...more];
  const child = spawn('tar', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((done, fail) => child.on('close', done).on('error', fail));
  const compressed = path.endsWith('.zst') ? [createZstdCompress(ZSTD)] : [];
  await pipeline([child.stdout, ...compressed, createWriteStream(path)]);
  const code = await ended;
  // 1 is no failure: a file, or only the number of links to it, changed meanwhile, and tar has said which.
  if (code !== 0 && code !== 1) throw new Error(`tar failed to make ${path}`);
}

/** The window is the largest that unpacks without being asked to; it holds most of FFmpeg's 167 MB. */
const ZSTD = {
  chunkSize: MIB,
  params: { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_windowLog]: 27 },
};

async function exists(file: string): Promise<boolean> {
  return lstat(repositoryPath(file)).then(
    () => true,
    () => false,
  );
}

async function mebibytes(path: string): Promise<string> {
  return `${((await stat(path)).size / MIB).toFixed(1).padStart(6)} MiB`;
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  const error = RemoteViewError.from(thrown);
  console.error(`${error.message} (${error.code})`);
  // At once: what is still being compressed would take minutes, for nothing.
  process.exit(1);
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeArchives } from './write-archives.ts';

const SCRIPT = fileURLToPath(new URL('run.sh', import.meta.url));
const PIECES = ['node.gz', 'app.tar.zst', 'ffmpeg.tar.zst', 'chromium.tar'];

let folder: string;
let archives: string[];

/** The real thing in small: `node` is a script that calls this Node, and nothing compresses well. */
async function deliver(build: string): Promise<string[]> {
  const pieces = await mkdtemp(join(folder, 'pieces-'));
  await writeFile(join(pieces, 'node.gz'), gzipSync(`#!/bin/sh\nexec '${process.execPath}' "$@"\n`));
  await writeFile(join(pieces, 'app.tar.zst'), zstdCompressSync(await tarOf('app.txt', build, 0)));
  await writeFile(join(pieces, 'ffmpeg.tar.zst'), zstdCompressSync(await tarOf('ffmpeg.txt', build, 60_000)));
  await writeFile(join(pieces, 'chromium.tar'), await tarOf('chromium.txt', build, 170_000));
  return writeArchives({ from: pieces, pieces: PIECES, to: folder, build, limit: 165_000 });
}

async function tarOf(name: string, text: string, noise: number): Promise<Buffer> {
  const files = await mkdtemp(join(folder, 'files-'));
  await writeFile(join(files, name), text);
  await writeFile(join(files, `${name}.noise`), randomBytes(noise));
  await promisify(execFile)('tar', ['-cf', 'all.tar', name, `${name}.noise`], { cwd: files });
  return readFile(join(files, 'all.tar'));
}

/** Without Node in its PATH, as a bare machine. */
async function run(...args: string[]): Promise<{ code: number; text: string }> {
  const env = { PATH: join(folder, 'bin'), REMOTE_VIEW_GPU_HOME: join(folder, 'home'), OUT: join(folder, 'results') };
  return new Promise((resolve) => {
    execFile('/bin/bash', [SCRIPT, ...args], { env, cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
    });
  });
}

const unpacked = (file: string): string => join(folder, 'home', 'app', file);
const names = (paths: readonly string[]): string => paths.map((path) => basename(path)).join(' ');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remote-view-gpu-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const { stdout: path } = await promisify(execFile)('/bin/bash', ['-c', 'echo $PATH']);
  const forward = (tool: string): string => `#!/bin/sh\nPATH='${path.trim()}' exec ${tool} "$@"\n`;
  const tools =
    'awk basename cat chmod dirname grep gzip head ln mkdir mv nproc paste rm sed sha256sum sort tail tar tee';
  for (const tool of [...tools.split(' '), 'timeout', 'uname']) {
    await writeFile(join(bin, tool), forward(tool));
    await chmod(join(bin, tool), 0o755);
  }
  archives = await deliver('one');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('run.sh', () => {
  it('unpacks archives that come one at a time, and says what is still missing', async () => {
    const [first, second, third] = archives as [string, string, string];
    expect(archives).toHaveLength(3);
    const last = await run('--unpack-only', third);
    expect(last.text).toContain(`still missing: ${names([first, second])}`);
    expect(existsSync(unpacked('chromium.txt'))).toBe(false);
    expect((await run('--unpack-only', first)).text).toContain(`still missing: ${names([second])}`);
    const all = await run('--unpack-only', second);
    expect(all).toMatchObject({ code: 0, text: expect.stringContaining('all is unpacked') as string });
    for (const file of ['app.txt', 'ffmpeg.txt', 'chromium.txt']) {
      expect(await readFile(unpacked(file), 'utf8')).toBe('one');
    }
    expect(await readdir(join(folder, 'home', 'slices'))).toEqual([]);
  });

  it('unpacks nothing twice, and everything anew for another build', async () => {
    await run('--unpack-only', ...archives);
    expect((await run('--unpack-only', ...archives)).text).not.toContain('unpacking');
    const other = await run('--unpack-only', ...(await deliver('two')));
    expect(other.text).toContain('another build');
    expect(await readFile(unpacked('app.txt'), 'utf8')).toBe('two');
  });

  it('notices damage, and takes the archive again', async () => {
    const [first] = archives as [string];
    const good = await readFile(first);
    const bad = Buffer.from(good);
    // Behind the headers of the manifest, in the middle of the first slices.
    bad.write('damage', Math.floor(good.length / 2));
    await writeFile(first, bad);
    expect((await run('--unpack-only', ...archives)).text).toContain('arrived damaged');
    await writeFile(first, good);
    expect(await run('--unpack-only', ...archives)).toMatchObject({ code: 0 });
    expect((await run('--unpack-only', join(SCRIPT, '..', 'archives.ts'))).code).toBe(1);
  });

  it('runs each suite by itself: what fails or lacks an archive stops no other, and the exit code says so', async () => {
    const [first, second] = archives as [string, string];
    const { code, text } = await run('--only', 'startup,capacity', first, second);
    expect(code).toBe(1);
    expect(text).toContain('startup: not measured: needs remote-view-gpu-3-of-3.tar');
    // The application of this test has no suites.
    expect(text).toMatch(/capacity: FAILED after \d+ s, exit code 1/u);
    expect(await readFile(join(folder, 'results', 'run.log'), 'utf8')).toContain('results in');
  });

  it('starts nothing that cannot end in time', async () => {
    const { code, text } = await run('--only', 'capacity', '--minutes', '1', ...archives);
    expect(text).toMatch(/capacity: not measured: takes \d+ s, and \d+ s are left/u);
    expect(code).toBe(1);
  });

  it.each([['--what'], ['--only'], ['--only', 'peer'], ['--minutes', 'soon'], ['--minutes', '0']])(
    'refuses %j',
    async (...args) => {
      expect((await run(...args)).code).toBe(2);
    },
  );
});

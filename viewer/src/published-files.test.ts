import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

it('what is published is what the package exports, and neither its tests nor what builds it', async () => {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { exports } = JSON.parse(text) as { exports: Record<string, string | Record<string, string>> };
  const exported = Object.values(exports)
    .flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)))
    .filter((path) => path.startsWith('./dist/'))
    .map((path) => path.slice('./'.length));
  const parts = ['dist/remote-view/input-a1b2.js', 'dist/src/input/keyboard.js', 'dist/src/input/keyboard.d.ts'];
  const others = [
    'dist/.tsbuildinfo',
    'dist/build.js',
    'dist/manifest/main.js',
    'dist/remote-view.js.map',
    'dist/remote-view/input-a1b2.js.map',
    'dist/src/index.test.js',
    'dist/src/input/keyboard.test.d.ts',
    'src/index.ts',
  ];
  const folder = await mkdtemp(join(tmpdir(), 'published-'));
  try {
    for (const path of [...exported, ...parts, ...others]) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), '');
    }
    await writeFile(join(folder, 'package.json'), text);
    // On Windows it is a script of the shell.
    const shell = process.platform === 'win32';
    const pack = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = await promisify(execFile)('npm', pack, { cwd: folder, shell });
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, Packed>);
    const published = packed!.files.map(({ path }) => path);
    expect(published.toSorted()).toEqual([...new Set([...exported, ...parts, 'package.json'])].toSorted());
  } finally {
    await rm(folder, { recursive: true });
  }
});

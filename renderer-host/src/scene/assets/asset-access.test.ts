import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { AssetAccess } from './asset-access.ts';

const root = mkdtempSync(join(tmpdir(), 'remote-view-access-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const scene = join(root, 'scene');
for (const folder of ['scene/models', 'scene-2', 'shared', 'node_modules/@maker/fonts/files'])
  mkdirSync(join(root, folder), { recursive: true });
for (const file of [
  'scene/a.png',
  'scene/models/b c.glb',
  'scene/.env',
  'scene-2/secret.png',
  'shared/wood.png',
  'node_modules/@maker/fonts/files/sans.json',
  'node_modules/@maker/fonts/index.js',
]) {
  writeFileSync(join(root, file), 'bytes');
}
symlinkSync('../shared', join(scene, 'link'));
symlinkSync('a.png', join(scene, 'same.png'));
symlinkSync('nowhere', join(scene, 'broken'));

function access(...folders: string[]): (path: string) => Promise<string> {
  const allowed = new AssetAccess();
  for (const folder of [scene, ...folders]) allowed.allowFolder(folder);
  return async (path) => {
    const { path: found, bytes } = await allowed.file(new URL(path, pathToFileURL(`${scene}/`)), path);
    return `${found.slice(root.length + 1)} (${bytes})`;
  };
}

describe('the files that a scene may read', () => {
  it('are those of its own folder, at whatever depth', async () => {
    const read = access();
    expect(await read('a.png')).toBe('scene/a.png (5)');
    expect(await read('models/b%20c.glb?version=2#part')).toBe('scene/models/b c.glb (5)');
    expect(await read('same.png')).toBe('scene/a.png (5)');
  });

  it.each([
    ['above it', '../shared/wood.png'],
    ['in a folder whose name begins like its own', '../scene-2/secret.png'],
    ['behind an encoded dot', '%2e%2e/shared/wood.png'],
    ['behind an encoded slash', '..%2fshared%2fwood.png'],
    ['behind a link that leads out', 'link/wood.png'],
    ['at an absolute path', 'file:///etc/passwd'],
    ['of another machine', 'file://server/share/a.png'],
    ['with a zero in the name', 'a.png%00.glb'],
    ['hidden', '.env'],
    ['outside, and not there', '../shared/nothing.png'],
  ])('are not those %s', async (_where, path) => {
    await expect(access()(path)).rejects.toMatchObject({ code: 'asset-refused' });
  });

  it('are those of further folders that are allowed, through a link too', async () => {
    const read = access(join(root, 'shared'));
    expect(await read('../shared/wood.png')).toBe('shared/wood.png (5)');
    expect(await read('link/wood.png')).toBe('shared/wood.png (5)');
  });

  it.each([['nothing.png'], ['models'], ['broken']])(
    'that are no files are an error with the name: %s',
    async (path) => {
      await expect(access()(path)).rejects.toMatchObject({
        code: 'asset-failed',
        message: expect.stringContaining(`'${path}'`),
      });
    },
  );

  it('are those of a package from when one of its modules is imported', async () => {
    const allowed = new AssetAccess();
    const modules = join(root, 'node_modules/@maker/fonts');
    const font = pathToFileURL(join(modules, 'files/sans.json'));
    await expect(allowed.file(font, 'sans.json')).rejects.toMatchObject({ code: 'asset-refused' });
    allowed.allowPackageOf('node:fs');
    allowed.allowPackageOf('data:text/javascript,/node_modules/@maker/fonts/');
    await expect(allowed.file(font, 'sans.json')).rejects.toMatchObject({ code: 'asset-refused' });
    allowed.allowPackageOf(pathToFileURL(join(modules, 'index.js')).href);
    expect(await allowed.file(font, 'sans.json')).toMatchObject({ path: join(modules, 'files/sans.json') });
  });
});

describe('the origins that a scene may fetch from', () => {
  it('are those that are listed, to the port', () => {
    const allowed = new AssetAccess();
    allowed.allowOrigin('https://models.example');
    const ask = (url: string) => () => allowed.remote(new URL(url), 'a.glb');
    expect(ask('https://models.example/a.glb')).not.toThrow();
    for (const url of [
      'http://models.example/a.glb',
      'https://models.example:8443/a.glb',
      'https://models.example.evil.test/',
      'https://user@evil.test/models.example',
    ])
      expect(ask(url)).toThrow(/"assets\.origins" of its scene\.json/u);
  });
});

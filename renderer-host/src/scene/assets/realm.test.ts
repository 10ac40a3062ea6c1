/** What a scene may read of packages that are installed beside it, by naming them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { HeadlessCanvas } from '../dom/canvas.ts';
import { AssetRealm } from './realm.ts';

const root = realpathSync.native(mkdtempSync(join(tmpdir(), 'remote-view-realm-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const props = join(root, 'node_modules/props');
for (const name of [
  'scene/scene.mjs',
  'secret.txt',
  'node_modules/props/package.json',
  'node_modules/props/a.json',
  'node_modules/props/b.json',
  'node_modules/props/.npmrc',
  'node_modules/props/models/car.gltf',
  'node_modules/props/models/car.bin',
]) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), name);
}
symlinkSync('../../secret.txt', join(props, 'link.txt'));

function setUp() {
  const realm = new AssetRealm(
    () => {},
    () => {},
  );
  realm.open(pathToFileURL(join(root, 'scene/scene.mjs')).href);
  const read = async (path: string): Promise<string> => (await fetch(pathToFileURL(join(props, path)))).text();
  return { assets: realm.sdk, read };
}

describe('an image that a scene makes', () => {
  it('is the same by its class and by any document, and an element of that document', () => {
    setUp();
    const { ownerDocument: page } = new HeadlessCanvas({ width: 4, height: 2, pixelRatio: 1 });
    const made = [new Image(8), page.createElement('IMG'), page.createElementNS('http://www.w3.org/1999/xhtml', 'img')];
    expect(made.every((image) => image instanceof HTMLImageElement)).toBe(true);
    expect(made.map(({ ownerDocument }) => ownerDocument)).toEqual([document, page, page]);
    expect(made[0]).toMatchObject({ width: 8, localName: 'img' });
    expect(page.body.appendChild(page.createElement('img')).parentElement).toBe(page.body);
    expect(page.getElementById('none')).toBeNull();
    expect(document.createElement('div').tagName).toBe('DIV');
    expect(() => document.createElement('canvas')).toThrow('does not exist here');
  });
});

describe('three.js and this package', () => {
  it('are found from here, whatever is installed beside the scene', async () => {
    const { assets } = setUp();
    for (const name of ['three', '@remote-view/renderer-host']) {
      expect(JSON.parse(await assets.text(`${name}/package.json`))).toMatchObject({ name });
    }
  });
});

describe('a package that a scene does not import', () => {
  it('is opened by naming a file of it as far as that file', async () => {
    const { assets, read } = setUp();
    await expect(read('a.json')).rejects.toMatchObject({ code: 'asset-refused' });
    expect(await assets.text('props/a.json')).toBe('node_modules/props/a.json');
    expect(await read('a.json')).toBe('node_modules/props/a.json');
    expect(assets.url('props/b.json?v=1')).toBe(`${pathToFileURL(join(props, 'b.json')).href}?v=1`);
    await expect(read('package.json')).rejects.toMatchObject({ code: 'asset-refused' });
    await expect(read('models/car.gltf')).rejects.toMatchObject({ code: 'asset-refused' });
  });

  it('is opened by naming a folder of it as far as that folder', async () => {
    const { assets, read } = setUp();
    const models = assets.url('props/models/');
    expect(models).toBe(pathToFileURL(`${join(props, 'models')}/`).href);
    expect(await read('models/car.bin')).toBe('node_modules/props/models/car.bin');
    await expect(read('a.json')).rejects.toMatchObject({ code: 'asset-refused' });
  });

  it.each(['props/', 'props/./', 'props/models/', 'props/models/..', 'props/%2e', 'props/./?a', 'props/models\\..'])(
    'is not opened by asking for the bytes of %s',
    async (name) => {
      const { assets, read } = setUp();
      await expect(assets.bytes(name)).rejects.toMatchObject({ code: 'asset-failed' });
      for (const path of ['a.json', 'models/car.bin']) {
        await expect(read(path)).rejects.toMatchObject({ code: 'asset-refused' });
      }
    },
  );

  it.each([
    ['props/none.json', 'asset-failed'],
    ['props/models', 'asset-failed'],
    ['props/../../secret.txt', 'asset-refused'],
    ['props/../../none.txt', 'asset-refused'],
    ['props/link.txt', 'asset-refused'],
    ['props/.npmrc', 'asset-refused'],
    ['props/file:///etc/passwd', 'asset-failed'],
    ['props//etc/passwd', 'asset-failed'],
    ['nothing/a.json', 'asset-failed'],
  ])('has nothing under %s', async (name, code) => {
    const { assets } = setUp();
    await expect(assets.bytes(name)).rejects.toMatchObject({ code });
  });
});

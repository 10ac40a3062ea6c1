import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { versionOfFiles } from './scene-version.ts';
import { folderWith, removeFolders } from './testing/folders.ts';

afterEach(removeFolders);

const versionOf = (files: Readonly<Record<string, string>>) => versionOfFiles(folderWith(files));

const SCENE = { 'scene.ts': 'export default {};', 'parts/wheel.glb': 'glTF' };

describe('the version of a scene that says none', () => {
  it('is the same wherever the files are the same', () => {
    expect(versionOf(SCENE)).toMatch(/^[0-9a-f]{12}$/u);
    expect(versionOf(SCENE)).toBe(versionOf(Object.fromEntries(Object.entries(SCENE).toReversed())));
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['changes', { ...SCENE, 'scene.ts': 'export default {}' }],
    ['is an asset and changes', { ...SCENE, 'parts/wheel.glb': 'glTG' }],
    ['comes', { ...SCENE, 'parts/door.glb': '' }],
    ['has another name', { 'scene.ts': SCENE['scene.ts'], 'parts/tyre.glb': 'glTF' }],
    ['has got what another has lost', { 'scene.ts': 'export default {};g', 'parts/wheel.glb': 'lTF' }],
  ])('is another where a file %s', (_, files) => {
    expect(versionOf(files)).not.toBe(versionOf(SCENE));
  });

  it('goes by no hidden file, installed package or link', () => {
    const folder = folderWith({ ...SCENE, '.git/HEAD': 'main', 'node_modules/three/index.js': '' });
    symlinkSync(folder, join(folder, 'again'));
    expect(versionOfFiles(folder)).toBe(versionOf(SCENE));
  });

  it('may go by some files only', () => {
    const folder = folderWith(SCENE);
    const before = versionOfFiles(folder, ['scene.ts']);
    writeFileSync(join(folder, 'parts/wheel.glb'), 'other');
    expect(versionOfFiles(folder, ['scene.ts'])).toBe(before);
  });

  it('is none where there is too much to read, or nothing', () => {
    const large = folderWith(SCENE);
    truncateSync(join(large, 'parts/wheel.glb'), 40 * 2 ** 20);
    expect(versionOfFiles(large)).toBeUndefined();
    expect(versionOf(Object.fromEntries(Array.from({ length: 1_001 }, (_, index) => [`${index}.txt`, ''])))).toBe(
      undefined,
    );
    expect(versionOfFiles(join(large, 'missing'))).toBeUndefined();
  });
});

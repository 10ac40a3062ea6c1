import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { findScenes } from './scene-catalog.ts';
import { folderWith, removeFolders } from './testing/folders.ts';

afterEach(removeFolders);

describe('the scenes of a host', () => {
  it('are the folders with a module, described by their scene.json', () => {
    const folder = folderWith({
      'car/scene.ts': '',
      'car/scene.json': '{ "title": "The car", "description": "Turn it." }',
      'plain/scene.mjs': '',
      'notes/readme.md': '',
      'scene.ts': '',
    });
    expect([...findScenes([folder]).values()]).toEqual([
      {
        name: 'car',
        title: 'The car',
        description: 'Turn it.',
        version: expect.stringMatching(/^[0-9a-f]{12}$/u),
        module: pathToFileURL(join(folder, 'car/scene.ts')).href,
      },
      {
        name: 'plain',
        title: 'plain',
        description: '',
        version: expect.stringMatching(/^[0-9a-f]{12}$/u),
        module: pathToFileURL(join(folder, 'plain/scene.mjs')).href,
      },
    ]);
  });

  it('are found, not run', () => {
    expect(findScenes([folderWith({ 'bad/scene.js': 'throw new Error("it ran");' })]).size).toBe(1);
  });

  it('have the names that the protocol allows', () => {
    const folder = folderWith({ 'Bad Name/scene.ts': '', '-dash/scene.ts': '', 'good-2/scene.ts': '' });
    expect([...findScenes([folder]).keys()]).toEqual(['good-2']);
  });

  it('come from several folders; the first that has a name wins', () => {
    const first = folderWith({ 'car/scene.ts': '' });
    const second = folderWith({ 'car/scene.ts': '' });
    const third = folderWith({ 'boat/scene.ts': '' });
    const scenes = findScenes([first, second, third]);
    expect([...scenes.keys()]).toEqual(['car', 'boat']);
    expect(scenes.get('car')?.module).toContain(first);
  });

  it('have titles and descriptions of a length that the gateway takes', () => {
    const text = JSON.stringify({ title: 'x'.repeat(500), description: 'y'.repeat(5_000) });
    const scene = findScenes([folderWith({ 'car/scene.ts': '', 'car/scene.json': text })]).get('car');
    expect([scene?.title.length, scene?.description.length]).toEqual([80, 300]);
  });

  it('are named by their folder where scene.json says nothing usable', () => {
    const scene = findScenes([folderWith({ 'car/scene.ts': '', 'car/scene.json': '{ "title": 5 }' })]).get('car');
    expect(scene).toMatchObject({ title: 'car', description: '' });
  });

  it.each(['{ title', 'null', '"a car"'])('are refused with the file’s name where scene.json is %s', (text) => {
    expect(() => findScenes([folderWith({ 'car/scene.ts': '', 'car/scene.json': text })])).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: expect.stringMatching(/car.scene\.json/u) }),
    );
  });

  it('have the version and the needs that their scene.json says', () => {
    const json = '{ "version": "2.1.0+b7", "needs": { "gpuMemory": 900, "cpu": 1500 } }';
    const scene = findScenes([folderWith({ 'car/scene.ts': '', 'car/scene.json': json })]).get('car');
    expect(scene).toMatchObject({ version: '2.1.0+b7', needs: { gpuMemory: 900, cpu: 1_500 } });
  });

  it.each([
    ['version', '3'],
    ['version', '"2 beta"'],
    ['version', '""'],
    ['needs', '"much"'],
    ['needs', '{ "gpuMemory": -1 }'],
    ['needs', '{ "gpuMemory": 0.5 }'],
    ['needs', '{ "memory": 900 }'],
    ['needs', 'null'],
  ])('are refused with the file’s name where its "%s" is %s', (field, value) => {
    const folder = folderWith({ 'car/scene.ts': '', 'car/scene.json': `{ "${field}": ${value} }` });
    const message = expect.stringMatching(new RegExp(`"${field}" in .*car.scene\\.json`, 'u'));
    expect(() => findScenes([folder])).toThrow(expect.objectContaining({ code: 'bad-configuration', message }));
  });

  it('are refused for a folder that does not exist, is none, or holds no scene', () => {
    const folder = folderWith({ 'file.txt': '', 'empty/readme.md': '' });
    for (const path of ['missing', 'file.txt', 'empty']) {
      expect(() => findScenes([join(folder, path)])).toThrow(
        expect.objectContaining({ code: 'bad-configuration', message: expect.stringContaining(path) }),
      );
    }
  });

  it('may be single modules, called by their file or by the folder of their scene.ts', () => {
    const folder = folderWith({ 'My Car.ts': '', 'house/scene.mjs': '', 'scenes/house/scene.ts': '' });
    const files = [join(folder, 'My Car.ts'), join(folder, 'house/scene.mjs')];
    const scenes = findScenes([join(folder, 'scenes')], files);
    expect([...scenes.keys()]).toEqual(['my-car', 'house']);
    expect(scenes.get('house')?.module).toBe(pathToFileURL(files[1]!).href);
  });

  it.each([['no.ts'], ['notes.md']])('are no such file as %s', (name) => {
    const folder = folderWith({ 'notes.md': '' });
    expect(() => findScenes([], [join(folder, name)])).toThrow(/There is no file|is no module/u);
  });
});

/**
 * The scenes that a host offers: each folder `<name>/scene.ts` (or `.js`, `.mjs`) with an optional `scene.json` (title,
 * description) below the folders that the operator names. The files are found, not run.
 */
import { check, RemoteViewError, SceneName, type rest } from '@remote-view/protocol';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface CatalogScene extends rest.SceneInfo {
  /** File URL of the module. */
  readonly module: string;
}

const MODULES = ['scene.ts', 'scene.js', 'scene.mjs'] as const;

/** @throws RemoteViewError `bad-configuration` for a folder that does not exist or holds no scene */
export function findScenes(folders: readonly string[]): ReadonlyMap<string, CatalogScene> {
  const scenes = new Map<string, CatalogScene>();
  for (const folder of folders.map((path) => resolve(path))) {
    const before = scenes.size;
    for (const scene of scenesIn(folder)) {
      if (!scenes.has(scene.name)) scenes.set(scene.name, scene);
    }
    if (scenes.size === before) {
      throw new RemoteViewError(
        'bad-configuration',
        `No scene was found in ${folder}: expected <name>/scene.ts there.`,
      );
    }
  }
  return scenes;
}

function* scenesIn(folder: string): Generator<CatalogScene> {
  if (!existsSync(folder)) throw new RemoteViewError('bad-configuration', `There is no folder ${folder}.`);
  for (const name of readdirSync(folder).toSorted()) {
    const module = MODULES.map((file) => join(folder, name, file)).find((path) => existsSync(path));
    if (module === undefined || !check(SceneName, name)) continue;
    yield { name, ...describe(join(folder, name, 'scene.json'), name), module: pathToFileURL(module).href };
  }
}

function describe(path: string, name: string): { title: string; description: string } {
  let text: { title?: unknown; description?: unknown } = {};
  try {
    if (existsSync(path)) text = JSON.parse(readFileSync(path, 'utf8')) as typeof text;
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', `${path} is not JSON.`, { cause });
  }
  const title = typeof text.title === 'string' ? text.title.slice(0, 80) : name;
  const description = typeof text.description === 'string' ? text.description.slice(0, 400) : '';
  return { title, description };
}

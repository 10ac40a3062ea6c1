/**
 * The scenes that a host offers: each folder `<name>/scene.ts` (or `.js`, `.mjs`) with an optional `scene.json` (title,
 * description, version, what it needs) below the folders that the operator names, and single modules. The files are found,
 * not run.
 *
 * A wrong title is a title less; a wrong version or need would put sessions where they do not belong, and is refused.
 */
import { check, hostLink, RemoteViewError, Resources, SceneName, SceneVersion, type rest } from '@remote-view/protocol';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sceneModuleIn } from './scene-module.ts';
import { versionOfFiles } from './scene-version.ts';

export interface CatalogScene extends rest.SceneInfo {
  /** File URL of the module. */
  readonly module: string;
}

/**
 * @param files modules that are scenes by themselves, whatever they are called; they win over those in folders
 * @throws RemoteViewError `bad-configuration` for a folder that does not exist or holds no scene, and for such a file
 */
export function findScenes(
  folders: readonly string[],
  files: readonly string[] = [],
): ReadonlyMap<string, CatalogScene> {
  const scenes = new Map<string, CatalogScene>();
  for (const scene of files.map((file) => sceneOf(resolve(file)))) scenes.set(scene.name, scene);
  for (const folder of folders.map((path) => resolve(path))) {
    const found = [...scenesIn(folder)];
    if (found.length === 0) {
      throw new RemoteViewError(
        'bad-configuration',
        `No scene was found in ${folder}: expected <name>/scene.ts there.`,
      );
    }
    // The first folder that has a name wins.
    for (const scene of found) if (!scenes.has(scene.name)) scenes.set(scene.name, scene);
  }
  if (scenes.size > hostLink.MAX_SCENES) {
    throw new RemoteViewError(
      'bad-configuration',
      `A host offers at most ${hostLink.MAX_SCENES} scenes, not ${scenes.size}.`,
    );
  }
  return scenes;
}

function* scenesIn(folder: string): Generator<CatalogScene> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new RemoteViewError('bad-configuration', `There is no folder ${folder}.`);
  for (const name of readdirSync(folder).toSorted()) {
    const module = sceneModuleIn(join(folder, name));
    if (module === undefined || !check(SceneName, name)) continue;
    const described = describe(join(folder, name, 'scene.json'), name, () => versionOfFiles(join(folder, name)));
    yield { name, ...described, module: pathToFileURL(module).href };
  }
}

/** A scene in one file: `my-scene.ts` is `my-scene`, `car/scene.ts` is `car`. */
function sceneOf(file: string): CatalogScene {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new RemoteViewError('bad-configuration', `There is no file ${file}.`);
  if (!/\.(?:ts|js|mjs|mts)$/u.test(file))
    throw new RemoteViewError('bad-configuration', `${file} is no module: a scene is a .ts, .js or .mjs file.`);
  const stem = parse(file).name;
  const called = stem === 'scene' || stem === 'index' ? basename(dirname(file)) : stem;
  const name =
    called
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/gu, '-')
      .replaceAll(/^-|-$/gu, '')
      .slice(0, 64) || 'scene';
  const folder = dirname(file);
  const described = describe(join(folder, 'scene.json'), called, () => {
    // What else lies beside a single file may be anything.
    const files = existsSync(join(folder, 'scene.json')) ? [basename(file), 'scene.json'] : [basename(file)];
    return versionOfFiles(folder, files);
  });
  return { name, ...described, module: pathToFileURL(file).href };
}

function describe(
  path: string,
  name: string,
  versionOfItsFiles: () => string | undefined,
): Omit<CatalogScene, 'name' | 'module'> {
  const { title, description, version = versionOfItsFiles(), needs } = readJson(path);
  if (version !== undefined && !check(SceneVersion, version)) {
    const expected = '1 to 32 letters, digits and . _ + -';
    throw new RemoteViewError('bad-configuration', `"version" in ${path} must be ${expected}, as a string.`);
  }
  if (needs !== undefined && !check(Resources, needs)) {
    const expected = '{"gpuMemory": MiB, "cpu": thousandths of a core}, each a whole number or left out';
    throw new RemoteViewError('bad-configuration', `"needs" in ${path} must be ${expected}.`);
  }
  return {
    title: typeof title === 'string' ? title.slice(0, 80) : name,
    description: typeof description === 'string' ? description.slice(0, 300) : '',
    ...(version !== undefined && { version }),
    ...(needs !== undefined && { needs }),
  };
}

interface SceneJson {
  readonly title?: unknown;
  readonly description?: unknown;
  readonly version?: unknown;
  readonly needs?: unknown;
}

function readJson(path: string): SceneJson {
  if (!existsSync(path)) return {};
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', `${path} is not JSON.`, { cause });
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new RemoteViewError('bad-configuration', `${path} is no object.`);
}

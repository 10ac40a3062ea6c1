/** What `remote-view dev` is told, and what it starts. */
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { sceneModuleIn } from '../../renderer-host/src/agent/scene-module.ts';
import type { StartOptions } from '../start/options.ts';
import { CommandError, readArguments, readPort } from './command.ts';

export const DEV_HELP = `remote-view dev <scene>: shows a scene while you write it

  <scene>            a TypeScript or JavaScript module, or a folder with a scene.ts
  --port N           of the page (PORT; default 8080)
  --host ADDRESS     that the page is served on (HOST; default localhost)
  --adapter WHICH    auto, gpu or software (default auto)
  --setup-timeout S  seconds the scene may take to its first frame (default 10)
  --allow-read PATH  what the scene may read beside its project; may be given several times
  --allow-origin URL whence the scene may fetch assets, like https://cdn.example; may be given several times
  --trust-scenes     the scene may use files, processes and sockets like any other program (fetch() stays with assets)
  --public FOLDER    your own page instead of the plain one; it embeds the scene with <remote-view>

The scene is started again whenever a file that it is made of is saved, and the page stays connected.
What stands behind -- goes to the renderer host as it is.
`;

export interface DevOptions extends StartOptions {
  /** The scene's module, an absolute path. */
  readonly scene: string;
  readonly publicFolder: string | undefined;
  /** Flags of the renderer host. */
  readonly hostFlags: readonly string[];
}

/** @throws CommandError */
export function readDevOptions(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): DevOptions {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  const { values, positionals } = readArguments(own, {
    port: { type: 'string' },
    host: { type: 'string' },
    adapter: { type: 'string', default: 'auto' },
    'setup-timeout': { type: 'string', default: '10' },
    'allow-read': { type: 'string', multiple: true, default: [] },
    'allow-origin': { type: 'string', multiple: true, default: [] },
    'trust-scenes': { type: 'boolean', default: false },
    public: { type: 'string' },
  });
  const [named, ...more] = positionals;
  if (named === undefined) throw new CommandError('Which scene? Name its module, as in: remote-view dev ./my-scene.ts');
  if (more.length > 0) throw new CommandError(`One scene at a time: what is '${more.join(' ')}'?`);
  const scene = findScene(resolve(folder, named));
  const host = values.host ?? (env['HOST']?.trim() || 'localhost');
  return {
    scene,
    // The name may mean ::1 first, and then nothing that dials 127.0.0.1 finds the gateway.
    host: host === 'localhost' ? '127.0.0.1' : host,
    port: readPort(values.port ?? (env['PORT']?.trim() || '8080')),
    publicFolder: values.public === undefined ? undefined : resolve(folder, values.public),
    hostFlags: [
      ...['--adapter', values.adapter, '--setup-timeout', values['setup-timeout']],
      ...[projectOf(scene), ...values['allow-read'].map((path) => resolve(folder, path))].flatMap((path) => [
        '--allow-read',
        path,
      ]),
      ...values['allow-origin'].flatMap((origin) => ['--allow-origin', origin]),
      ...(values['trust-scenes'] ? ['--trust-scenes'] : []),
      ...(end === -1 ? [] : args.slice(end + 1)),
    ],
  };
}

function findScene(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandError(`There is no ${path}.`);
  if (!found.isDirectory()) return path;
  const module = sceneModuleIn(path);
  if (module === undefined) throw new CommandError(`There is no scene.ts in ${path}.`);
  return module;
}

/**
 * A project's scenes share modules and models: the nearest folder with a package.json. Where there is none, or where it is
 * the user's home with all that is private, a scene's own folder.
 */
function projectOf(scene: string): string {
  const own = dirname(scene);
  for (let folder = own; folder !== homedir() && folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return own;
}

/** Flags of the renderer host. */
export function hostArguments(options: DevOptions): string[] {
  return ['--scene', options.scene, '--develop', ...options.hostFlags];
}

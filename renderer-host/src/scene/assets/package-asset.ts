/**
 * Finds files of installed packages: `three/examples/jsm/libs/draco/draco_decoder.wasm`.
 *
 * The path is that of the file in the package, as it is unpacked; `exports` in a package.json is for modules, and most
 * packages do not list their models and fonts there.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const PACKAGE_PATH = /^((?:@[a-z\d._-]+\/)?[a-z\d][a-z\d._-]*)\/(.+)$/iu;

export interface PackageAsset {
  readonly folder: string;
  readonly path: string;
}

/**
 * @param from file URL of the module that a package is looked for from, as Node does for an import
 * @throws RemoteViewError `asset-failed`
 */
export function packageAsset(specifier: string, from: string | URL): PackageAsset {
  const [, name, path] = PACKAGE_PATH.exec(specifier) ?? [];
  if (name !== undefined && path !== undefined) {
    for (const modules of createRequire(from).resolve.paths(name) ?? []) {
      const folder = join(modules, name);
      if (existsSync(join(folder, 'package.json'))) return { folder, path };
    }
  }
  throw new RemoteViewError(
    'asset-failed',
    `'${specifier.slice(0, 200)}' names no file of an installed package. A file beside the scene begins with './'.`,
  );
}

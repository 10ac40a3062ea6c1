/**
 * What a scene may read: its own folder, the packages that it imports, and the folders and origins that its scene.json
 * or the operator adds.
 *
 * It holds for every URL that a loader, a model or a viewer's message leads to. A file is judged by its real path, so
 * neither `..` nor a symbolic link leads out; hidden files (`.env`, `.git`) are never assets. It is a jail for addresses,
 * not for code: what a scene's own modules do through `node:fs` is not seen here.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { realpathSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Assets are read as a whole; a larger file is refused. */
export const MAX_ASSET_BYTES = 2 ** 30;

export interface AllowedFile {
  /** Resolved: no part of it is a link. */
  readonly path: string;
  readonly bytes: number;
}

export class AssetAccess {
  readonly #folders = new Set<string>();
  readonly #origins = new Set<string>();

  /** @throws Error where there is no such folder */
  allowFolder(path: string): void {
    this.#folders.add(realpathSync.native(path));
  }

  /** @param origin as `URL.origin` writes it */
  allowOrigin(origin: string): void {
    this.#origins.add(origin);
  }

  /** The package that a resolved module is part of, if it is part of one. */
  allowPackageOf(moduleUrl: string): void {
    const [folder] = /^file:.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/u.exec(moduleUrl) ?? [];
    if (folder !== undefined) this.#folders.add(fileURLToPath(folder));
  }

  /**
   * @param name of the asset, for people
   * @throws RemoteViewError `asset-refused` for what is not allowed, `asset-failed` for what is no file
   */
  async file(url: URL, name: string): Promise<AllowedFile> {
    const asked = pathOf(url, name);
    let path: string;
    try {
      path = await realpath(asked);
    } catch (cause) {
      // Whether something exists outside of the allowed folders is nobody's business.
      if (!this.#allows(resolve(asked))) throw refusedFile(name);
      if ((cause as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED') {
        const text = `The host may not read '${name}': an operator lets it with --allow-read.`;
        throw new RemoteViewError('asset-refused', text, { cause });
      }
      throw new RemoteViewError('asset-failed', `There is no asset '${name}'.`, { cause });
    }
    if (!this.#allows(path)) throw refusedFile(name);
    const found = await stat(path);
    if (!found.isFile()) throw new RemoteViewError('asset-failed', `The asset '${name}' is no file.`);
    if (found.size > MAX_ASSET_BYTES) {
      const limit = MAX_ASSET_BYTES / 2 ** 20;
      throw new RemoteViewError('asset-failed', `The asset '${name}' is larger than ${limit} MB.`);
    }
    return { path, bytes: found.size };
  }

  /** @throws RemoteViewError `asset-refused` */
  remote(url: URL, name: string): void {
    if (this.#origins.has(url.origin)) return;
    throw new RemoteViewError(
      'asset-refused',
      `The scene may not fetch '${name}': ${url.origin} is not in "assets.origins" of its scene.json.`,
    );
  }

  #allows(path: string): boolean {
    for (const folder of this.#folders) {
      if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) continue;
      if (!relative(folder, path).split(sep).some(isHidden)) return true;
    }
    return false;
  }
}

function isHidden(segment: string): boolean {
  return segment.startsWith('.');
}

function pathOf(url: URL, name: string): string {
  try {
    const path = fileURLToPath(url);
    if (!path.includes('\0')) return path;
  } catch (cause) {
    // An encoded slash, or another machine's file.
    throw new RemoteViewError('asset-refused', `'${name}' is no address of a file.`, { cause });
  }
  throw new RemoteViewError('asset-refused', `'${name}' is no address of a file.`);
}

function refusedFile(name: string): RemoteViewError {
  return new RemoteViewError(
    'asset-refused',
    `The scene may not read '${name}': it is outside of the scene's folder, of the packages that the scene imports, and ` +
      'of "assets.folders" in its scene.json, or it is a hidden file.',
  );
}

/**
 * What a scene may read: its own folder, the packages that it imports, the files that it names of others, and the folders
 * and origins that its scene.json or the operator adds.
 *
 * It holds for every URL that a loader, a model or a viewer's message leads to. A file is judged by its real path, so
 * neither `..` nor a symbolic link leads out; hidden files (`.env`, `.git`) are never assets. It is a jail for addresses,
 * not for code: what a scene's own modules do through `node:fs` is not seen here.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { realpathSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Assets are read as a whole; a larger file is refused. */
export const MAX_ASSET_BYTES = 2 ** 30;

export interface AllowedFile {
  /** Resolved: no part of it is a link. */
  readonly path: string;
  readonly bytes: number;
}

export class AssetAccess {
  readonly maxBytes: number;
  readonly #folders = new Set<string>();
  /** Bounded by what packages hold: only files that exist are named. */
  readonly #files = new Set<string>();
  readonly #origins = new Set<string>();

  constructor(maxBytes: number = MAX_ASSET_BYTES) {
    this.maxBytes = maxBytes;
  }

  /** @throws Error where there is no such folder */
  allowFolder(path: string): void {
    this.#folders.add(realpathSync.native(path));
  }

  /**
   * What a scene names of a package without importing it: one file, or where the path ends in `/` that folder. The name may
   * come from a viewer, so it opens no more than it says.
   * @param folder of the package
   * @param path inside of it
   * @param name of the asset, for people
   * @param foldersToo or else a folder is an error
   * @returns its address
   * @throws RemoteViewError `asset-refused` for what is outside of the package or hidden, `asset-failed` for what is not there
   */
  allowNamed(folder: string, path: string, name: string, foldersToo: boolean): URL {
    const root = realpathSync.native(folder);
    const url = new URL(`./${path}`, pathToFileURL(`${root}/`));
    // Of the address and not of what was written: dots and slashes may be encoded there.
    const isFolder = url.pathname.endsWith('/');
    if (isFolder && !foldersToo) throw noFile(name);
    const asked = resolve(pathOf(url, name));
    if (asked !== root && !isInside(root, asked)) throw refusedFile(name);
    let real: string;
    try {
      real = realpathSync.native(asked);
    } catch (cause) {
      throw unread(name, cause);
    }
    if (real !== root && !isInside(root, real)) throw refusedFile(name);
    (isFolder ? this.#folders : this.#files).add(real);
    return url;
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
      throw unread(name, cause);
    }
    if (!this.#allows(path)) throw refusedFile(name);
    const found = await stat(path);
    if (!found.isFile()) throw noFile(name);
    if (found.size > this.maxBytes) throw this.tooLarge(name);
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

  tooLarge(name: string): RemoteViewError {
    return new RemoteViewError('asset-failed', `The asset '${name}' is larger than ${this.maxBytes / 2 ** 20} MB.`);
  }

  #allows(path: string): boolean {
    return this.#files.has(path) || [...this.#folders].some((folder) => isInside(folder, path));
  }
}

function isInside(folder: string, path: string): boolean {
  if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return false;
  return !relative(folder, path).split(sep).some(isHidden);
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

function noFile(name: string): RemoteViewError {
  return new RemoteViewError('asset-failed', `The asset '${name}' is no file.`);
}

function unread(name: string, cause: unknown): RemoteViewError {
  if ((cause as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED') {
    const text = `The host may not read '${name}': an operator lets it with --allow-read.`;
    return new RemoteViewError('asset-refused', text, { cause });
  }
  return new RemoteViewError('asset-failed', `There is no asset '${name}'.`, { cause });
}

function refusedFile(name: string): RemoteViewError {
  return new RemoteViewError(
    'asset-refused',
    `The scene may not read '${name}': it is outside of the scene's folder, of the packages that the scene imports, of ` +
      'what it names of others, and of "assets.folders" in its scene.json, or it is a hidden file.',
  );
}

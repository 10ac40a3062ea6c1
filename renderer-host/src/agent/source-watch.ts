/**
 * Watches the files that a scene is made of, as its processes report them, and says when to reload.
 *
 * Folders are watched, not files: most editors save by renaming a new file over the old one, which ends a watch of the
 * file itself. A file that an import names and that does not exist yet is watched in the same way. A folder that is removed,
 * as by a switch of branches, is looked for until it is back.
 *
 * Bounds: at most {@link MAX_FILES} files in {@link MAX_FOLDERS} folders; what a scene reports beyond is not watched, and
 * the log says so once.
 */
import type { Millis } from '@remote-view/protocol';
import { existsSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Log } from './log.ts';
import { ReloadGate } from './reload-gate.ts';

export const MAX_FILES = 4_000;
export const MAX_FOLDERS = 400;

/** How often a removed folder is looked for. */
const LOOK_EVERY: Millis = 250;

interface WatchedFolder {
  readonly files: Set<string>;
  /** Undefined while the folder is not there. */
  watcher: FSWatcher | undefined;
}

export class SourceWatch {
  readonly #changed: (file: string) => void;
  readonly #log: Log;
  readonly #gate = new ReloadGate();
  readonly #folders = new Map<string, WatchedFolder>();
  #files = 0;
  #full = false;
  #newest = '';
  #timer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param changed called once for changes that belong together, with the file that changed last */
  constructor(changed: (file: string) => void, log: Log) {
    this.#changed = changed;
    this.#log = log;
  }

  /** Watches one more file, an absolute path. It need not exist, its folder must. */
  add(path: string): void {
    if (this.#closed) return;
    const folder = this.#folder(dirname(path));
    const file = basename(path);
    if (folder === undefined || folder.files.has(file)) return;
    if (this.#files >= MAX_FILES) {
      this.#refuse();
      return;
    }
    folder.files.add(file);
    this.#files++;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#lookTimer);
    for (const { watcher } of this.#folders.values()) watcher?.close();
    this.#folders.clear();
  }

  #folder(path: string): WatchedFolder | undefined {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    if (this.#folders.size >= MAX_FOLDERS) {
      this.#refuse();
      return undefined;
    }
    const files = new Set<string>();
    const watcher = this.#watch(path, files);
    // No such folder: the import that names it is itself in a file that is watched.
    if (watcher === undefined) return undefined;
    const folder = { files, watcher };
    this.#folders.set(path, folder);
    return folder;
  }

  #watch(path: string, files: ReadonlySet<string>): FSWatcher | undefined {
    try {
      const watcher = watch(path, (event, name) => {
        if (name !== null && files.has(name)) this.#touched(`${path}/${name}`);
        // By its own name Linux tells of the folder itself: it was removed or moved, and another may take its place.
        if (event === 'rename' && name === basename(path)) this.#lost(path);
      });
      watcher.on('error', () => this.#lost(path));
      return watcher;
    } catch {
      return undefined;
    }
  }

  #lost(path: string): void {
    const folder = this.#folders.get(path);
    folder?.watcher?.close();
    if (folder !== undefined) folder.watcher = undefined;
    this.#lookTimer ??= setTimeout(() => this.#look(), LOOK_EVERY);
  }

  #look(): void {
    this.#lookTimer = undefined;
    for (const [path, folder] of this.#folders) {
      if (folder.watcher !== undefined) continue;
      folder.watcher = this.#watch(path, folder.files);
      if (folder.watcher === undefined) this.#lost(path);
      // What was written before is not told of any more.
      else for (const file of folder.files) if (existsSync(`${path}/${file}`)) this.#touched(`${path}/${file}`);
    }
  }

  #touched(path: string): void {
    this.#newest = path;
    this.#gate.changed(performance.now());
    this.#schedule();
  }

  #schedule(): void {
    const { due } = this.#gate;
    if (due === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        if (this.#gate.take(performance.now())) this.#changed(this.#newest);
        else this.#schedule();
      },
      Math.max(0, Math.ceil(due - performance.now())),
    );
  }

  #refuse(): void {
    if (this.#full) return;
    this.#full = true;
    this.#log.warn(`the scene is made of more files than are watched (${MAX_FILES} in ${MAX_FOLDERS} folders)`);
  }
}

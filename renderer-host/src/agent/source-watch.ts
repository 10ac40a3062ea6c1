/**
 * Watches the files that a scene is made of, as its processes report them, and says when to reload.
 *
 * Folders are watched, not files: most editors save by renaming a new file over the old one, which ends a watch of the
 * file itself. A file that an import names and that does not exist yet is watched in the same way.
 *
 * Bounds: at most {@link MAX_FILES} files in {@link MAX_FOLDERS} folders; what a scene reports beyond is not watched, and
 * the log says so once.
 */
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Log } from './log.ts';
import { ReloadGate } from './reload-gate.ts';

export const MAX_FILES = 4_000;
export const MAX_FOLDERS = 400;

interface WatchedFolder {
  readonly files: Set<string>;
  readonly watcher: FSWatcher;
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
    for (const { watcher } of this.#folders.values()) watcher.close();
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
    let watcher: FSWatcher;
    try {
      watcher = watch(path, (_event, name) => {
        if (name !== null && files.has(name)) this.#touched(`${path}/${name}`);
      });
    } catch {
      // No such folder: the import that names it is itself in a file that is watched.
      return undefined;
    }
    // The folder was removed: nothing in it can change any more.
    watcher.on('error', () => this.#forget(path));
    const folder = { files, watcher };
    this.#folders.set(path, folder);
    return folder;
  }

  #forget(path: string): void {
    const folder = this.#folders.get(path);
    if (folder === undefined) return;
    this.#folders.delete(path);
    this.#files -= folder.files.size;
    folder.watcher.close();
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

/**
 * Compiled modules for processes that run restricted scenes.
 *
 * Node uses a cache of compiled modules only where it may write to it as well, and what lies in one is run by whoever loads
 * it. So no two of these processes share a folder: each is lent a copy, which it alone reads and which goes with it. The
 * copies are made of what a process of ours compiled that never ran a scene. Such a one runs once where a process had to
 * compile something by itself before it was ready, that is after the host's own code has changed. What a process leaves in
 * its folder after that is looked at by nobody.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * In memory where Linux has that: 320 small files, 2.7 MB, are there in 5 ms, and on a disk in 100 to 300. A temporary
 * folder elsewhere.
 */
const MEMORY = '/dev/shm';
const places = (): string[] => [MEMORY, tmpdir()];
/** With the number of the agent's process, so that the next one knows what nobody uses any more. */
const NAME = 'remote-view-code';

/** Compiles what a scene process needs into this empty folder. @returns whether it did */
export type FillCode = (folder: string) => Promise<boolean>;

export interface LentCode {
  readonly folder: string;
  /** Its process is warm, and has run no scene yet. */
  check(): void;
  /** Its process is gone; the folder goes as well. Never rejects. */
  giveBack(): Promise<void>;
}

export class SceneCode {
  readonly #kept: string;
  readonly #fill: FillCode;
  #filled = false;

  /** @param kept folder of this user's that is ours alone; it need not exist */
  constructor(kept: string, fill: FillCode) {
    this.#kept = kept;
    this.#fill = fill;
    removeLeftovers();
  }

  /** Undefined where there is no room for it: a process does without. */
  async lend(): Promise<LentCode | undefined> {
    const folder = newFolder();
    if (folder === undefined) return undefined;
    // In the background: who knows how much lies there.
    const giveBack = (): Promise<void> => rm(folder, { recursive: true, force: true }).catch(() => {});
    try {
      if (existsSync(this.#kept)) await copyFolder(this.#kept, folder);
    } catch {
      await giveBack();
      return undefined;
    }
    const check = (): void => {
      const known = new Set(filesIn(this.#kept));
      if (filesIn(folder).some((file) => !known.has(file))) void this.#renew();
    };
    return { folder, check, giveBack };
  }

  /** Once: what is missing after that is compiled by each process for itself. */
  async #renew(): Promise<void> {
    if (this.#filled) return;
    this.#filled = true;
    try {
      mkdirSync(dirname(this.#kept), { recursive: true });
      const fresh = mkdtempSync(`${this.#kept}-`);
      const before = `${fresh}-before`;
      try {
        if (!(await this.#fill(fresh))) return;
        if (existsSync(this.#kept)) renameSync(this.#kept, before);
        renameSync(fresh, this.#kept);
      } finally {
        for (const folder of [fresh, before]) rmSync(folder, { recursive: true, force: true });
      }
    } catch {
      // A home that cannot be written to, or another host of this user that does the same.
    }
  }
}

function newFolder(): string | undefined {
  for (const place of places()) {
    try {
      return mkdtempSync(join(place, `${NAME}-${process.pid}-`));
    } catch {
      // There is none, or it is full.
    }
  }
  return undefined;
}

/** Of an agent that was killed. */
function removeLeftovers(): void {
  for (const place of places().filter((path) => existsSync(path))) {
    for (const name of readdirSync(place)) {
      const [, agent] = new RegExp(`^${NAME}-(\\d+)-`, 'u').exec(name) ?? [];
      if (agent === undefined || isAlive(Number(agent))) continue;
      try {
        rmSync(join(place, name), { recursive: true, force: true });
      } catch {
        // It is another user's.
      }
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (!entry.isDirectory()) return copyFile(source, target);
      await mkdir(target);
      return copyFolder(source, target);
    }),
  );
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
}

/**
 * Token keys of a gateway in dev mode that was given none: kept in the cache of whoever runs it, so that pages keep their sessions
 * when somebody restarts it. Where that folder cannot be written, tokens end with the process, as they would without it.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { newTokenKey } from './token-keys.ts';

/** @param env of the process */
export function devTokenKeysFile(env: Readonly<Record<string, string | undefined>>): string {
  const caches = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'remote-view', 'dev-token-keys.json');
}

/** The keys in `file`, new ones where there are none; undefined where it can be neither read nor written. */
export function devTokenKeys(file: string): string | undefined {
  return readKeys(file) ?? writeKeys(file);
}

function readKeys(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function writeKeys(file: string): string | undefined {
  const keys = JSON.stringify({ keys: [newTokenKey('dev')] });
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Two gateways may start at a time: whoever comes last is believed, and nobody reads half of it.
    const written = `${file}.${process.pid}`;
    writeFileSync(written, keys, { mode: 0o600 });
    renameSync(written, file);
    return readKeys(file);
  } catch {
    return undefined;
  }
}

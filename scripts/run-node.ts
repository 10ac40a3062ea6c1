/** Runs a JavaScript tool or one of our TypeScript files in a child process under this very Node. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..');

/** What every Node that runs our sources needs: packages resolve to TypeScript, nothing is built first. */
export const SOURCE_FLAGS = ['--conditions=@remote-view/source', '--disable-warning=ExperimentalWarning'] as const;

/** Runs `file` (relative to the repository) with inherited output. Resolves with its exit code; 1 where a signal ended it. */
export function runNode(file: string, args: readonly string[] = []): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...SOURCE_FLAGS, path.join(ROOT, file), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

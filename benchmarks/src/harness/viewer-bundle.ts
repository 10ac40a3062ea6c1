/** Builds the modules that the gateway serves, so that what is measured is what the sources say. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryPath } from './stack.ts';

/** @throws Error with what the build wrote */
export async function buildViewerBundle(): Promise<void> {
  await run('viewer/build.ts');
}

/** @throws Error with what the build wrote */
export async function buildAdminPage(): Promise<void> {
  await run('gateway/admin/build.ts');
}

async function run(script: string): Promise<void> {
  await promisify(execFile)(process.execPath, [
    '--conditions=@remote-view/source',
    '--disable-warning=ExperimentalWarning',
    repositoryPath(script),
  ]);
}

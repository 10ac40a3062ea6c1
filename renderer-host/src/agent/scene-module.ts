/** Which file of a folder is its scene: for hosts that offer scenes, and for who names one on a command line. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = ['scene.ts', 'scene.js', 'scene.mjs'] as const;

/** Its path; undefined where the folder has none, or is none. */
export function sceneModuleIn(folder: string): string | undefined {
  return MODULES.map((name) => join(folder, name)).find((path) => existsSync(path));
}

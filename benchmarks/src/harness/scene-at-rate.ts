/** A scene says its frame rate itself; a benchmark wants to try others. So the host gets a scene that is a copy but for that. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryPath } from './stack.ts';

export interface SceneFolder {
  /** For the host's `--scenes`. */
  readonly path: string;
  remove(): Promise<void>;
}

/** A folder that holds `benchmarks/scenes/<scene>`, at `fps` frames per second, under the same name. */
export async function sceneAtRate(scene: string, fps: number): Promise<SceneFolder> {
  const path = await mkdtemp(join(tmpdir(), 'remote-view-scenes-'));
  const original = pathToFileURL(repositoryPath(`benchmarks/scenes/${scene}/scene.ts`)).href;
  await mkdir(join(path, scene));
  await writeFile(
    join(path, scene, 'scene.mjs'),
    `import scene from ${JSON.stringify(original)};\nexport default { ...scene, fps: ${fps} };\n`,
  );
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

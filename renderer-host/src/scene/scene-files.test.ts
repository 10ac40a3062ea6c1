/** What a real scene process, with a real scene of several files, tells of the files that it is made of. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, where } from '../gpu/testing/run-job.ts';
import { TestSceneProcess } from './testing/scene-process.ts';

const SCENE = `import { Color } from 'three';
import chatty from 'chatty';
import { wheels } from './parts/wheels.ts';
import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
export default { async setup({ renderer }) {
  readFileSync(new URL('paint.txt', import.meta.url));
  await readFile(new URL('../models/car.txt', import.meta.url));
  return { update() { renderer.clear(); } };
} };
`;

describe.skipIf(!hasSoftwareGpu)(`the files of a scene (${where})`, { timeout: 20_000 }, () => {
  const cleanup: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const clean of cleanup.splice(0)) await clean();
  });

  function projectWith(files: Readonly<Record<string, string>>): string {
    const project = realpathSync(mkdtempSync(join(tmpdir(), 'remote-view-files-')));
    cleanup.push(() => rmSync(project, { recursive: true }));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    return project;
  }

  async function run(project: string, until: 'running' | 'failed'): Promise<string[]> {
    const scene = new TestSceneProcess(1, { developing: true });
    cleanup.push(() => scene.close());
    await scene.told('ready');
    const module = pathToFileURL(join(project, 'scenes/scene.ts')).href;
    scene.tell({ type: 'start', module, link: scene.server.target() });
    await scene.told(until);
    return scene.messages.flatMap((message) => (message.type === 'file' ? [relative(project, message.path)] : []));
  }

  it('are its modules and what it reads, each once, and no package and nothing of ours', async () => {
    const project = projectWith({
      'scenes/scene.ts': SCENE,
      'scenes/parts/wheels.ts': "import './tyres.ts'; export const wheels: number = 4;",
      'scenes/parts/tyres.ts': 'export {};',
      'scenes/paint.txt': 'red',
      'models/car.txt': 'a car',
      'node_modules/chatty/package.json': '{ "name": "chatty", "type": "module", "exports": "./index.js" }',
      'node_modules/chatty/index.js': 'export default 1;',
    });
    const files = await run(project, 'running');
    expect(files.toSorted()).toEqual([
      'models/car.txt',
      'scenes/paint.txt',
      'scenes/parts/tyres.ts',
      'scenes/parts/wheels.ts',
      'scenes/scene.ts',
    ]);
  });

  it('are told before it fails, and the one that it misses is among them', async () => {
    const project = projectWith({ 'scenes/scene.ts': "import './wheels.ts';" });
    expect(await run(project, 'failed')).toEqual(['scenes/scene.ts', 'scenes/wheels.ts']);
  });
});

/** Assets in a real scene process, held to what an operator allows. */
import { afterEach, describe, expect, it } from 'vitest';
import { sceneNodeOptions } from '../../agent/scene-limits.ts';
import { hasSoftwareGpu, where } from '../../gpu/testing/run-job.ts';
import { TestSceneProcess } from '../testing/scene-process.ts';
import { png, quadrantPixels } from './testing/files.ts';
import { dracoModel, texturedModel } from './testing/models.ts';
import { SceneFolder } from './testing/scene-folder.ts';

const TIMEOUT_MS = 30_000;

const owned: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of owned.splice(0)) await one.close();
});

const FILES = {
  'textured.glb': texturedModel({ bytes: png(8, 8, quadrantPixels(8)), mimeType: 'image/png' }),
  'a.png': png(8, 8, quadrantPixels(8)),
  'draco.glb': dracoModel(),
  'broken.glb': texturedModel({ uri: 'none.png' }),
};

async function run(setUp: string): Promise<TestSceneProcess> {
  const folder = new SceneFolder({
    ...FILES,
    'scene.mjs': `import * as THREE from 'three/webgpu';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
export default { async setup({ renderer, assets }) {
  const loader = new GLTFLoader().setDRACOLoader(new DRACOLoader());
  const scene = new THREE.Scene();
  const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, -10, 10);
  ${setUp}
  return { update() { renderer.render(scene, camera); } };
} };`,
  });
  const options = sceneNodeOptions({ maxResidentBytes: 1.5 * 2 ** 30, readable: [folder.path] });
  const process = new TestSceneProcess(1, { restricted: true }, options);
  owned.push(process, folder);
  await process.told('ready');
  process.tell({ type: 'start', module: folder.module, link: process.server.target() });
  return process;
}

describe.skipIf(!hasSoftwareGpu)(`a restricted scene process (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('decodes images and meshes on its own threads, which the scene may not start', async () => {
    const process = await run(
      `for (const name of ['textured.glb', 'draco.glb']) scene.add((await loader.loadAsync(name)).scene);
      const { image } = await new THREE.TextureLoader().loadAsync('a.png');
      if (image.width !== 8 || document.createElement('div').tagName !== 'DIV') throw new Error('not as in a page');`,
    );
    await process.told('running');
    expect(process.messages.filter(({ type }) => type === 'failed')).toEqual([]);
  });

  it.each([
    [
      'a texture that a loader would leave out',
      `await loader.loadAsync('broken.glb');`,
      'asset-failed',
      /'none\.png'/u,
    ],
    ['what the scene may not read', `await assets.text('/../../etc/passwd');`, 'asset-refused', /etc\/passwd|passwd/u],
    [
      'a texture of nothing',
      `const map = new THREE.CanvasTexture({ width: 1, height: 1 });
      scene.add(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), new THREE.MeshBasicMaterial({ map })));`,
      'asset-failed',
      /this Object/u,
    ],
  ])('ends with the name of %s', async (_what, setUp, code, message) => {
    const process = await run(setUp);
    expect(await process.told('failed')).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await process.ended).toMatchObject({ exitCode: 20 });
  });
});

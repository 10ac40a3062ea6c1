/** A model with a texture from disk to the browser, and one that fails to the reason in the browser. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

/** Left upper, right upper, left lower, right lower. */
const QUADRANTS = [
  [0xcc, 0x33, 0x33],
  [0x33, 0x99, 0x33],
  [0x33, 0x33, 0xcc],
  [0xcc, 0xcc, 0x33],
] as const;

/** PNG (RFC 2083) of 16 x 16 pixels, RGB. */
function picture(): Buffer {
  const rows = Array.from({ length: 16 }, (_, row) => [
    0,
    ...Array.from({ length: 16 }, (_, column) => QUADRANTS[(row < 8 ? 0 : 2) + (column < 8 ? 0 : 1)]!).flat(),
  ]);
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length);
    framed.set(body, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.of(0, 0, 0, 16, 0, 0, 0, 16, 8, 2, 0, 0, 0);
  const signature = Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1');
  const data = deflateSync(Buffer.from(rows.flat()));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** A square that fills the view, with the texture under `uri`. */
function model(uri: string): string {
  const buffer = Buffer.concat([
    Buffer.from(Float32Array.of(-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0).buffer),
    Buffer.from(Float32Array.of(0, 1, 1, 1, 1, 0, 0, 0).buffer),
    Buffer.from(Uint16Array.of(0, 1, 2, 0, 2, 3).buffer),
  ]);
  const float = 5126;
  const unsignedShort = 5123;
  return JSON.stringify({
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 1 }, indices: 2, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 } }, extensions: { KHR_materials_unlit: {} } }],
    textures: [{ source: 0 }],
    images: [{ uri }],
    accessors: [
      { bufferView: 0, componentType: float, count: 4, type: 'VEC3', min: [-1, -1, 0], max: [1, 1, 0] },
      { bufferView: 1, componentType: float, count: 4, type: 'VEC2' },
      { bufferView: 2, componentType: unsignedShort, count: 6, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: 48 },
      { buffer: 0, byteOffset: 48, byteLength: 32 },
      { buffer: 0, byteOffset: 80, byteLength: 12 },
    ],
    buffers: [{ byteLength: 92, uri: `data:application/octet-stream;base64,${buffer.toString('base64')}` }],
    extensionsUsed: ['KHR_materials_unlit'],
  });
}

const SCENE = `import { OrthographicCamera, Scene } from 'three/webgpu';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
export default { async setup({ renderer }) {
  const scene = new Scene();
  const camera = new OrthographicCamera(-1, 1, 1, -1, -1, 1);
  scene.add((await new GLTFLoader().loadAsync('models/square.gltf')).scene);
  return { update() { renderer.render(scene, camera); } };
} };`;

describe('assets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'remote-view-e2e-'));
  let stack: Stack;
  let chromium: LaunchedBrowser;

  beforeAll(async () => {
    for (const [name, image] of [
      ['whole', 'square.png'],
      ['broken', 'missing.png'],
    ] as const) {
      const models = join(folder, name, 'models');
      mkdirSync(models, { recursive: true });
      writeFileSync(join(folder, name, 'scene.mjs'), SCENE);
      writeFileSync(join(models, 'square.gltf'), model(image));
      writeFileSync(join(models, 'square.png'), picture());
    }
    [stack, chromium] = await Promise.all([startStack({ scenes: [folder] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are read below the scene’s folder and shown in the browser, the right way up', async () => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'whole' });
    await view.waitForEvent('firstframe');
    const largest = await view.until('a settled picture', async () => {
      const differences: number[] = [];
      for (const [index, wanted] of QUADRANTS.entries()) {
        const colour = await view.colourAt(index % 2 === 0 ? 0.25 : 0.75, index < 2 ? 0.25 : 0.75);
        differences.push(...wanted.map((value, channel) => Math.abs(value - colour[channel]!)));
      }
      return Math.max(...differences) <= 12 && { error: Math.max(...differences) };
    });
    expect(largest.error).toBeLessThanOrEqual(12);
    expect(view.problems).toEqual([]);
    await view.close();
  });

  it('that are missing are named in the browser, though the loader goes on without them', async () => {
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'broken' });
    expect(await view.waitForEvent('error')).toMatchObject({
      code: 'asset-failed',
      message: expect.stringContaining("There is no asset 'models/missing.png'.") as string,
      retry: false,
    });
    await view.close();
  });
});

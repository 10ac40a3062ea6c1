/** A scene that looks at the square from (-1, -1) to (1, 1), which fills the picture, and is set up by a test. */
import { expect } from 'vitest';
import { SceneFolder, type Drawn, type Files } from './scene-folder.ts';

const BACKGROUND = 0x123456;

/** @param setUp body of a set-up; `show(map)` puts a texture on the square */
function sceneOf(setUp: string): string {
  return `import * as THREE from 'three/webgpu';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { DRACOLoader } from 'three/addons/loaders/DRACOLoader.js';
import { KTX2Loader } from 'three/addons/loaders/KTX2Loader.js';
import { HDRLoader } from 'three/addons/loaders/HDRLoader.js';
import { EXRLoader } from 'three/addons/loaders/EXRLoader.js';
import { FontLoader } from 'three/addons/loaders/FontLoader.js';
import { TextGeometry } from 'three/addons/geometries/TextGeometry.js';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
export default { async setup({ renderer, send, assets }) {
  const scene = new THREE.Scene();
  scene.background = new THREE.Color(${BACKGROUND});
  const camera = new THREE.OrthographicCamera(-1, 1, 1, -1, -10, 10);
  const show = (map) => {
    const material = new THREE.MeshBasicMaterial({ map, transparent: true });
    scene.add(new THREE.Mesh(new THREE.PlaneGeometry(2, 2), material));
    return material;
  };
  const gltf = new GLTFLoader();
  ${setUp}
  return { update() { renderer.render(scene, camera); } };
} };`;
}

const folders: SceneFolder[] = [];

export function closeFolders(): void {
  for (const folder of folders.splice(0)) folder.close();
}

/** @param files beside the scene's module */
export function drawSetUp(setUp: string, files: Files, frames = 1): Promise<Drawn> {
  const folder = new SceneFolder({ ...files, 'scene.mjs': sceneOf(setUp) });
  folders.push(folder);
  return folder.draw({ frames });
}

/** Left upper, right upper, left lower, right lower. */
export function quadrants({ at, failure }: Drawn): number[] {
  expect(failure).toBeUndefined();
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
}

/** Each channel of each colour is as near as that. */
export function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  const channels = (colours: readonly number[]): number[] =>
    colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]);
  const wanted = channels(expected);
  const differences = channels(actual).map((value, index) => Math.abs(value - wanted[index]!));
  expect(Math.max(...differences), actual.map((colour) => colour.toString(16)).join(' ')).toBeLessThanOrEqual(
    tolerance,
  );
}

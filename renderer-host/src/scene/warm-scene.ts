/**
 * A small scene that a warm process draws once before it is needed.
 *
 * The first frame of a process is slow for what has nothing to do with the scene in it: V8 compiles three.js's shader
 * generator, Dawn and the driver (in software: SwiftShader's own compiler) build their first pipelines. One lit mesh takes
 * that, 60 to 170 ms, out of the first frame of a session, for 25 MB of a warm process.
 */
import {
  BoxGeometry,
  Color,
  DirectionalLight,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Scene,
  type WebGPURenderer,
} from 'three/webgpu';

export function drawWarmScene(renderer: WebGPURenderer): void {
  const scene = new Scene();
  scene.background = new Color('#000');
  const camera = new PerspectiveCamera(50, 16 / 9, 0.1, 10);
  camera.position.z = 3;
  const geometry = new BoxGeometry();
  const material = new MeshStandardMaterial();
  scene.add(new Mesh(geometry, material), new DirectionalLight('#fff', 3));
  renderer.render(scene, camera);
  geometry.dispose();
  material.dispose();
}

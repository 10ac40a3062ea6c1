/** The trivial scene of the benchmarks: one spinning mesh, one light. */
import { defineScene } from '@remote-view/renderer-host';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import {
  BoxGeometry,
  Color,
  DirectionalLight,
  Mesh,
  MeshStandardMaterial,
  PerspectiveCamera,
  Scene,
} from 'three/webgpu';

export default defineScene({
  setup({ renderer, canvas }) {
    const scene = new Scene();
    scene.background = new Color('#20303c');
    const camera = new PerspectiveCamera(50, canvas.clientWidth / canvas.clientHeight, 0.1, 20);
    camera.position.set(1.5, 1.2, 2);
    const cube = new Mesh(new BoxGeometry(), new MeshStandardMaterial({ color: '#e07a3c', roughness: 0.5 }));
    const light = new DirectionalLight('#ffffff', 3);
    light.position.set(2, 3, 1);
    scene.add(cube, light);
    const controls = new OrbitControls(camera, canvas);
    return {
      update({ delta }) {
        cube.rotation.y += delta;
        controls.update();
        renderer.render(scene, camera);
      },
      resize({ width, height }) {
        camera.aspect = width / height;
        camera.updateProjectionMatrix();
      },
    };
  },
});

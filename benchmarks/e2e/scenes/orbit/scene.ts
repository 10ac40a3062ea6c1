/** An unmodified OrbitControls; the page is told where the camera is. */
import { defineScene } from '@remote-view/renderer-host';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { BoxGeometry, Color, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene } from 'three/webgpu';

export default defineScene({
  setup({ renderer, canvas, send }) {
    const scene = new Scene();
    scene.background = new Color('#101418');
    const sides = ['#c02020', '#20a040', '#2040c0', '#e0c020', '#ffffff', '#808080'];
    scene.add(
      new Mesh(
        new BoxGeometry(),
        sides.map((color) => new MeshBasicMaterial({ color })),
      ),
    );
    const camera = new PerspectiveCamera(45, canvas.clientWidth / canvas.clientHeight, 0.1, 20);
    camera.position.set(0, 0, 3);
    const controls = new OrbitControls(camera, canvas);
    controls.addEventListener('change', () => {
      send({
        azimuth: controls.getAzimuthalAngle(),
        polar: controls.getPolarAngle(),
        distance: controls.getDistance(),
      });
    });
    return {
      update: () => renderer.render(scene, camera),
      resize({ width, height }) {
        camera.aspect = width / height;
        camera.updateProjectionMatrix();
      },
    };
  },
});
